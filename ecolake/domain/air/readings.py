"""Hourly means as the other modules take them: one row a station, hour and pollutant; and moving means over them.

Belongs here: shapes of readings, the 8-hour and the 24-hour moving mean. Does not belong here: indices (`hourly`, `report`).
"""

import polars as pl

from ecolake.domain.air.daily import HIGHEST, Hour
from ecolake.domain.air.gb3095 import HOURS_OF_A_DAY, HOURS_OF_EIGHT
from ecolake.domain.air.hj633 import POLLUTANTS, SCALE
from ecolake.domain.air.index import STEM, scaled

_PLACES = 3
HOURLY = tuple(f"{STEM[pollutant]}_1h" for pollutant in POLLUTANTS)
"""The columns of the hourly means."""


def hours_of(readings: pl.DataFrame, timezone: str, hour_named_by: Hour) -> pl.DataFrame:
    """Lay the readings of an hour side by side, with the moving means that end with it.

    Every station that has any reading gets every hour from the first to the last of all: an hour that is not there is a gap.

    Args:
        readings: `station`, `observed_at` (an instant), `pollutant` (of `hj633.POLLUTANTS`) and `value` (CO in mg/m3, the others in
            ug/m3), at most one row for each station, instant and pollutant. What is negative, above 999,999,999 or not on the full hour is
            no hourly mean.
        timezone: That of the calendar day.
        hour_named_by: Whether an hour is named by its begin or its end.

    Returns:
        `station`, `observed_at`, `day` (the local day in which the hour begins), `HOURLY`, and `o3_8h` and `so2_24h`, the mean of the eight
        (24) hours that end with the hour, null with fewer than 6 (20) of them (GB 3095, table 4).
    """
    local = pl.col("observed_at").dt.convert_time_zone(timezone)
    known = readings.filter(local.dt.truncate("1h") == local)
    if known.is_empty():
        return _shaped(known, timezone, hour_named_by, {})
    sane = pl.when(pl.col("value").is_between(0, HIGHEST)).then("value")
    wide = known.group_by("station", "observed_at").agg(
        sane.filter(pl.col("pollutant") == pollutant).max().alias(f"{STEM[pollutant]}_1h")
        for pollutant in POLLUTANTS
    )
    first, last = wide["observed_at"].min(), wide["observed_at"].max()
    hours = pl.select(pl.datetime_range(first, last, "1h").alias("observed_at"))  # type: ignore[arg-type]
    grid = wide.select("station").unique().join(hours, how="cross")
    filled = grid.join(wide, on=["station", "observed_at"], how="left").sort("station", "observed_at")
    means = {
        "o3_8h": _moving("o3_1h", 8, HOURS_OF_EIGHT),
        "so2_24h": _moving("so2_1h", 24, HOURS_OF_A_DAY),
    }
    return _shaped(filled, timezone, hour_named_by, means)


def _shaped(
    hours: pl.DataFrame, timezone: str, hour_named_by: Hour, means: dict[str, pl.Expr]
) -> pl.DataFrame:
    local = pl.col("observed_at").dt.convert_time_zone(timezone)
    begin = local if hour_named_by == "begin" else local.dt.offset_by("-1h")
    none = pl.lit(None, pl.Decimal(12, _PLACES))
    there = [pl.col(name) if name in hours.columns else none.alias(name) for name in HOURLY]
    moving = [means.get(name, none).alias(name) for name in ("o3_8h", "so2_24h")]
    return hours.select("station", "observed_at", begin.dt.date().alias("day"), *there, *moving)


def _moving(column: str, hours: int, needed: int) -> pl.Expr:
    """The mean of so many hours, to three places, over rows that have every hour of a station in order."""
    value = scaled(pl.col(column))
    total = value.rolling_sum(hours, min_samples=needed).over("station")
    count = value.is_not_null().cast(pl.Int64).rolling_sum(hours, min_samples=1).over("station")
    return (total / count / SCALE).round(_PLACES).cast(pl.Decimal(12, _PLACES))
