"""The workbooks: complete, inert, and the same bytes every time."""

import io
import zipfile

import pytest
from defusedxml import ElementTree

from ecolake.standards.load import load
from ecolake.standards.render import excel

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def books(small):
    return {page.path: zipfile.ZipFile(io.BytesIO(page.content)) for page in excel.render(small)}


def sheet(book, number):
    """The texts of a sheet, row by row, and its tree."""
    strings = ElementTree.fromstring(book.read("xl/sharedStrings.xml"))
    texts = ["".join(part.text or "" for part in one.iter(f"{MAIN}t")) for one in strings.iter(f"{MAIN}si")]
    tree = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    rows = []
    for row in tree.iter(f"{MAIN}row"):
        cells = []
        for cell in row.iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            text = value.text if value is not None else ""
            cells.append(texts[int(text)] if cell.get("t") == "s" else text)
        rows.append(cells)
    return rows, tree


def test_each_source_has_a_book_of_four_sheets(books):
    assert sorted(books) == ["land.xlsx", "water.xlsx"]
    names = ElementTree.fromstring(books["water.xlsx"].read("xl/workbook.xml")).iter(f"{MAIN}sheet")
    assert [one.get("name") for one in names] == [
        "数据集 datasets",
        "数据项 items",
        "规则 rules",
        "代码表 code lists",
    ]


def test_items_say_element_type_unit_domain_and_reference(books):
    rows, _ = sheet(books["water.xlsx"], 2)
    found = {row[2]: row for row in rows[1:]}
    assert found["stage"][5:9] == ["stage", "decimal(8,3)", "m", "-10 … 6000"]
    assert found["station_code"][10:13] == ["✓", "✓", "land.station.station_code"]
    assert found["trend"][9] == "stage_trend"
    assert "layers.depth" in found


def test_an_item_of_two_references_names_both(folder):
    path = folder / "datasets" / "water" / "stage.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("at: [station_code, station_title]", "at: [station_title, station_code]"), "utf-8"
    )
    (book,) = [page for page in excel.render(load(folder)) if page.path == "water.xlsx"]
    rows, _ = sheet(zipfile.ZipFile(io.BytesIO(book.content)), 2)
    found = {row[2]: row for row in rows[1:]}
    assert found["station_code"][12] == "land.station.station_code\nland.station.station_title"


def test_rules_and_code_lists_are_there(books):
    rules, _ = sheet(books["water.xlsx"], 3)
    assert [row[1] for row in rules[1:]] == ["rising_needs_stage", "not_in_future"]
    codes, _ = sheet(books["water.xlsx"], 4)
    assert [row[2] for row in codes[1:]] == ["falling", "rising"]


def test_the_heading_stays_and_can_be_filtered(books):
    for number in (1, 2, 3, 4):
        rows, tree = sheet(books["water.xlsx"], number)
        assert tree.find(f".//{MAIN}pane").get("state") == "frozen"
        assert tree.find(f"{MAIN}autoFilter").get("ref").startswith("A1:")
        assert all("\n" in heading for heading in rows[0])


def test_a_text_that_looks_like_a_formula_is_a_text(books):
    rows, tree = sheet(books["land.xlsx"], 2)
    assert "=1+1 & name" in rows[2]
    assert tree.find(f".//{MAIN}f") is None


def test_rendering_twice_gives_the_same_bytes(small):
    assert list(excel.render(small)) == list(excel.render(small))
