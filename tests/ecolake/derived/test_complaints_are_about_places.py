"""Complaints of the water are joined to the places they name, and where they name nobody known, to those near by."""

from datetime import date

import duckdb
import polars as pl
import pytest

from ecolake.derived.river_told import told

SPAN = {"first": date(2026, 3, 2), "last": date(2026, 3, 4)}
PLACES = pl.DataFrame(
    {
        "place_code": ["A", "B", "C", "D"],
        "place_name": ["甲纸业有限公司", "乙染整 有限公司", None, "丁食品有限公司"],
        "longitude": [118.0, 118.0, 118.0, None],
        # B is 0.9 km from A, C 1.1 km from B and 2.0 km from A.
        "latitude": [25.0, 25.0081, 25.018, None],
    }
)
HEADER = "report_number, pollution_kind, reported_at, accused_unit, longitude, latitude"


@pytest.fixture
def lake():
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'; create schema lake")
    connection.execute(
        "create table lake.mee__hotline_12369_report (report_number varchar, pollution_kind varchar, reported_at timestamptz,"
        " accused_unit varchar, longitude decimal(9, 6), latitude decimal(8, 6), _sequence bigint default 1, _row bigint default 1,"
        " _withdrawn_by varchar)"
    )
    yield connection
    connection.close()


def about(lake, *values):
    for number, said in enumerate(values):
        lake.execute(f"insert into lake.mee__hotline_12369_report ({HEADER}) values ('R{number}', {said})")
    return told(lake, PLACES, SPAN, 1.0).select("place_code", "is_named").rows()


def test_a_complaint_that_names_a_unit_is_about_its_places_alone(lake):
    said = "'water', '2026-03-02 10:00:00+08', '乙染整有限公司', 118.0, 25.0"
    assert about(lake, said) == [("B", True)]


def test_one_that_names_nobody_known_is_about_all_within_the_distance(lake):
    nobody = "'water', '2026-03-02 10:00:00+08', null, 118.0, 25.0"
    stranger = "'water', '2026-03-02 11:00:00+08', '戊化工厂', 118.0, 25.018"
    assert about(lake, nobody, stranger) == [("A", False), ("B", False), ("C", False)]


def test_other_days_other_matters_and_complaints_without_a_place_tell_nothing(lake):
    early = "'water', '2026-03-01 23:59:00+08', null, 118.0, 25.0"
    noise = "'noise', '2026-03-02 10:00:00+08', '甲纸业有限公司', 118.0, 25.0"
    nowhere = "'water', '2026-03-02 10:00:00+08', null, null, null"
    assert about(lake, early, noise, nowhere) == []


def test_a_report_counts_as_it_now_is_and_a_withdrawn_one_not_at_all(lake):
    for number, said in (
        ("R7", "'甲纸业有限公司', 1, null"),
        ("R7", "'乙染整有限公司', 2, null"),
        ("R8", "'甲纸业有限公司', 1, 'b1'"),
    ):
        lake.execute(
            "insert into lake.mee__hotline_12369_report (accused_unit, _sequence, _withdrawn_by, report_number, pollution_kind,"
            f" reported_at) values ({said}, '{number}', 'water', '2026-03-02 10:00:00+08')"
        )
    assert about(lake) == [("B", True)]
