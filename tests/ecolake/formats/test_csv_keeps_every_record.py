import json

import pytest


def rows(table):
    return [tuple(row.values()) for row in table.frame.iter_rows(named=True)]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(read):
    table = read("a,b\n1,2\n3,4\n")
    assert table.columns == ["a", "b"]
    assert rows(table) == [("1", "2", 2), ("3", "4", 3)]


def test_a_quoted_line_break_stays_in_its_cell_and_in_its_row(read):
    assert rows(read('a,b\n"x\ny",2\n"say ""hi""",4\n')) == [("x\ny", "2", 2), ('say "hi"', "4", 3)]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems_are_known(read, line_end):
    assert rows(read(line_end.join(["a,b", "1,2", "3,4", ""]))) == [("1", "2", 2), ("3", "4", 3)]


def test_blank_lines_count_as_rows_but_are_no_records(read):
    assert rows(read("\n\na,b\n1,2\n\n,\n3,4\n\n")) == [("1", "2", 4), ("3", "4", 7)]


def test_ragged_rows_are_set_aside_with_their_text_and_number(read):
    table = read('a,b\n1,2\n3\n4,5,6\n"x\ny",7,8\n9,10\n')
    assert rows(table) == [("1", "2", 2), ("9", "10", 6)]
    assert table.malformed["_row"].to_list() == [3, 4, 5]
    assert set(table.malformed["code"]) == {"ragged_row"}
    texts = [json.loads(payload)["text"] for payload in table.malformed["payload"]]
    assert texts == ["3", "4,5,6", '"x\ny",7,8']
    assert "3 cells where the header has 2" in table.malformed["reason_en"][1]
    assert "3 列" in table.malformed["reason_zh"][1]


def test_ragged_rows_keep_their_numbers_in_a_file_of_many_blocks(read):
    long = "long\nenough to need several blocks"
    lines = ("ragged" if i % 10_000 == 7 else f'{i},"{long}"' for i in range(200_000))
    table = read("\n".join(["a,b", *lines]))
    expected = [i + 2 for i in range(200_000) if i % 10_000 == 7]
    assert table.malformed["_row"].to_list() == expected
    assert table.frame.height == 200_000 - len(expected)
    assert table.frame.filter(table.frame["a"] != (table.frame["_row"] - 2).cast(str)).height == 0


def test_a_last_line_without_line_end_is_a_record(read):
    assert rows(read("a,b\n1,2")) == [("1", "2", 2)]


def test_a_header_alone_is_an_empty_table(read):
    table = read("a,b\n")
    assert (table.columns, table.frame.height, table.malformed.height) == (["a", "b"], 0, 0)


def test_numbers_and_blanks_are_left_as_they_are_written(read):
    assert rows(read("a,b\n007, 1.50 \n1e5,NA\n")) == [("007", " 1.50 ", 2), ("1e5", "NA", 3)]


def test_repeated_and_missing_column_names_get_names_of_their_own(read):
    assert read("备注,,备注,_row\n1,2,3,4\n").columns == ["备注", "#2", "备注#2", "_row#2"]


@pytest.mark.parametrize("name", ["*", "^.*$", "^a$", "^(", "$", "a*"])
def test_a_column_name_is_no_pattern(read, name):
    table = read(f"a,{name}\n1,2\n,\n,4\n")
    assert table.columns == ["a", name]
    assert table.frame.rows() == [("1", "2", 2), (None, "4", 4)]


def test_a_byte_order_mark_is_no_part_of_the_first_name(read):
    assert read("\ufeffa,b\n1,2\n").columns == ["a", "b"]


def test_other_separators(read):
    assert rows(read("a\tb\n1,5\t2\n", separator="\t")) == [("1,5", "2", 2)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_every_separator_in_every_encoding_with_quoted_line_breaks(read, separator, encoding):
    lines = ["名称,值", '"福州,\r\n""鼓楼""",䶮', "厦门,", ""]
    content = "\r\n".join(lines).replace(",", separator).encode(encoding)
    declared = encoding.removesuffix("-sig")
    table = read(content, separator=separator, encoding=declared)
    assert table.columns == ["名称", "值"]
    assert rows(table) == [(f'福州{separator}\r\n"鼓楼"', "䶮", 2), ("厦门", None, 3)]
