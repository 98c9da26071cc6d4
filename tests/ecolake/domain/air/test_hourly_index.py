"""The hourly index: edition by the date in China, what counts, and what is named when pollutants tie."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from ecolake.domain.air.hourly import hourly_index

CHINA = timezone(timedelta(hours=8))
IN_2017 = datetime(2017, 7, 7, 16, tzinfo=CHINA)
IN_2026 = datetime(2026, 3, 1, 0, tzinfo=CHINA)
CONCENTRATIONS = [name for name in hourly_index.inputs if name != "observed_at"]


def index_of(observed_at: datetime | None = IN_2017, **concentrations: str) -> dict[str, Any]:
    """The derived columns of one station, its other concentrations missing."""
    values = {
        name: Decimal(concentrations[name]) if name in concentrations else None for name in CONCENTRATIONS
    }
    frame = pl.LazyFrame(
        [values | {"observed_at": observed_at.astimezone(UTC) if observed_at else None}],
        schema=dict.fromkeys(CONCENTRATIONS, pl.Decimal(8, 3)) | {"observed_at": pl.Datetime("us", "UTC")},
    )
    return hourly_index.apply(frame).select(hourly_index.outputs).collect().row(0, named=True)


def test_each_pollutant_has_its_own_column() -> None:
    """One value each, read off HJ 633-2012 table 1; the particles against their 24-hour column."""
    row = index_of(
        so2_1h="150", no2_1h="200", pm10_1h="250", pm2_5_1h="150", co_1h="90", o3_1h="1000", so2_24h="50"
    )
    assert row == {
        "iaqi_so2": 50,
        "iaqi_no2": 100,
        "iaqi_pm10": 150,
        "iaqi_pm2_5": 200,
        "iaqi_co": 300,
        "iaqi_o3": 400,
        "aqi": 400,
        "primary_pollutant": "O3",
        "aqi_edition": "HJ 633-2012",
    }


def test_the_outputs_are_whole_numbers_and_texts_in_the_declared_order() -> None:
    schema = {name: pl.Decimal(8, 3) for name in CONCENTRATIONS} | {"observed_at": pl.Datetime("us", "UTC")}
    derived = hourly_index.apply(pl.LazyFrame(schema=schema)).collect_schema()
    assert {name: derived[name] for name in hourly_index.outputs} == dict.fromkeys(
        hourly_index.outputs[:-2], pl.Int64()
    ) | {"primary_pollutant": pl.String(), "aqi_edition": pl.String()}
    assert list(derived)[: len(schema)] == list(schema)


@pytest.mark.parametrize(
    ("observed_at", "edition", "index"),
    [
        (datetime(2026, 2, 28, 23, 59, 59, tzinfo=CHINA), "HJ 633-2012", 82),
        (datetime(2026, 3, 1, 0, 0, 0, tzinfo=CHINA), "HJ 633-2026", 100),
        (datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC), "HJ 633-2012", 82),
        (datetime(2026, 2, 28, 16, 0, 0, tzinfo=UTC), "HJ 633-2026", 100),
    ],
)
def test_the_date_in_china_chooses_the_edition(observed_at: datetime, edition: str, index: int) -> None:
    row = index_of(observed_at, pm2_5_1h="60")
    assert (row["aqi_edition"], row["aqi"]) == (edition, index)


def test_without_a_time_there_is_no_edition_and_no_index() -> None:
    assert set(index_of(None, pm2_5_1h="60").values()) == {None}


@pytest.mark.parametrize("observed_at", [IN_2017, IN_2026])
def test_all_tied_pollutants_are_named_in_the_order_of_the_table(observed_at: datetime) -> None:
    row = index_of(observed_at, o3_1h="200", co_1h="10", no2_1h="200", so2_1h="500", pm10_1h="50")
    assert row["primary_pollutant"] == "SO2,NO2,CO,O3"


@pytest.mark.parametrize(("o3", "named"), [("160", None), ("161", "O3")])
def test_no_pollutant_is_primary_up_to_an_index_of_50(o3: str, named: str | None) -> None:
    assert index_of(o3_1h=o3)["primary_pollutant"] == named


def test_missing_and_negative_concentrations_are_left_out() -> None:
    row = index_of(so2_1h="-1", pm10_1h="150")
    assert (row["iaqi_so2"], row["iaqi_o3"], row["aqi"], row["primary_pollutant"]) == (
        None,
        None,
        100,
        "PM10",
    )


@pytest.mark.parametrize("observed_at", [IN_2017, IN_2026])
def test_with_no_concentration_there_is_no_index(observed_at: datetime) -> None:
    row = index_of(observed_at, so2_24h="100", co_1h="-0.1")
    assert (row["aqi"], row["primary_pollutant"]) == (None, None)


@pytest.mark.parametrize(
    ("observed_at", "so2_24h", "index"),
    [
        (IN_2017, {"so2_24h": "1600"}, 300),
        (IN_2017, {}, None),
        (IN_2026, {"so2_24h": "1600"}, 200),
        (IN_2026, {}, 200),
    ],
)
def test_so2_above_800_takes_the_daily_index_in_2012_and_200_in_2026(
    observed_at: datetime, so2_24h: dict[str, str], index: int | None
) -> None:
    assert index_of(observed_at, so2_1h="801", **so2_24h)["iaqi_so2"] == index


def test_a_missing_hour_of_so2_is_not_replaced_by_the_day() -> None:
    assert index_of(so2_24h="1600")["iaqi_so2"] is None


@pytest.mark.parametrize(("observed_at", "lowest"), [(IN_2017, 0), (IN_2026, 1)])
def test_the_lowest_aqi_is_0_in_2012_and_1_in_2026(observed_at: datetime, lowest: int) -> None:
    row = index_of(observed_at, co_1h="0")
    assert (row["iaqi_co"], row["aqi"]) == (0, lowest)


def test_the_highest_aqi_is_500() -> None:
    assert index_of(pm10_1h="99999")["aqi"] == 500
