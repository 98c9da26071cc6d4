"""The days of a response are put together from what the lake has, each city by its own."""

from datetime import UTC, date, datetime, timedelta

import duckdb
import numpy as np
import polars as pl
import pytest

from ecolake.standards.methods.control import ControlMethod
from ecolake.standards.methods.files import load_method
from ecolake.warehouse import control_effects
from tests.support.lake_fixture import CHECKOUT

FIRST = date(2026, 1, 1)
DAYS = 120


@pytest.fixture(scope="module")
def told(standards):
    """A city that answered twice, a fifth less each time; of the second answer the air was not measured."""
    rng = np.random.default_rng(11)
    days = [FIRST + timedelta(days=one) for one in range(DAYS)]
    wind = rng.uniform(1, 5, DAYS)
    level = 40 * np.exp(-0.2 * wind + rng.normal(0, 0.03, DAYS))
    level[60:64] *= 0.8
    air = pl.DataFrame({"day": days, "city": "泉州市", "pm2_5_24h": level}).slice(0, 110)
    at = [datetime(one.year, one.month, one.day, 4, tzinfo=UTC) for one in days]
    hours = pl.DataFrame({"observed_at": at, "wind_speed": wind}).with_columns(
        station_code=pl.lit("W"),
        division_code=pl.lit("350502"),
        humidity=70.0,
        rainfall=0.0,
        temperature=15.0,
    )
    origin = "1 as _sequence, 1 as _row, null::varchar as _withdrawn_by"
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute("create schema lake")
        connection.register("air", air.to_arrow())
        connection.register("hours", hours.to_arrow())
        means = ", ".join(f"null::double as {one}_24h" for one in ("so2", "no2", "pm10", "co"))
        connection.execute(
            f"create table lake.derived_air_city_daily as select *, {means}, null::double as o3_8h from air"
        )
        connection.execute(
            f"create table lake.meteorology__weather_station_hourly as select *, {origin} from hours"
        )
        connection.execute(
            "create table lake.standard_code as select '350500' as code, '泉州市' as name_zh, 'division_fujian' as code_list"
        )
        connection.execute(
            f"create table lake.ecology__air_joint_response as select *, {origin} from (values"
            " ('R1', '350502', 'PM2.5', timestamptz '2026-03-02 01:00:00+00', timestamptz '2026-03-05 01:00:00+00'),"
            " ('R2', '350500', 'PM2.5', timestamptz '2026-04-25 01:00:00+00', timestamptz '2026-04-27 01:00:00+00'),"
            " ('R3', '350500', 'O3', timestamptz '2026-04-09 17:00:00+00', null)"
            ") as said(response_number, division_code, pollutant, started_at, ended_at)"
        )
        connection.execute(
            "create table lake.accounts as select timestamptz '2026-04-20 01:00:00+00' as received_at"
        )
        said = load_method(ControlMethod, CHECKOUT / "standards", "control.yaml")
        control_effects.create(connection, standards, said.effect)
        yield connection.execute("from lake.control_effect order by response_number").pl()


def test_the_effect_is_found_with_its_interval(told):
    first = told.row(0, named=True)
    assert (first["city_code"], first["days"], first["reason"]) == ("350500", 4, None)
    assert first["effect_low"] <= 0.2 <= first["effect_high"]
    assert first["effect"] == pytest.approx(0.2, abs=0.05)


def test_days_that_were_not_measured_say_so(told):
    second = told.row(1, named=True)
    assert (second["days"], second["effect"], second["reason"]) == (0, None, "no_day_to_compare")


def test_a_response_that_nobody_lifted_goes_on_and_leaves_no_days_to_compare_with_whatever_it_was_for(told):
    # 110 days were measured; without those of R1 and the two behind it, and those from 10 April on, 93 are left.
    assert told["control_days"].to_list()[:2] == [93, 93]
