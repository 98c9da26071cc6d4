import csv
import io
import json
import zipfile
from collections import Counter

import pytest
import yaml
from stdnum.cn import uscc

from simulator import market_regulation
from simulator.noise import load_kinds
from simulator.noise.feeds import __file__ as noise_module


def of(faults, source):
    return {(fault["file"], fault["row"]): fault["kind"] for fault in faults if fault["source"] == source}


def test_every_kind_of_the_noise_happens_and_no_other(faults):
    with open(noise_module.replace("feeds.py", "feeds.yaml"), encoding="utf-8") as text:  # noqa: PTH123
        datasets = yaml.safe_load(text)
    happened = Counter((f"{fault['source']}.{fault['dataset']}", fault["kind"]) for fault in faults)
    assert set(happened) == {(dataset, kind) for dataset in datasets for kind in load_kinds(dataset)}
    assert happened["mee.air_station_hourly", "wrong_published_aqi"] == 1


def test_a_row_has_one_fault(faults):
    places = Counter((fault["source"], fault["file"], fault["row"]) for fault in faults)
    assert set(places.values()) == {1}


@pytest.fixture(scope="module")
def registry(county):
    with zipfile.ZipFile(next(county.paths["market_regulation"].glob("*.zip"))) as archive:
        (member,) = archive.namelist()
        assert archive.getinfo(member).date_time == (2026, 3, 2, 1, 30, 0)
        return list(csv.DictReader(io.StringIO(archive.read(member).decode("gb18030"), newline="")))


def test_the_registry_has_31_columns_and_one_row_for_each_enterprise(registry, faults):
    assert tuple(registry[0]) == market_regulation.COLUMNS
    assert len(market_regulation.COLUMNS) == 31
    assert len(registry) == 120 + list(of(faults, "market_regulation").values()).count("duplicate")
    assert any("䶮" in row["LEREP"] for row in registry)


def test_the_faults_of_the_registry_are_where_the_truth_says(registry, faults):
    kinds = of(faults, "market_regulation")
    seen = []
    for place, row in enumerate(registry, start=2):
        signs = {
            "duplicate": row in seen,
            "future_timestamp": row["ESTDATE"] > "2026-03-02" and row["UPDATETIME"] > "2026-03-02",
            "wrong_check_character": not uscc.is_valid(row["UNISCID"]),
            "missing_required": not row["ENTNAME"],
            "unknown_division_code": row["DOMDISTRICT"] == "999999",
            "negative_value": float(row["REGCAP"]) < 0,
            "longitude_zero": float(row["LONGITUDE"]) == 0,
        }
        told = kinds.get(("scztxx_20260302.zip", place))
        assert [kind for kind, sign in signs.items() if sign] == ([told] if told else []), place
        seen.append(row)


def test_the_faults_of_the_air_feed_are_where_the_truth_says(county, faults):
    kinds = of(faults, "mee")
    before, names = [], sorted(path.name for path in county.paths["mee"].iterdir())
    assert len(names) == 24
    for name in names:
        here = json.loads((county.paths["mee"] / name).read_bytes())["features"]
        for row, feature in enumerate(here, start=1):
            properties = feature["properties"]
            signs = {
                "duplicate": feature in here[: row - 1],
                "same_rows_other_file": feature in before,
                "future_timestamp": properties["timepoint"] > "2026-03-03",
                "missing_required": properties["stationcode"] == "-;",
                "negative_value": properties["so2"].startswith("-") and properties["so2"] != "-;",
                "longitude_zero": feature["geometry"]["coordinates"][0] == 0,
            }
            told = kinds.get((name, row))
            expected = [] if told in (None, "wrong_published_aqi") else [told]
            assert [kind for kind, sign in signs.items() if sign] == expected, (name, row)
        before = here


def test_the_faults_of_the_permits_are_where_the_truth_says(county, faults):
    kinds = of(faults, "ecology")
    permits = json.loads((county.paths["ecology"] / "permits.json").read_bytes())
    seen = []
    for begin in range(0, len(permits), 50):
        page = permits[begin : begin + 50]
        rows = [(permit, outlet) for permit in page for outlet in permit["outlets"]]
        for row, (permit, outlet) in enumerate(rows, start=1):
            signs = {
                "duplicate": (permit, outlet) in rows[: row - 1],
                "same_rows_other_file": (permit, outlet) in seen,
                "future_timestamp": permit["issueDate"] > "2026-03-02",
                "wrong_check_character": not uscc.is_valid(permit["uscc"]),
                "missing_required": outlet["outletCode"] is None,
                "unknown_division_code": permit["divisionCode"] == "999999",
                "longitude_zero": permit["lng"] == 0,
                "ends_before_it_begins": permit["validTo"] < permit["validFrom"],
            }
            told = kinds.get((f"page-{1 + begin // 50:04d}.json", row))
            assert [kind for kind, sign in signs.items() if sign] == ([told] if told else []), permit
            assert permit["permitNo"].startswith(permit["uscc"])
        seen += rows


def test_the_faults_of_the_frames_name_their_lines(county, faults):
    for fault in faults:
        if fault["source"] == "iot":
            lines = (county.paths["iot"] / fault["file"]).read_bytes().split(b"\r\n")
            assert fault["key"].encode() in lines[fault["row"] - 1]
            if fault["kind"] == "future_timestamp":
                assert b"DataTime=2099" in lines[fault["row"] - 1]
            if fault["kind"] == "missing_required":
                assert b"MN=" not in lines[fault["row"] - 1]
