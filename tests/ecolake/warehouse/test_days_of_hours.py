"""Days are made of the hours of a dataset; an hour of an impossible year neither stops a build nor fills it with days."""

from types import SimpleNamespace

import duckdb

from ecolake.standards.air_quality_daily import AirQualityDaily
from ecolake.warehouse import air_quality_daily

PARTS = {"station": "station", "hour": "hour", "pollutant": "pollutant", "value": "value"}


def days_of(rows):
    daily = AirQualityDaily(**PARTS, hour_named_by="begin")
    dataset = SimpleNamespace(
        source="s",
        name="d",
        key=("station", "hour", "pollutant"),
        timezone="Asia/Shanghai",
        spec=SimpleNamespace(air_quality_daily=daily),
    )
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'; create schema lake")
        connection.execute(
            "create table lake.s__d (station varchar, hour timestamptz, pollutant varchar, value decimal(18, 3),"
            " _sequence bigint, _row bigint, _withdrawn_by varchar)"
        )
        connection.executemany("insert into lake.s__d values ('A', ?, 'O3', ?, ?, 2, null)", rows)
        air_quality_daily.create(connection, SimpleNamespace(datasets={"s.d": dataset}))
        return connection.execute(
            "select cast(day as varchar), o3_hours from lake.air_quality_daily order by day"
        ).fetchall()


def test_only_the_version_in_force_counts_and_days_are_those_of_the_source():
    rows = [
        ("2024-01-31 16:00:00+00", 50, 1),
        ("2024-01-31 16:00:00+00", None, 2),
        ("2024-02-01 16:00:00+00", 50, 1),
    ]
    assert days_of(rows) == [("2024-02-01", 0), ("2024-02-02", 1)]


def test_an_hour_of_an_impossible_year_is_of_no_day():
    good = ("2024-01-31 16:00:00+00", 50, 1)
    slips = [("9999-12-31 23:00:00+00", 50, 1), ("0001-01-01 00:00:00+00", 50, 1)]
    assert days_of([*slips, good]) == [("2024-02-01", 1)]
    assert days_of(slips) == []
