"""Rejected rows as CSV: all of them with their status, and nothing that a spreadsheet would run."""

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecolake.errors import EcolakeError
from ecolake.rejects.as_csv import FORMULA_STARTS, OURS, disarm, export

AIR, FRAMES = "mee.air_station_hourly", "iot.hj212_frame"


@pytest.fixture
def spoilt(accept, air):
    accept(AIR, air(air.feature("x", positionname="=1+1"), air.feature("1002A", pm2_5="-5")), "a.geojson")
    accept(FRAMES, b"hello\n", "b.log")


def read(path):
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.reader(stream))


def test_csv_is_disarmed_and_opens_as_utf_8(home, standards, spoilt, tmp_path):
    export(home, standards, tmp_path / "r.csv", source="mee")
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    header, first, second = read(tmp_path / "r.csv")
    assert header[: len(OURS)] == list(OURS)
    assert first[header.index("positionname")] == "'=1+1"
    assert second[header.index("pm2_5")] == "'-5"
    assert first[0] == "open"
    assert not any(cell.startswith(FORMULA_STARTS) for cell in (*header, *first, *second))


def test_several_datasets_are_several_files_and_the_same_rows_the_same_bytes(
    home, standards, spoilt, tmp_path
):
    contents = []
    for folder in ("one", "two"):
        done = export(home, standards, tmp_path / folder / "r.csv")
        assert [path.name for path in done.files] == [f"r.{FRAMES}.csv", f"r.{AIR}.csv"]
        contents.append([path.read_bytes() for path in done.files])
    assert done.rows == {FRAMES: 1, AIR: 2}
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


def test_nothing_to_export_and_a_workbook_are_said(home, standards, tmp_path):
    for name, code in (("r.csv", "nothing_rejected"), ("r.xlsx", "unknown_format")):
        with pytest.raises(EcolakeError) as error:
            export(home, standards, tmp_path / name)
        assert error.value.code == code
        assert not (tmp_path / name).exists()
    assert "ecolake rejects workbook" in error.value.hint_en


@given(st.text(), st.sampled_from(FORMULA_STARTS))
def test_whatever_begins_as_a_formula_is_disarmed_and_can_be_read_back(text, start):
    assert disarm(start + text) == f"'{start}{text}"
    assert disarm(f"a{text}") == f"a{text}"
