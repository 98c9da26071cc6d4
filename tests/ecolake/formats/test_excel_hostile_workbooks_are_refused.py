import contextlib
import io
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.errors import UnreadableError
from ecolake.formats import Limits, ReadOptions, read_table
from ecolake.formats.excel_guard import OLE_MAGIC

SHEET = "xl/worksheets/sheet1.xml"


def workbook(**parts):
    """A workbook with parts replaced or added, by name."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("a").write_column(0, 0, ["name", "x", "y"])
    packed = io.BytesIO()
    with zipfile.ZipFile(out) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            new.writestr(name, parts.get(name) or old.read(name))
    return packed.getvalue()


def sheet(rows):
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return workbook(**{SHEET: f"{head}{rows}</sheetData></worksheet>"})


def test_a_cell_far_away_is_refused_before_it_costs_memory(refusal):
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(sheet(far), format="excel").code == "oversized_sheet"


@pytest.mark.parametrize(
    "far",
    [
        "<row r='1048576'><c r='XFD1048576' ><v>1</v></c></row>",
        '<row r="1048576">' + "<c><v>1</v></c>" * 40 + "</row>",
        '<x:row r="1048576"><x:c\n r = "XFD1048576"><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_odd_ways_to_write_an_address_hide_nothing(refusal, far):
    assert (
        refusal(sheet(f'<row r="1"><c r="A1"><v>1</v></c></row>{far}'), format="excel").code
        == "oversized_sheet"
    )


def test_an_address_that_is_none_is_refused(refusal):
    for address in ("&#65;1", "A99999999", "", "1A"):
        content = sheet(f'<row r="1"><c r="{address}"><v>1</v></c></row>')
        assert refusal(content, format="excel").code == "damaged_workbook"


def test_cells_that_are_only_coloured_take_no_room(read):
    rows = '<row r="1"><c r="A1" t="str"><v>n</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    table = read(sheet(rows + '<row r="2"><c r="A2" t="str"><v>x</v></c></row>'), format="excel")
    assert table.frame.rows() == [("a", "x", 2)]


def test_cells_without_an_address_stand_where_counting_finds_them(read):
    rows = (
        '<row><c t="str"><v>n</v></c><c t="str"><v>m</v></c></row><row><c><v>1</v></c><c><v>2</v></c></row>'
    )
    assert read(sheet(rows), format="excel").frame.rows() == [("a", "1", "2", 2)]


def test_a_bomb_is_stopped_while_it_unpacks(refusal):
    bomb = workbook(**{"xl/sharedStrings.xml": "<sst>" + " " * 40_000_000 + "</sst>"})
    assert refusal(bomb, format="excel").code == "archive_bomb"
    assert refusal(workbook(), format="excel", limits=Limits(uncompressed=1000)).code == "archive_bomb"


def test_one_long_text_in_many_cells_is_a_bomb_and_in_one_it_is_not(read, refusal):
    texts = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' + "".join(
        f"<si><t>{text}</t></si>" for text in ("name", "x", "长" * 10_000)
    )

    def book(cells):
        rows = "".join(f'<row r="{r}"><c r="A{r}" t="s"><v>{v}</v></c></row>' for r, v in enumerate(cells, 1))
        head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        return workbook(
            **{SHEET: f"{head}{rows}</sheetData></worksheet>", "xl/sharedStrings.xml": f"{texts}</sst>"}
        )

    limits = Limits(uncompressed=4_000_000)
    assert refusal(book([0, *[2] * 1000]), format="excel", limits=limits).code == "archive_bomb"
    assert read(book([0, 2, *[1] * 1000]), format="excel", limits=limits).frame.height == 1001


def test_entities_are_not_expanded(read):
    laugh = '<!DOCTYPE x [<!ENTITY a "hahaha"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    rows = (
        '<row r="1"><c r="A1" t="str"><v>n</v></c></row><row r="2"><c r="A2" t="str"><v>&a;&b;</v></c></row>'
    )
    content = workbook(**{SHEET: f"{laugh}<worksheet><sheetData>{rows}</sheetData></worksheet>"})
    with contextlib.suppress(UnreadableError):
        assert "haha" not in str(read(content, format="excel").frame.rows())


def test_macros_and_links_are_left_where_they_are(read):
    content = workbook(**{"xl/vbaProject.bin": b"\x00macro", "xl/externalLinks/externalLink1.xml": "<x/>"})
    assert read(content, format="excel").frame["name"].to_list() == ["x", "y"]


def test_an_encrypted_workbook_and_an_old_one_are_told_apart(refusal):
    encrypted = OLE_MAGIC + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100
    assert refusal(encrypted, format="excel").code == "encrypted_workbook"
    assert refusal(OLE_MAGIC + b"\0" * 600, format="excel").code == "old_workbook"


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"<html><table>", b"{}"])
def test_what_is_only_called_a_workbook_is_refused(refusal, content):
    assert refusal(content, format="excel", name="a.xlsx").code == "old_workbook"


def test_a_part_in_another_encoding_is_refused(refusal):
    content = workbook(**{SHEET: "<worksheet/>".encode("utf-16")})
    assert refusal(content, format="excel").code == "damaged_workbook"


def test_damaged_bytes_are_read_or_refused(tmp_path, scratch):
    whole = workbook()
    place = st.integers(0, len(whole) - 1)

    @settings(
        max_examples=150,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.tuples(place, st.binary(max_size=3)), max_size=4), st.none() | place)
    def holds(changes, end):
        content = bytearray(whole)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "a"
        path.write_bytes(content[:end])
        with contextlib.suppress(UnreadableError):
            assert read_table(path, ReadOptions(format="excel"), scratch).frame["_row"].is_sorted()

    holds()


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET, "xl/_rels/workbook.xml.rels", "xl/styles.xml"])
def test_damaged_parts_are_read_or_refused(tmp_path, scratch, part):
    with zipfile.ZipFile(io.BytesIO(workbook())) as archive:
        whole = archive.read(part)
    place = st.integers(0, len(whole) - 1)

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.tuples(place, st.binary(max_size=3)), max_size=4), st.none() | place)
    def holds(changes, end):
        content = bytearray(whole)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "a"
        path.write_bytes(workbook(**{part: bytes(content[:end]) or b" "}))
        with contextlib.suppress(UnreadableError):
            assert read_table(path, ReadOptions(format="excel"), scratch).frame["_row"].is_sorted()

    holds()
