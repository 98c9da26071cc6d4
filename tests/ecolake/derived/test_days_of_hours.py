"""Days are made of the hours of a dataset whose standard says so, as the days are where the source is; the mart fills in the days between."""

from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb

from ecolake import lake
from ecolake.derived import air
from ecolake.derived.runner import bring_up
from ecolake.warehouse import air_empty_day
from tests.support.lake_fixture import CHECKOUT
from tests.support.marts_by_hand import sql_of

CITY = "cities.city_air_station_hourly"
MODEL = CHECKOUT / "dbt_project/models/marts/air/air_quality_daily.sql"


def reading(hour, value):
    """A reading of ozone at the station A; the hour is in UTC."""
    at = datetime.fromisoformat(hour).replace(tzinfo=UTC)
    return {"station_code": "A", "observed_at": at, "pollutant_code": "a05024", "mean_value": value}


def test_only_the_version_in_force_counts_and_days_are_those_of_the_source(world):
    """The national feed is wide; the cities deliver long."""
    world.tiny.deliver(
        CITY, [reading("2024-01-31T16:00", Decimal(50)), reading("2024-02-01T16:00", Decimal(50))]
    )
    world.tiny.deliver(CITY, [reading("2024-01-31T16:00", None)])
    bring_up(world.tiny.home, world.tiny.standards, tables=air.tables(world.tiny.standards)[1:2])
    found = lake.scan(world.tiny.home, "derived/air_quality_daily").sort("day").collect()
    assert found.select("day", "o3_hours").rows() == [(date(2024, 2, 1), 0), (date(2024, 2, 2), 1)]


def test_a_day_without_readings_is_filled_in_with_what_is_missing(world):
    world.tiny.deliver(
        CITY, [reading("2024-02-01T00:00", Decimal(50)), reading("2024-02-03T00:00", Decimal(50))]
    )
    bring_up(world.tiny.home, world.tiny.standards, tables=air.tables(world.tiny.standards)[1:2])
    days = lake.scan(world.tiny.home, "derived/air_quality_daily").collect()
    sql = sql_of(CHECKOUT / "dbt_project", MODEL.read_text(encoding="utf-8"), {})
    with duckdb.connect() as connection:
        connection.execute("create schema lake")
        connection.register("days", days)
        connection.execute("create table lake.derived_air_quality_daily as from days")
        air_empty_day.create(connection)
        found = connection.execute(
            f"select day, valid, o3_hours, reasons from ({sql}) order by day"
        ).fetchall()
    missing = [f"missing_hours:{one}=0<20" for one in ("SO2", "NO2", "PM10", "PM2.5", "CO")]
    assert [row[:3] for row in found] == [
        (date(2024, 2, day), False, hours) for day, hours in ((1, 1), (2, 0), (3, 1))
    ]
    assert found[1][3] == [*missing, "missing_8h_means:O3=0<14"]
