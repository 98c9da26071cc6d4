import gzip
import io
import json
import zipfile

import pytest
import xlsxwriter

from ecolake.formats import Limits, ReadOptions, fingerprint_columns


def book(hidden=(), **sheets):
    """A workbook of sheets, each a list of rows; None leaves a cell out."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
            if name in hidden:
                sheet.hide()
    return out.getvalue()


def zipped(name, content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


TABLE = [["编号", "名称"], ["1", "甲"], ["2", "乙"]]


def test_rows_bear_the_number_that_a_spreadsheet_shows(read):
    table = read(book(表=[["编号"], ["1"], [], ["2"]]), format="excel")
    assert table.columns == ["#sheet", "编号"]
    assert table.frame.rows() == [("表", "1", 2), ("表", "2", 4)]


def test_titles_are_skipped_and_blank_rows_before_the_header_too(read):
    rows = [["企业名录"], ["单位：家"], [], *TABLE]
    table = read(book(表=rows), format="excel", skip=2)
    assert table.columns == ["#sheet", "编号", "名称"]
    assert table.frame["_row"].to_list() == [5, 6]


def test_merged_headers_are_spread_to_the_right_and_joined(read):
    rows = [
        ["序号", "企业", None, "排放量", None, None, "备注"],
        [None, "名称", "代码", "废气", None, "废水", None],
        [None, None, None, "SO2", "NOx", "COD", None],
        ["1", "甲", "X", "3", "4", "5", "-"],
    ]
    table = read(book(表=rows), format="excel", header=3)
    assert table.columns[1:] == [
        "序号",
        "企业/名称",
        "企业/代码",
        "排放量/废气/SO2",
        "排放量/废气/NOx",
        "排放量/废水/COD",
        "备注",
    ]
    assert table.frame.row(0) == ("表", "1", "甲", "X", "3", "4", "5", "-", 4)


def test_a_part_that_repeats_the_one_above_is_said_once(read):
    table = read(
        book(表=[["名称", "名称", "量"], ["名称", "旧", "量"], ["a", "b", "c"]]), format="excel", header=2
    )
    assert table.columns[1:] == ["名称", "名称/旧", "量"]


def test_rows_of_several_sheets_are_one_table_that_tells_them_apart(read):
    content = book(一月=TABLE, 说明=[["请填写"]], 二月=[["名称", "编号"], ["丙", "3"]])
    table = read(content, format="excel", sheet="*月")
    assert table.frame.rows() == [
        ("一月", "1", "甲", 2),
        ("一月", "2", "乙", 3),
        ("二月", "3", "丙", 10_000_002),
    ]


def test_sheets_of_other_columns_are_refused_by_name(refusal):
    error = refusal(book(数据=TABLE, 说明=[["请填写"]]), format="excel")
    assert error.code == "sheets_differ"
    assert "说明" in error.en


def test_empty_and_hidden_sheets_are_passed_over_unless_asked_for(read):
    content = book(("代码",), 表=TABLE, 代码=[["x"], ["y"]], Sheet2=[])
    assert read(content, format="excel").frame.height == 2
    assert read(content, format="excel", sheet="代码").frame.rows() == [("代码", "y", 2)]


@pytest.mark.parametrize(
    "below",
    [["合计", None, "3"], [None, "小 计", "3"], ["填表人：张三", None, "审核人：李四"], ["注：数据截至年底"]],
)
def test_totals_and_remarks_are_set_aside_with_what_they_say(read, below):
    table = read(book(表=[["编号", "名称", "量"], ["1", "甲", "3"], below]), format="excel")
    assert table.frame["_row"].to_list() == [2]
    assert table.malformed.select("_row", "code").rows() == [(3, "footer_row")]
    assert set(json.loads(table.malformed["payload"][0]).values()) == {"表", *filter(None, below)}


def test_a_record_whose_name_begins_like_a_remark_is_a_record(read):
    rows = [["名称", "量"], ["合计划有限公司", "1"], ["注塑厂", "2"], ["审核中", "3"], ["说明书印刷厂", None]]
    assert read(book(表=rows), format="excel").frame.height == 4


def test_a_column_without_name_counts_only_when_it_holds_something(read):
    table = read(book(表=[["a", None, None, "b"], ["1", None, "x", "2"]]), format="excel")
    assert table.columns == ["#sheet", "a", "#3", "b"]


@pytest.mark.parametrize("wrap", [lambda data: zipped("表.xlsx", data), gzip.compress], ids=["zip", "gzip"])
def test_a_packed_workbook_is_unpacked_once(read, wrap):
    assert read(wrap(book(表=TABLE)), format="excel").frame.height == 2


def test_its_columns_make_a_fingerprint(tmp_path, scratch):
    path = tmp_path / "a.xlsx"
    path.write_bytes(book(表=TABLE))
    assert fingerprint_columns(path, ReadOptions(format="excel"), scratch) == ["#sheet", "编号", "名称"]


@pytest.mark.parametrize(
    ("content", "options", "code"),
    [
        (book(表=TABLE), {"sheet": "数据"}, "missing_sheet"),
        (book(表=[]), {}, "missing_sheet"),
        (book(表=TABLE), {"skip": 9}, "no_header"),
        (book(表=TABLE), {"header": 4}, "no_header"),
        (book(表=[["a"] * 30]), {"limits": Limits(columns=20)}, "oversized_sheet"),
    ],
)
def test_what_is_no_table_is_refused(refusal, content, options, code):
    assert refusal(content, format="excel", **options).code == code
