"""What a gap in monitoring can change: the figure of a city with the values that the missing hours may have had.

A gap is a station and day with hours missing of any pollutant. Its hours are filled with a low and with a high value that the station itself
has shown lately, the day of the city is made again each time, and the three are compared. Does not belong here: which values are low and
high (a parameter), nor the day of a city (`city`).
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from ecolake.domain.air.city import city_days, station_days
from ecolake.domain.air.daily import Hour
from ecolake.domain.air.hj633 import POLLUTANTS

_WAYS = ("low", "high")
_PLACES = 3


def possible_values(recent: pl.DataFrame, low: float, high: float, least: int) -> pl.DataFrame:
    """Give each station and pollutant the low and the high value that a missing hour may have had.

    Args:
        recent: Readings of the days before and of the day: `city`, `station`, `pollutant`, `value`.
        low: The quantile that is low.
        high: The quantile that is high.
        least: Readings below which a station says too little, and those of its city are taken.

    Returns:
        `station`, `pollutant`, `low`, `high`; no row where nothing is known.
    """
    quantiles = [
        pl.col("value").cast(pl.Float64).quantile(at, "linear").alias(name)
        for name, at in zip(_WAYS, (low, high), strict=True)
    ]
    read = recent.filter(pl.col("value").is_not_null())
    own = read.group_by("station", "pollutant").agg(*quantiles, pl.len().alias("_read"))
    of_city = read.group_by("city", "pollutant").agg(*quantiles)
    every = recent.select("city", "station").unique().join(of_city, on="city", how="inner")
    both = every.join(
        own.filter(pl.col("_read") >= least), on=["station", "pollutant"], how="left", suffix="_own"
    )
    chosen = [pl.coalesce(f"{name}_own", name).alias(name) for name in _WAYS]
    return both.select("station", "pollutant", *chosen)


def what_if(
    readings: pl.DataFrame,
    stations: pl.DataFrame,
    possible: pl.DataFrame,
    share: float,
    day: date,
    timezone: str,
    hour_named_by: Hour,
) -> pl.DataFrame:
    """Compare the day of a city as it is with what each gap may have hidden.

    An hour counts as missing up to the last that any station has told of: a day that still runs has no gap ahead.

    Args:
        readings: Of one day: `station`, `observed_at`, `pollutant`, `value`.
        stations: `city`, `station` of all stations that the cities have.
        possible: What `possible_values` gives.
        share: See `city_days`.
        day: The day.
        timezone: That of the day.
        hour_named_by: See `daily_sums`.

    Returns:
        One row for each station with hours missing: `city`, `station`, `missing_hours` and `of_pollutants`, and for the city as it is, with low
        and with high values `aqi`, `aqi_low`, `aqi_high`, the same of `level` and `primary_pollutant`.
    """
    there = readings.filter(pl.col("value").is_not_null())
    hours = _hours(there, day, timezone, hour_named_by)
    every = stations.join(hours, how="cross").join(pl.DataFrame({"pollutant": POLLUTANTS}), how="cross")
    missing = every.join(there, on=["station", "observed_at", "pollutant"], how="anti")
    gaps = missing.group_by("city", "station").agg(
        pl.len().cast(pl.Int64).alias("missing_hours"),
        pl.col("pollutant").unique().sort().alias("of_pollutants"),
    )
    as_is = station_days(there, stations, day, timezone, hour_named_by)
    found = gaps.join(_figures(as_is, share, ("city", "day"), ""), on="city", how="left").drop("day")
    for way in _WAYS:
        filled = missing.join(possible, on=["station", "pollutant"], how="inner").select(
            "station",
            "observed_at",
            "pollutant",
            value=pl.col(way).round(_PLACES).cast(readings.schema["value"]),
        )
        with_gap = pl.concat([there.select(filled.columns), filled])
        changed = station_days(with_gap, stations, day, timezone, hour_named_by)
        found = found.join(
            _one_at_a_time(as_is, changed, gaps, share, way), on=["city", "station"], how="left"
        )
    return found


def _hours(readings: pl.DataFrame, day: date, timezone: str, hour_named_by: Hour) -> pl.DataFrame:
    """The hours of a day up to the last that was told of."""
    begin = datetime.combine(day, time(), ZoneInfo(timezone))
    shift = timedelta(hours=1 if hour_named_by == "end" else 0)
    hours = pl.DataFrame(
        {"observed_at": [(begin + shift + timedelta(hours=hour)).astimezone(UTC) for hour in range(24)]},
        schema={"observed_at": pl.Datetime("us", "UTC")},
    )
    last = readings.select(pl.col("observed_at").cast(pl.Datetime("us", "UTC")).max()).item()
    told = hours.head(0) if last is None else hours.filter(pl.col("observed_at") <= last)
    return told.cast({"observed_at": readings.schema["observed_at"]})


def in_words(told: pl.DataFrame) -> pl.DataFrame:
    """Say of each gap what it can change: `changes_index`, `changes_level`, `reason_zh`, `reason_en`."""
    changes = {
        name: pl.any_horizontal(pl.col(f"{name}_{way}").eq_missing(pl.col(name)).not_() for way in _WAYS)
        for name in ("aqi", "level")
    }
    shown = [pl.col(name).cast(pl.String).fill_null("—") for name in ("aqi", "aqi_low", "aqi_high")]
    hours = pl.col("missing_hours").cast(pl.String)
    pollutants = pl.col("of_pollutants").list.join(",")
    zh = pl.format(
        "缺 {} 个小时值（{}）；城市指数现为 {}，缺测取低值为 {}，取高值为 {}", hours, pollutants, *shown
    )
    en = pl.format(
        "{} hourly means missing ({}); the city's index is {}, with low values {}, with high values {}",
        hours,
        pollutants,
        *shown,
    )
    return told.with_columns(
        changes["aqi"].alias("changes_index"),
        changes["level"].alias("changes_level"),
        zh.alias("reason_zh"),
        en.alias("reason_en"),
    )


def _one_at_a_time(
    as_is: pl.DataFrame, changed: pl.DataFrame, gaps: pl.DataFrame, share: float, way: str
) -> pl.DataFrame:
    """The day of each city once for each gap, with the hours of that gap alone filled."""
    scenario = gaps.select("city", gap="station")
    others = as_is.join(scenario, on="city").filter(pl.col("station") != pl.col("gap"))
    filled = changed.join(scenario, on="city").filter(pl.col("station") == pl.col("gap"))
    both = pl.concat([others, filled.select(others.columns)])
    return _figures(both, share, ("city", "gap", "day"), f"_{way}").drop("day").rename({"gap": "station"})


def _figures(days: pl.DataFrame, share: float, keys: tuple[str, ...], ending: str) -> pl.DataFrame:
    told = city_days(days.lazy(), share, keys).collect()
    names = ("aqi", "level", "primary_pollutant")
    return told.select(*keys, *(pl.col(name).alias(f"{name}{ending}") for name in names))
