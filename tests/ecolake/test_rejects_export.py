"""The file for the department: a sheet a dataset, wrong cells marked, and nothing that a spreadsheet would run."""

import csv
import json
import zipfile

import pytest
from defusedxml import ElementTree
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.errors import EcolakeError
from ecolake.rejects import export
from ecolake.rejects.sheets import FORMULA_STARTS, OURS, _sheet_name, disarm

AIR, PERMITS = "mee.air_station_hourly", "ecology.discharge_permit"
WANTED = (
    *(
        "uscc",
        "manageClass",
        "industryCode",
        "divisionCode",
        "address",
        "lng",
        "lat",
        "issueDate",
        "validFrom",
    ),
    *("validTo", "issuer", "outlets.outletCode", "outlets.outletName", "outlets.medium", "outlets.mn"),
)
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def spoilt(accept, air):
    accept(AIR, air(air.feature("x", positionname="=1+1"), air.feature("1002A", pm2_5="-5")), "a.geojson")
    permit = {"permitNo": "@SUM(A1)", "entName": "\tcmd", "outlets": []}
    accept(PERMITS, json.dumps({"data": [permit | dict.fromkeys(WANTED, "+1")]}).encode(), "b.json")


def sheets(path):
    """Name, text cells, number of formulas and styles at fault of each sheet, from the file's XML."""
    with zipfile.ZipFile(path) as book:
        names = [
            one.get("name")
            for one in ElementTree.fromstring(book.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        ]
        for number, name in enumerate(names, start=1):
            page = ElementTree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
            yield (
                name,
                ["".join(cell.itertext()) for cell in page.iter(f"{MAIN}c")],
                list(page.iter(f"{MAIN}f")),
                page,
            )


def test_one_sheet_a_dataset(home, standards, spoilt, tmp_path):
    done = export(home, standards, tmp_path / "r.xlsx")
    assert [name for name, *_ in sheets(tmp_path / "r.xlsx")] == [PERMITS, AIR]
    assert done.rows == {PERMITS: 1, AIR: 2}


def test_a_sheet_tells_file_row_columns_reasons_advice_and_the_values(home, standards, spoilt, tmp_path):
    export(home, standards, tmp_path / "r.xlsx", source="mee")
    ((_, cells, _, _),) = sheets(tmp_path / "r.xlsx")
    assert cells[: len(OURS)] == list(OURS)
    assert "stationcode\n空气站点编码" in cells
    assert {"a.geojson", "stationcode", "pm2_5", "-5"} <= set(cells)


def test_wrong_cells_are_marked_and_no_other(home, standards, spoilt, tmp_path):
    export(home, standards, tmp_path / "r.xlsx", rule="pm2_5_1h.range")
    ((_, _, _, page),) = sheets(tmp_path / "r.xlsx")
    row = list(page.iter(f"{MAIN}row"))[1]
    styles = {"".join(cell.itertext()): cell.get("s") for cell in row}
    assert styles["-5"] != styles["1002A"]
    assert [cell.get("s") for cell in row].count(styles["-5"]) == 1


def test_no_cell_is_a_formula(home, standards, spoilt, tmp_path):
    export(home, standards, tmp_path / "r.xlsx")
    found = list(sheets(tmp_path / "r.xlsx"))
    assert not any(formulas for _, _, formulas, _ in found)
    assert "=1+1" in found[1][1]


def test_csv_is_disarmed_and_opens_as_utf_8(home, standards, spoilt, tmp_path):
    export(home, standards, tmp_path / "r.csv", source="mee")
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as stream:
        header, first, second = csv.reader(stream)
    assert first[header.index("positionname")] == "'=1+1"
    assert second[header.index("pm2_5")] == "'-5"
    assert not any(cell.startswith(FORMULA_STARTS) for cell in (*header, *first, *second))


def test_several_datasets_are_several_csv_files(home, standards, spoilt, tmp_path):
    done = export(home, standards, tmp_path / "r.csv")
    assert [path.name for path in done.files] == [f"r.{PERMITS}.csv", f"r.{AIR}.csv"]


@pytest.mark.parametrize("name", ["r.xlsx", "r.csv"])
def test_the_same_rows_give_the_same_bytes(home, standards, spoilt, tmp_path, name):
    contents = []
    for folder in ("one", "two"):
        (path, *_) = export(home, standards, tmp_path / folder / name).files
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def test_personal_data_goes_back_to_its_department_and_that_is_said(
    home, standards, accept, registry_csv, tmp_path
):
    lines = registry_csv.splitlines()
    spoilt = lines[1].replace(lines[1].split(",")[0], "000000000000000000", 1)
    accept("market_regulation.enterprise", f"{lines[0]}\n{spoilt}\n".encode("gb18030"), "r.csv")
    done = export(home, standards, tmp_path / "r.csv")
    assert done.personal == ("market_regulation.enterprise: LEREP", "market_regulation.enterprise: TEL")
    assert lines[1].split(",")[3] in done.files[0].read_text("utf-8-sig")


def test_nothing_to_export_and_unknown_formats_are_said(home, standards, tmp_path):
    for name, code in (("r.xlsx", "nothing_rejected"), ("r.ods", "unknown_format")):
        with pytest.raises(EcolakeError) as error:
            export(home, standards, tmp_path / name)
        assert error.value.code == code
        assert not (tmp_path / name).exists()


@given(st.text(), st.sampled_from(FORMULA_STARTS))
@settings(derandomize=True, deadline=None)
def test_whatever_begins_as_a_formula_is_disarmed_and_can_be_read_back(text, start):
    assert disarm(start + text) == f"'{start}{text}"
    assert disarm(f"a{text}") == f"a{text}"


def test_sheet_names_are_short_legal_and_different():
    taken = set()
    names = [_sheet_name("market_regulation.enterprise/[very:long]*name?", taken) for _ in range(12)]
    assert len({name.lower() for name in names}) == 12
    assert all(len(name) <= 31 and not set("[]:*?/\\") & set(name) for name in names)
