import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.formats import Limits, ReadOptions, read_table
from ecolake.formats.ndjson import WORTH_A_FRAME

SETTINGS = settings(
    derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def repeated(line, times=WORTH_A_FRAME + 1):
    return "".join(f"{line}\n" for _ in range(times))


@pytest.mark.parametrize("times", [1, WORTH_A_FRAME + 1])
def test_values_keep_their_text_however_many_lines_are_alike(read, times):
    line = (
        '{"n": 1.50, "big": 12345678901234567890, "e": 1E5, "t": "中\\u4e2d", "b": true, "x": null, "s": ""}'
    )
    table = read(repeated(line, times), format="ndjson")
    assert table.columns == ["n", "big", "e", "t", "b", "x", "s"]
    expected = ("1.50", "12345678901234567890", "1E5", "中中", "true", None, "")
    assert table.frame.rows() == [(*expected, number) for number in range(1, times + 1)]


def test_rows_are_numbered_as_lines_and_blank_lines_are_none(read):
    table = read('\r\n{"a": 1}\r\n\n  {"a": 2} \n', format="ndjson")
    assert table.frame.rows() == [("1", 2), ("2", 4)]


def test_columns_are_all_keys_in_the_order_of_first_appearance(read):
    lines = ['{"z": 0}', '{"b": 1, "_row": 9}', '{"a": 2}', '{"n": {"k": 1.0}}']
    text = "".join(repeated(line) for line in lines[1:3])
    table = read(f"{lines[0]}\n{text}{lines[3]}", format="ndjson")
    assert table.columns == ["z", "b", "_row#2", "a", "n"]
    assert table.frame["_row"].to_list() == list(range(1, table.frame.height + 1))
    assert table.frame["n"].to_list()[-1] == '{"k": 1.0}'
    assert table.frame["a"].null_count() == WORTH_A_FRAME + 3


def test_a_line_separator_inside_a_text_ends_no_line(read):
    assert read('{"a": "x\u2028y\u0085"}\n', format="ndjson").frame["a"].to_list() == ["x\u2028y\u0085"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": 1', "invalid_json"),
        ('{"a": 1}{"a": 2}', "invalid_json"),
        ('{"a": 1},', "invalid_json"),
        ("{'a': 1}", "invalid_json"),
        ('{"a": 01}', "invalid_json"),
        ('{"a": "\t"}', "invalid_json"),
        ("\u00a0{}", "invalid_json"),
        ("乱码", "invalid_json"),
        ("7", "not_an_object"),
        ("null", "not_an_object"),
        ('"text"', "not_an_object"),
        ('[{"a": 1}]', "not_an_object"),
        ('{"a": 1, "a": 1}', "duplicate_key"),
        ('{"a": {"b": 1, "b": 2}}', "duplicate_key"),
        ('{"a": "\\ud800"}', "broken_character"),
        ('{"\\ud800": 1}', "broken_character"),
        ('{"a": ' + "[" * 70 + "]" * 70 + "}", "too_deep"),
        ("[" * 100_000, "too_deep"),
    ],
)
@pytest.mark.parametrize("times", [1, WORTH_A_FRAME + 1])
def test_a_bad_line_is_set_aside_and_the_others_go_on(read, line, code, times):
    if len(line) > 1000:
        times = 1
    table = read('{"a": "1"}\n' + repeated(line, times) + '{"a": "2"}\n', format="ndjson")
    assert table.malformed.select("_row", "code").rows() == [(number, code) for number in range(2, times + 2)]
    assert table.frame.select("a", "_row").rows() == [("1", 1), ("2", times + 2)]
    assert json.loads(table.malformed["payload"][0]) == {"text": line}


def test_a_nested_list_is_exploded(read):
    lines = [
        '{"v": 1, "p": [{"t": 1.0}, {"t": 2.0}]}',
        "bad",
        '{"v": 2, "p": []}',
        '{"v": 3, "p": [3, {"t": 4}]}',
    ]
    table = read("\n".join(lines), format="ndjson", explode="p")
    assert table.frame.rows() == [("1", "1.0", 1), ("1", "2.0", 2), ("2", None, 4), ("3", "4", 6)]
    assert table.malformed.select("_row", "code").rows() == [(3, "invalid_json"), (5, "not_a_list")]


