"""What a department opens: what is wrong and where, in its own columns and codes, and nothing that runs."""

import re

import pytest

from ecolake.errors import EcolakeError
from ecolake.rejects.workbook_cover import NAME as COVER
from ecolake.rejects.workbook_sheet import sheet_name
from tests.ecolake.rejects.conftest import SHEET, STAGE
from tests.support.mended_workbook import tag

WRONG = "-1,2026-03-02T08:00:00,=1+1,4"


def texts(book, sheet):
    return ["".join(cell.itertext()) for cell in book.sheets[sheet].iter(tag("c"))]


def test_a_line_holds_file_row_reasons_and_the_sources_own_values(department):
    department.deliver("ABC,2026-03-02T08:00:00,100,4", WRONG)
    done = department.send()
    book = department.book()
    assert done.rows == {STAGE: 1}
    assert [book.text(SHEET, 3, name) for name in ("文件 file", "行 row", "STCD", "Z", "WPTN")] == [
        "a.csv", "3", "-1", "=1+1", "4",
    ]  # fmt: skip
    assert "does not have the form" in book.text(SHEET, 3, "原因 reason (en)")


def test_wrong_cells_are_marked_and_commented_in_both_languages_and_no_other(department):
    department.deliver(WRONG)
    department.send()
    book = department.book()
    style = {name: book.cell(SHEET, 3, name).get("s") for name in ("STCD", "TM", "Z", "WPTN")}
    assert style["STCD"] == style["Z"] != style["TM"] == style["WPTN"]
    comments = next(data.decode() for name, data in book.parts.items() if name.startswith("xl/comments"))
    assert set(re.findall(r'<comment ref="(\w+)"', comments)) == {
        book.cell(SHEET, 3, name).get("r") for name in ("STCD", "Z")
    }
    assert "请改正写法" in comments
    assert "cannot be read as" in comments


def test_an_empty_cell_that_must_be_filled_in_is_marked(department):
    department.deliver(",2026-03-02T08:00:00,1,4")
    department.send()
    book = department.book()
    assert book.cell(SHEET, 3, "STCD").get("s") not in {None, book.cell(SHEET, 3, "TM").get("s")}


def test_no_cell_is_a_formula_and_only_the_sources_columns_can_be_written(department):
    department.deliver(WRONG)
    department.send()
    book = department.book()
    assert not [cell for page in book.sheets.values() for cell in page.iter(tag("f"))]
    assert book.sheets[SHEET].find(tag("sheetProtection")) is not None
    hidden = [one for one in book.sheets[SHEET].iter(tag("col")) if one.get("hidden") == "1"]
    assert [one.get("min") for one in hidden] == ["1"]
    assert b'state="veryHidden"' in book.parts["xl/workbook.xml"]


def test_the_drop_down_offers_the_sources_own_codes(department):
    department.deliver(WRONG)
    department.send()
    book = department.book()
    (rule,) = book.sheets[SHEET].iter(tag("dataValidation"))
    assert rule.get("sqref") == book.cell(SHEET, 3, "WPTN").get("r")
    assert "".join(rule.itertext()) == "'代码 codes'!$A$3:$A$4"
    assert texts(book, "代码 codes")[4:] == ["4", "落", "落", "5", "涨", "涨"]


def test_the_cover_says_what_to_do_by_when_whom_to_ask_and_what_is_to_be_exported_anew(department, spoil):
    spoil("datasets/water/stage.yaml", "update: hourly", "update: hourly\nsla: {fresh_within: P2DT1H}")
    department.deliver(WRONG)
    department.deliver("x", name="bad.csv", header="NOTHING,HERE")
    done = department.send()
    words = texts(department.book(), COVER)
    assert done.unmendable == 1
    assert {"水利厅：退回数据更正表", "水文中心 0591-1", "2026-11-03", "bad.csv", SHEET} <= set(words)
    assert any("重新导出整个文件" in word and "export the whole file anew" in word for word in words)


def test_rows_that_several_deliveries_repeat_are_one_line(department):
    for minute in range(3):
        department.deliver(WRONG, f"ABC,2026-03-02T08:0{minute}:00,1,4", name=f"{minute}.csv")
    assert department.send().rows == {STAGE: 1}
    assert "另有 2 次" in department.book().text(SHEET, 3, "文件 file")


def test_many_lines_are_several_workbooks_that_come_back_one_by_one(department):
    department.deliver(*(f"ABC,2026-03-02T08:0{minute}:00,bad,4" for minute in range(5)))
    done = department.send(lines=2)
    assert [path.name for path in done.files] == ["out.1.xlsx", "out.2.xlsx", "out.3.xlsx"]
    assert done.rows == {STAGE: 5}
    for number in (1, 2, 3):
        book = department.book(f"out.{number}.xlsx")
        book.write(SHEET, 3, "Z", "7")
        assert department.take(book).account.accepted == 1
    assert not list(department.folder.glob("*.draft"))


def test_the_same_rows_give_the_same_bytes(department):
    department.deliver(WRONG)
    contents = [department.send(name).files[0].read_bytes() for name in ("one.xlsx", "two.xlsx")]
    assert contents[0] == contents[1]


def test_nothing_to_mend_and_another_format_are_said(department):
    for name, code in (("r.xlsx", "nothing_rejected"), ("r.ods", "unknown_format")):
        with pytest.raises(EcolakeError) as error:
            department.send(name)
        assert error.value.code == code
        assert not (department.folder / name).exists()


def test_sheet_names_are_short_legal_and_different():
    taken = set()
    names = [sheet_name("market_regulation.enterprise/[very:long]*name?", taken) for _ in range(12)]
    assert len({name.lower() for name in names}) == 12
    assert all(len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in names)
