"""Hours on end above the limit of a permit are one alarm; hours that do not count neither begin nor bridge it."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import pytest

from ecolake.derived import alarms

DAY = date(2026, 3, 2)
MIDNIGHT = datetime(2026, 3, 1, 16, tzinfo=UTC)


@pytest.fixture
def lake():
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema lake")
        connection.execute(
            "create table lake.iot__source_concentration_hourly (monitoring_point_code varchar, measured_at timestamptz,"
            " pollutant_code varchar, concentration_mean decimal(18,6), is_measured boolean, _flags varchar[],"
            " _batch varchar, _file varchar, _row bigint)"
        )
        connection.execute(
            "create table lake.iot__source_monitoring_point as select 'P' as monitoring_point_code, 'A001P' as permit_number,"
            " 'DW001' as discharge_outlet_code, 'water' as outlet_medium"
        )
        connection.execute(
            "create table lake.ecology__permit_outlet_limit as select 'A001P' as permit_number, 'DW001' as discharge_outlet_code,"
            " 'w01018' as pollutant_code, 50::decimal(18,4) as concentration_limit, 'mg/L' as concentration_unit"
        )
        yield connection


def measure(lake, hour, value, *, measured=True, flags=(), minute=0):
    at = MIDNIGHT + timedelta(hours=hour, minutes=minute)
    lake.execute(
        "insert into lake.iot__source_concentration_hourly values ('P', ?, 'w01018', ?, ?, ?, 'b', 'f', ?)",
        [at, value, measured, list(flags), hour],
    )


def episodes(lake):
    (table,) = alarms.tables()
    found = table.compute(lake, DAY, None).sort("began_at")
    return [
        ((began - MIDNIGHT) // timedelta(hours=1), hours, greatest, row)
        for began, hours, greatest, row in found.select(
            "began_at", "hours", "greatest_mean", "_row"
        ).iter_rows()
    ]


def test_a_gap_and_an_hour_within_the_limit_part_two_episodes(lake):
    for hour, value in ((0, 60), (1, 80), (2, 50), (3, 51), (5, 70)):
        measure(lake, hour, value)
    assert episodes(lake) == [(0, 2, 80.0, 1), (3, 1, 51.0, 3), (5, 1, 70.0, 5)]


def test_what_does_not_count_neither_begins_nor_bridges(lake):
    measure(lake, 0, 60)
    measure(lake, 1, 60, measured=False)
    measure(lake, 2, 60, flags=["mean_between_its_extremes"])
    measure(lake, 3, 60)
    assert [one[:2] for one in episodes(lake)] == [(0, 1), (3, 1)]


def test_an_hour_that_comes_twice_is_one(lake):
    measure(lake, 0, 60)
    measure(lake, 0, 70, minute=30)
    measure(lake, 1, 60)
    assert [one[:2] for one in episodes(lake)] == [(0, 2)]


def test_hours_of_other_days_are_of_other_days(lake):
    for hour in (-1, 0, 23, 24):
        measure(lake, hour, 60)
    assert [one[:2] for one in episodes(lake)] == [(0, 1), (23, 1)]
