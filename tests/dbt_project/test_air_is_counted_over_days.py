"""Months, years and the ranking of air, on days written by hand: what is valid, what is rounded, what is compared."""

import csv
import json
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest

from ecolake.standards.methods.files import load_methods
from ecolake.warehouse import method_figures, views
from tests.support.lake_fixture import CHECKOUT
from tests.support.marts_by_hand import sql_of

PROJECT = CHECKOUT / "dbt_project"
MODELS = (
    "int_air__limit",
    "int_air__day",
    "int_air__period",
    "air_city_monthly",
    "air_city_yearly",
    "air_city_ranking",
)
MEANS = {"so2_24h": 6, "no2_24h": 20, "pm10_24h": 40, "pm2_5_24h": 21, "co_24h": 1, "o3_8h": 80}


@pytest.fixture
def ask():
    """Build the models over these days of cities, and ask."""
    with duckdb.connect() as connection:
        connection.execute("create schema lake")
        method_figures.create(connection, load_methods(CHECKOUT / "standards"))
        connection.execute(
            "create table lake.standard_code (code_list varchar, code varchar, attributes varchar)"
        )
        with (CHECKOUT / "standards/codelists/air_quality_limit.csv").open(
            encoding="utf-8", newline=""
        ) as lines:
            limits = [
                ("air_quality_limit", row["code"], json.dumps({k: v for k, v in row.items() if v}))
                for row in csv.DictReader(lines)
            ]
        connection.executemany("insert into lake.standard_code values (?, ?, ?)", limits)
        columns = ", ".join(f"{name} decimal(12, 3)" for name in MEANS)
        connection.execute(
            f"create table lake.derived_air_city_daily (city varchar, day date, aqi bigint, level bigint, {columns});"
            f" create table lake.derived_air_quality_daily (source varchar, dataset varchar, station varchar, city varchar,"
            f" day date, aqi bigint, level bigint, {columns})"
        )

        def run(days, sql):
            rows = [
                (city, day, aqi, aqi and 1 + (aqi > 50) + (aqi > 100), *(MEANS | said).values())
                for city, day, aqi, said in days
            ]
            frame = pl.DataFrame(
                rows, schema=["city", "day", "aqi", "level", *MEANS], orient="row", strict=False
            )
            connection.register("days", frame.to_arrow())
            connection.execute("insert into lake.derived_air_city_daily from days")
            done = {}
            for name in MODELS:
                (path,) = PROJECT.rglob(f"{name}.sql")
                text = sql_of(PROJECT, path.read_text(encoding="utf-8"), done)
                connection.execute(f"create or replace view {views.identifier(name)} as {text}")
                done[name] = name
            return connection.execute(sql).fetchall()

        yield run


def month(city, first, days, aqi=60, **said):
    start = date.fromisoformat(first)
    return [(city, start + timedelta(day), aqi, said) for day in range(days)]


@pytest.mark.parametrize(
    ("first", "days", "valid"),
    [
        ("2026-03-01", 27, True),
        ("2026-03-01", 26, False),
        ("2026-02-01", 25, True),
        ("2026-02-01", 24, False),
    ],
)
def test_a_month_needs_27_days_and_a_february_25(ask, first, days, valid):
    ((said, reason),) = ask(month("A", first, days), "select valid, reason_zh is null from air_city_monthly")
    assert (said, reason) == (valid, valid)


def test_a_month_with_one_pollutant_short_is_not_valid_and_says_so(ask):
    days = [*month("A", "2026-03-01", 26), *month("A", "2026-03-27", 4, aqi=None, co_24h=None)]
    ((valid, reason),) = ask(days, "select valid, reason_en from air_city_monthly")
    assert (valid, reason) == (False, "the pollutant with the fewest has 26 valid daily means of at least 27")


def test_a_year_needs_324_days_and_every_month(ask):
    whole = month("A", "2025-01-01", 365)
    holes = [row for row in month("B", "2025-01-01", 365) if not (row[1].month == 7 and row[1].day > 26)]
    found = ask([*whole, *holes], "select city, valid, o3_days, reason_en from air_city_yearly order by city")
    assert found == [("A", True, 365, None), ("B", False, 360, "11 valid months of 12")]


def test_means_are_rounded_half_to_even_and_percentiles_lie_between_two_places(ask):
    """HJ 663-2013 annex A: of 1 to 21 the 90th percentile has the place 1 + 20 x 0.9 = 19, of 1 to 20 the place 18.1."""
    days = [
        (
            "A",
            date(2026, 3, 1) + timedelta(n),
            60,
            {"o3_8h": n + 1, "co_24h": (n + 1) / 10, "pm2_5_24h": 20 + n % 2},
        )
        for n in range(20)
    ]
    ((o3, co, pm),) = ask(days, "select o3_8h_90, co_95, pm2_5 from air_city_monthly")
    # 18.1 to a whole number; 1.905 to a tenth; the mean 20.5 to the even 20.
    assert (o3, co, pm) == (18, 1.9, 20)


def test_the_composite_index_takes_the_limits_in_force_and_stands_beside_the_other_edition(ask):
    days = [*month("A", "2026-02-01", 28), *month("A", "2026-03-01", 31)]
    found = ask(
        days,
        "select limits, composite_index, composite_index_2012, composite_index_2026 from air_city_monthly",
    )
    # 6/60 + 20/40 + 40/70 + 21/35 + 1/4 + 80/160, and with 40/60 and 21/30 in the newer edition.
    assert sorted(found) == [("2012", 2.52, 2.52, 2.72), ("2026-transition", 2.72, 2.52, 2.72)]


def test_good_days_are_shared_among_those_with_an_index(ask):
    days = [
        *month("A", "2026-03-01", 20),
        *month("A", "2026-03-21", 5, aqi=101),
        *month("A", "2026-03-26", 6, aqi=None),
    ]
    found = ask(
        days, "select valid_days, good_days, good_day_share, level_2_days, level_3_days from air_city_monthly"
    )
    assert found == [(25, 20, 80.0, 20, 5)]


def test_a_month_is_compared_with_the_same_of_the_year_before_by_the_limits_of_now(ask):
    days = [*month("A", "2025-03-01", 31, pm2_5_24h=42), *month("A", "2026-03-01", 31)]
    sql = "select pm2_5_change, good_day_share_change, composite_index_change from air_city_monthly where month = '2026-03-01'"
    # By the limits of 2026: 2.7167 against 2.0167 + 42/30.
    assert ask(days, sql) == [(-50.0, 0.0, round(100 * (2.72 - 3.42) / 3.42, 1))]


def test_cities_are_ranked_by_the_composite_index_ties_share_a_rank_and_an_invalid_month_has_none(ask):
    days = [
        *month("A", "2026-03-01", 31),
        *month("B", "2026-03-01", 31),
        *month("C", "2026-03-01", 31, pm2_5_24h=15),
        *month("D", "2026-03-01", 10, pm2_5_24h=9),
    ]
    sql = "select city, rank, provisional_rank, cities, largest_share from air_city_ranking order by city"
    assert ask(days, sql) == [
        ("A", 2, 3, 3, "PM2.5"),
        ("B", 2, 3, 3, "PM2.5"),
        ("C", 1, 2, 3, "PM10"),
        ("D", None, 1, 3, "PM10"),
    ]
