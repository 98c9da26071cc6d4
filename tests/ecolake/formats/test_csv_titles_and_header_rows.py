import json

import pytest

TITLED = "福建省地表水监测月报,,\n填报单位：省生态环境厅,,\n\n站名,COD,NH3\n闽江,1,2\n九龙江,3\n晋江,5,6\n"


def rows(table):
    return [tuple(row.values()) for row in table.frame.iter_rows(named=True)]


def test_titles_above_the_header_are_skipped_and_rows_keep_their_numbers(read):
    table = read(TITLED, skip=2)
    assert table.columns == ["站名", "COD", "NH3"]
    assert rows(table) == [("闽江", "1", "2", 5), ("晋江", "5", "6", 7)]
    assert table.malformed["_row"].to_list() == [6]
    assert json.loads(table.malformed["payload"].item()) == {"text": "九龙江,3"}


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_title_of_several_lines_is_one_row(read, line_end):
    text = '"月报\n（2026 年\n11 月）"\n\na,b\n1,2\n3\n5,6\n'.replace("\n", line_end)
    table = read(text, skip=1)
    assert rows(table) == [("1", "2", 4), ("5", "6", 6)]
    assert table.malformed["_row"].to_list() == [5]


def test_titles_may_have_other_widths_than_the_table(read):
    assert rows(read("标题\n说明,x,y,z\na,b\n1,2\n", skip=2)) == [("1", "2", 4)]


def test_blank_titles_count(read):
    assert rows(read("\n\na,b\n1,2\n", skip=2)) == [("1", "2", 4)]


def test_merged_header_cells_are_spread_and_joined(read):
    table = read("站名,水质,,备注\n,COD,NH3,\n闽江,1,2,x\n", header=2)
    assert table.columns == ["站名", "水质/COD", "水质/NH3", "备注"]
    assert rows(table) == [("闽江", "1", "2", "x", 3)]


def test_header_rows_below_titles_in_another_encoding(read):
    text = "月报\t\t\n站名\t水质\t\n\tCOD\tNH3\n闽江\t1\t2\n"
    options = {"encoding": "gb18030", "separator": "\t", "skip": 1, "header": 2}
    assert rows(read(text.encode("gb18030"), **options)) == [("闽江", "1", "2", 4)]


def test_header_rows_alone_are_an_empty_table(read):
    table = read("a,\nb,c\n", header=2)
    assert (table.columns, table.frame.height) == (["a/b", "a/c"], 0)


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        ("标题\n", {"skip": 1}, "empty_file"),
        ("标题\n", {"skip": 5}, "empty_file"),
        ("a,b\n", {"header": 2}, "wrong_shape"),
        ("a,,\nb,c\n1,2,3\n", {"header": 2}, "wrong_shape"),
        ('标题\na,b\n1,"2\n', {"skip": 1}, "unclosed_quote"),
        ("标题\n,\n1,2\n", {"skip": 1}, "no_header"),
    ],
)
def test_what_has_no_header_there_is_refused(refusal, content, options, code):
    assert refusal(content, **options).code == code


def test_a_missing_header_is_told_with_its_row(refusal):
    assert refusal("标题\n,\n1,2\n", skip=1).where == "landed.dat, row 2"


def test_a_broken_quote_below_titles_is_told_with_its_row(refusal):
    assert refusal('"标\n题"\na,b\n1,2\n3,"4\n', skip=1).where == "landed.dat, row 4"