def test_only_bad_lines_are_no_reason_to_refuse_a_file(read):
    table = read("bad\n", format="ndjson")
    assert (table.columns, table.frame.height, table.malformed.height) == ([], 0, 1)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "empty_file"),
        ("\n \r\n", "empty_file"),
        ('[\n  {"a": 1\n  }\n]', "wrong_shape"),
        ("<!DOCTYPE html><html>login</html>", "html_instead_of_data"),
        (b'{"a": "\xd6\xd0"}', "wrong_encoding"),
        ('{"a": "中"}'.encode()[:-3], "truncated_text"),
    ],
)
def test_what_is_no_such_file_is_refused(refusal, content, code):
    assert refusal(content, format="ndjson").code == code


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_line_over_the_limit_is_told_with_its_number(refusal, end):
    content = '{"a": 1}\n{"a": "' + "x" * 3_000_000 + '"}' + end
    error = refusal(content, format="ndjson", limits=Limits(line=1_000_000))
    assert (error.code, error.where) == ("oversized_line", "landed.dat, line 2")


def test_too_many_keys_are_refused(refusal):
    content = "\n".join(f'{{"k{i}": 1}}' for i in range(60))
    assert refusal(content, format="ndjson", limits=Limits(columns=50)).code == "wrong_shape"


def test_another_encoding_and_a_mark(read):
    assert read('{"名": "值"}'.encode("gb18030"), format="ndjson", encoding="gb18030").columns == ["名"]
    assert read('\ufeff{"a": 1}', format="ndjson").columns == ["a"]


def test_many_blocks_keep_order_and_count(read):
    lines = [f'{{"i": {i}, "pad": "{"x" * 90}"}}' if i % 9_999 else "bad" for i in range(60_000)]
    table = read("\n".join(lines), format="ndjson")
    assert table.malformed["_row"].to_list() == [i + 1 for i in range(0, 60_000, 9_999)]
    assert table.frame["i"].cast(int).to_list() == [i for i in range(60_000) if i % 9_999]


def test_lines_are_read_as_the_records_of_one_document_are(tmp_path, scratch):
    text = st.text(
        st.sampled_from('ab中"\\{}[]:, \n\u2028') | st.characters(exclude_categories=["Cs"]), max_size=5
    )
    scalar = st.none() | st.booleans() | st.integers() | text | st.sampled_from([1.5, -0.0, 1e300])
    value = scalar | st.lists(scalar, max_size=2) | st.dictionaries(text, scalar, max_size=2)
    record = st.dictionaries(st.sampled_from(["a", "b", "c.d", "_row", ""]), value, max_size=4)

    @SETTINGS
    @given(st.lists(record, min_size=1, max_size=6), st.sampled_from([1, WORTH_A_FRAME]), st.booleans())
    def holds(records, times, ascii_only):
        lines = [json.dumps(record, ensure_ascii=ascii_only) for record in records for _ in range(times)]
        (tmp_path / "a").write_text("\n".join(lines), encoding="utf-8", newline="")
        (tmp_path / "b").write_text(f"[{','.join(lines)}]", encoding="utf-8", newline="")
        table = read_table(tmp_path / "a", ReadOptions(format="ndjson"), scratch)
        document = read_table(tmp_path / "b", ReadOptions(format="json"), scratch)
        assert table.columns == document.columns
        assert table.frame.equals(document.frame)

    holds()


@pytest.mark.parametrize("format", ["ndjson", "json"])
def test_records_with_hardly_a_key_in_common_are_refused_before_they_fill_the_memory(refusal, format):  # noqa: A002
    lines = [f'{{"k{number % 500}": 1}}' for number in range(3000)]
    text = "\n".join(lines) if format == "ndjson" else f"[{', '.join(lines)}]"
    error = refusal(text, format=format, limits=Limits(cells=100_000))
    assert (error.code, "500 different keys" in error.en) == ("wrong_shape", True)
