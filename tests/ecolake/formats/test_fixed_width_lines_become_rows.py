import json

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.errors import UnreadableError
from ecolake.formats import Limits, ReadOptions, read_table

WIDTHS = {"code": 4, "名称": 8, "v": 3}
SETTINGS = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def line(*cells, encoding="gb18030", widths=WIDTHS):
    return b"".join(
        cell.encode(encoding).ljust(width) for cell, width in zip(cells, widths.values(), strict=True)
    )


def test_columns_are_cut_by_bytes_and_not_by_characters(read):
    content = b"\n".join([line("0001", "福州", "1.5"), line("0002", "䶮水", "20"), line("3", "abc", "")])
    table = read(content, format="fixed", widths=WIDTHS, encoding="gb18030")
    assert table.columns == ["code", "名称", "v"]
    assert table.frame.rows() == [
        ("0001", "福州", "1.5", 1),
        ("0002", "䶮水", "20", 2),
        ("3", "abc", None, 3),
    ]
    assert table.frame.schema == {"code": pl.String, "名称": pl.String, "v": pl.String, "_row": pl.Int64}


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize("last", [True, False])
def test_line_ends_of_both_systems_with_and_without_the_last(read, end, last):
    content = end.join([line("1", "福州", "2"), b"", b"   ", b" " * 15, line("3", "厦门", "4")]) + end * last
    table = read(content, format="fixed", widths=WIDTHS, encoding="gb18030")
    assert table.frame.rows() == [("1", "福州", "2", 1), ("3", "厦门", "4", 5)]
    assert table.malformed.height == 0


def test_leading_spaces_are_part_of_a_cell(read):
    assert read("  ab \n", format="fixed", widths={"a": 5}).frame["a"].to_list() == ["  ab"]


def test_utf_8_with_a_mark(read):
    widths = {"a": 6, "b": 2}
    table = read("\ufeff福州x \n厦门yz\n", format="fixed", widths=widths)
    assert table.frame.rows() == [("福州", "x", 1), ("厦门", "yz", 2)]


def test_lines_of_another_length_are_set_aside_with_their_text(read):
    content = b"\n".join([line("1", "福州", "2"), line("2", "福州", "2")[:-1], line("3", "漳州", "2") + b"x"])
    table = read(content, format="fixed", widths=WIDTHS, encoding="gb18030")
    assert table.frame["_row"].to_list() == [1]
    assert table.malformed.select("_row", "code").rows() == [(2, "ragged_row"), (3, "ragged_row")]
    assert [json.loads(p)["text"] for p in table.malformed["payload"]] == [
        "2   福州    2 ",
        "3   漳州    2  x",
    ]
    assert "14 bytes where the columns have 15" in table.malformed["reason_en"][0]


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_a_character_across_two_columns_is_set_aside_and_never_guessed(read, encoding):
    good = line("1", "中中", "2", encoding=encoding)
    torn = "123中".encode(encoding)
    content = good + b"\n" + torn.ljust(15) + b"\n" + good + b"\n"
    table = read(content, format="fixed", widths=WIDTHS, encoding=encoding)
    assert table.frame["_row"].to_list() == [1, 3]
    assert table.malformed.select("_row", "code").rows() == [(2, "torn_character")]
    assert json.loads(table.malformed["payload"].item())["text"].startswith("123中")


def test_a_column_name_is_no_pattern_and_not_ours(read):
    table = read("abc\n", format="fixed", widths={"*": 1, "_row": 1, "^.*$": 1})
    assert table.columns == ["*", "_row#2", "^.*$"]
    assert table.frame.rows() == [("a", "b", "c", 1)]


def test_rows_keep_their_numbers_in_a_file_of_many_blocks(read):
    lines = ["x" if i % 50_000 == 7 else f"{i:060d}" for i in range(400_000)]
    table = read("\r\n".join(lines), format="fixed", widths={"a": 50, "b": 10})
    expected = [i + 1 for i in range(400_000) if i % 50_000 == 7]
    assert table.malformed["_row"].to_list() == expected
    assert table.frame.height == 400_000 - len(expected)
    assert table.frame.filter(pl.col("b").cast(pl.Int64) != pl.col("_row") - 1).height == 0


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"\n  \n\r\n", "empty_file"),
        (b"12345\n12345\n", "wrong_shape"),
        ("<!DOCTYPE html><html>请登录</html>".encode("gb18030"), "html_instead_of_data"),
        ("福州福州福州福州".encode(), "wrong_encoding"),
        (b"\xff\n" + line("1", "福州", "2"), "wrong_encoding"),
        (line("1", "福州", "2") + b"\n\xb8", "truncated_text"),
    ],
)
def test_what_is_no_such_text_is_refused(refusal, content, code):
    assert refusal(content, format="fixed", widths=WIDTHS, encoding="gb18030").code == code


@pytest.mark.parametrize("options", [{}, {"widths": {"a": 0}}, {"widths": {"a": 4}, "encoding": "utf-16"}])
def test_what_cannot_be_cut_is_refused(refusal, options):
    assert (
        refusal("abcd\n".encode(options.get("encoding", "utf-8")), format="fixed", **options).code
        == "wrong_shape"
    )


def test_a_line_without_end_costs_no_memory(refusal):
    limits = Limits(line=10_000)
    error = refusal("abcd\n" + "x" * 20_000, format="fixed", widths={"a": 4}, limits=limits)
    assert (error.code, error.where) == ("oversized_line", "landed.dat, line 2")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_what_was_written_is_read(tmp_path, scratch, encoding):
    widths = {"a": 16, "b": 16}
    character = st.sampled_from("中福𠮷䶮€a1 .") | st.characters(exclude_categories=["Cs", "Cc"])
    cell = st.text(character, max_size=4).filter(lambda text: not text.startswith("\ufeff"))

    outcomes = []

    @SETTINGS
    @given(st.lists(st.tuples(st.just("k") | cell, cell), min_size=1, max_size=6))
    def holds(records):
        path = tmp_path / "a.txt"
        path.write_bytes(b"\n".join(line(*record, encoding=encoding, widths=widths) for record in records))
        expected = [
            (*(text.rstrip(" ") or None for text in record), number)
            for number, record in enumerate(records, start=1)
            if any(text.strip(" ") for text in record)
        ]
        try:
            table = read_table(path, ReadOptions(format="fixed", widths=widths, encoding=encoding), scratch)
        except UnreadableError as error:
            outcomes.append(error.code)
        else:
            outcomes.append(
                "read" if table.frame.rows() == expected and not table.malformed.height else records
            )

    holds()
    # Rare characters in GB 18030 are UTF-8 Chinese by chance, and there may be no record at all.
    assert [outcome for outcome in outcomes if outcome not in ("read", "wrong_encoding", "empty_file")] == []
    assert outcomes.count("read") > 80


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "big5"])
def test_every_line_is_a_row_or_set_aside(tmp_path, scratch, encoding):
    @SETTINGS
    @given(st.lists(st.text("中福a1 ", max_size=5), min_size=1, max_size=8))
    def holds(lines):
        path = tmp_path / "a.txt"
        path.write_bytes("\n".join(lines).encode(encoding))
        read = ReadOptions(format="fixed", widths={"a": 1, "b": 2, "c": 3}, encoding=encoding)
        try:
            table = read_table(path, read, scratch)
        except UnreadableError:
            return
        numbers = table.frame["_row"].to_list() + table.malformed["_row"].to_list()
        assert sorted(numbers) == [number for number, text in enumerate(lines, start=1) if text.strip()]
        assert "\ufffd" not in "".join(cell for row in table.frame.rows() for cell in row[:-1] if cell)

    holds()
