"""Where deliveries go: files, interfaces, topics, databases, and what is odd about single files."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta

import polars as pl
import pytest

from simulator.departments.day import Departments
from simulator.departments.delivery import Desk
from simulator.departments.plan import ColumnChange, DatasetPlan, SourcePlan, load_plan

START = date(2026, 3, 2)


@pytest.fixture
def departments(standards, true, tmp_path):
    """Departments of the named datasets, whose rows are the same on every day but for their times."""

    def rows(dataset, day, _):
        shift = timedelta(days=(day - START).days)
        return true(dataset).with_columns(pl.col(pl.Datetime) + shift)

    def make(*datasets):
        return Departments(
            tmp_path / "sim", standards, Desk(rows, 7, START, tmp_path / "sim" / ".waiting"), datasets
        )

    return make


@pytest.fixture
def plans(monkeypatch):
    """Say how a source behaves on the days of a test, without noise."""

    def say(**said):
        plan = SourcePlan(faults=dict.fromkeys(SourcePlan().rates("any"), 0.0), **said)
        monkeypatch.setattr("simulator.departments.day.load_plan", lambda _: plan)

    return say


def faults(departments, day):
    return pl.read_parquet(departments.folder / "truth" / "days" / f"faults.{day}.parquet")


def names(departments, source):
    return sorted(path.name for path in (departments.folder / source).rglob("*") if path.is_file())


def test_a_source_that_was_down_brings_two_days(departments, plans):
    one = departments("development_reform.investment_project")
    plans(down=(2,))
    came = [one.deliver(START + timedelta(days=n))[0] for n in range(3)]
    counts = [sum(rows.values()) for rows in came]
    assert counts[0] > 0
    assert counts[1] == 0
    assert counts[2] == 2 * counts[0]
    assert names(one, "development_reform") == [f"tzxm_2026030{n}.csv" for n in (2, 3, 4)]


def test_a_file_in_the_wrong_encoding_is_sent_again_under_another_name(departments, plans):
    one = departments("development_reform.investment_project")
    plans(datasets={"investment_project": DatasetPlan(misencoded=1)})
    one.deliver(START)
    wrong, right = (one.folder / "development_reform" / name for name in names(one, "development_reform"))
    with pytest.raises(UnicodeDecodeError):
        wrong.read_bytes().decode("utf-8")
    assert wrong.read_bytes().decode("gb18030") == right.read_bytes().decode("utf-8")
    told = faults(one, START).row(0, named=True)
    assert (told["file"], told["kind"], told["expected"]) == (wrong.name, "misencoded", "file")


def test_a_renamed_column_is_right_in_the_file_after_it_and_an_added_one_stays(departments, plans):
    one = departments(
        "development_reform.investment_project", "development_reform.administrative_penalty_publicity"
    )
    renamed = ColumnChange(day=1, column="PROJECT_NAME", name="XM_MC")
    added = ColumnChange(day=2, name="BZ2")
    plans(
        datasets={
            "investment_project": DatasetPlan(change=renamed),
            "administrative_penalty_publicity": DatasetPlan(change=added),
        }
    )
    for day in range(3):
        one.deliver(START + timedelta(days=day))
    heads = {
        path.name: path.read_bytes().decode("utf-8").partition("\r\n")[0].split(",")
        for path in (one.folder / "development_reform").iterdir()
    }
    assert "XM_MC" in heads["tzxm_20260302.csv"]
    assert "PROJECT_NAME" in heads["tzxm_20260302_2.csv"]
    assert ["BZ2" in heads[f"xzcf_2026030{n}.csv"] for n in (2, 3, 4)] == [False, True, True]
    assert [faults(one, START + timedelta(days=n))["kind"].to_list() for n in range(3)] == [
        ["renamed_column"],
        ["added_column"],
        ["added_column"],
    ]


def test_a_table_grows_by_the_day_and_a_day_that_is_written_again_is_there_once(departments, plans):
    one = departments("water_resources.rainfall", "water_resources.hydrometric_station")
    plans()

    def held():
        with closing(sqlite3.connect(one.folder / "water_resources" / "water_resources.db")) as connection:
            growing = connection.execute(
                "SELECT MODITIME, count(*) FROM ST_PPTN_R GROUP BY 1 ORDER BY 1"
            ).fetchall()
            whole = connection.execute("SELECT count(*) FROM ST_STBPRP_B").fetchone()[0]
        return growing, whole

    one.deliver(START)
    ((first, rows),), whole = held()
    assert first == "2026-03-03 01:30:00"
    for _ in range(2):
        one.deliver(START + timedelta(days=1))
        assert held() == ([(first, rows), ("2026-03-04 01:30:00", rows)], whole)


def test_an_interface_shows_the_last_days_of_an_increment_and_one_state_of_a_register(departments, plans):
    one = departments("mee.national_water_station_hourly", "mee.permit_issuance")
    plans()
    counts = [one.deliver(START + timedelta(days=n))[0] for n in range(9)]
    for name, days in (("national_water_station_hourly", 7), ("permit_issuance", 1)):
        mapping = one.standards.datasets[f"mee.{name}"].mapping
        folder = one.folder / "mee" / "api" / mapping.read.path.strip("/")
        lines = (folder / "records.ndjson").read_text("utf-8").splitlines()
        assert len(lines) == days * counts[0][f"mee.{name}"]
        assert all(isinstance(json.loads(line), dict) for line in lines)
        serving = json.loads((folder / "serving.json").read_bytes())
        assert (serving["style"], serving["records"]) == ("page", mapping.read.records)


@pytest.mark.parametrize("name", ["mee.national_water_station_hourly", "water_resources.rainfall"])
def test_a_correction_takes_the_place_of_the_spoilt_row(departments, monkeypatch, standards, name):
    one = departments(name)
    _, dataset = name.split(".")
    usual = dict.fromkeys(SourcePlan().rates("any"), 0.0) | {"missing_value": 0.5, "zero_for_missing": 0.3}
    plan = SourcePlan(faults=usual, datasets={dataset: DatasetPlan(corrected=1)})
    quiet = SourcePlan(faults=dict.fromkeys(usual, 0.0))
    counts = []
    for day, said in enumerate((plan, quiet)):
        monkeypatch.setattr("simulator.departments.day.load_plan", lambda _, said=said: said)
        counts.append(one.deliver(START + timedelta(days=day))[0][name])
    corrected = counts[1] - counts[0]
    assert corrected > 0
    mapping = standards.datasets[name].mapping
    if mapping.read.table:
        with closing(sqlite3.connect(one.folder / "water_resources" / "water_resources.db")) as connection:
            (shown,) = connection.execute(f"SELECT count(*) FROM {mapping.read.table}").fetchone()
    else:
        path = one.folder / "mee" / "api" / mapping.read.path.strip("/") / "records.ndjson"
        shown = len(path.read_bytes().splitlines())
    assert shown == sum(counts) - corrected


def test_a_topic_only_grows(departments, plans):
    one = departments("iot.drone_inspection")
    plans()
    one.deliver(START)
    topic = one.standards.datasets["iot.drone_inspection"].mapping.read.path
    spool = one.folder / "iot" / "broker" / topic / "messages.ndjson"
    before = spool.read_bytes()
    one.deliver(START + timedelta(days=1))
    assert spool.read_bytes().startswith(before)
    assert len(spool.read_bytes()) > len(before) > 0


def test_every_plan_speaks_of_datasets_and_columns_that_are(standards):
    for source in standards.sources:
        for name, plan in load_plan(source).datasets.items():
            mapping = standards.datasets[f"{source}.{name}"].mapping
            assert plan.change is None or plan.change.column is None or plan.change.column in mapping.map
