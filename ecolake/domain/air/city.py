"""The day of a city: the means over its stations, whether enough of them are valid, and the report made of them.

HJ 663-2013 takes the arithmetic mean over the national stations of a city; which share of them has to be valid is a parameter, since the
text was not read. Does not belong here: the day of a station (`daily`), months and years (SQL, over these days).
"""

from datetime import date

import polars as pl

from ecolake.domain.air.daily import Hour, daily_sums, valid_means
from ecolake.domain.air.hj633 import POLLUTANTS
from ecolake.domain.air.index import STEM
from ecolake.domain.air.report import report


def city_days(stations: pl.LazyFrame, share: float, keys: tuple[str, ...] = ("city", "day")) -> pl.LazyFrame:
    """Make the days of cities from those of their stations.

    A pollutant of a city is valid when its mean is valid at `share` of the city's stations or more. The mean of a station is taken to a
    millionth of its unit (half up), beside which no instrument counts.

    Args:
        stations: `city`, `station`, `day` and what `daily.daily_sums` gives, a row for each station that the city has on the day; one without
            readings has no hours.
        share: From 0 to 1.
        keys: What names a day of a city; further columns part scenarios.

    Returns:
        The keys, `stations`, and of each pollutant `<stem>_stations`, where it is valid, with `report.MEANS` and `report.INDICES`.
    """
    means = valid_means(stations).with_columns(_station_mean(STEM[p]) for p in POLLUTANTS)
    sums = means.group_by(keys).agg(
        pl.len().cast(pl.Int64).alias("stations"),
        *(pl.col(f"_{stem}_mean").sum().alias(f"_{stem}_sum") for stem in STEM.values()),
        *(pl.col(f"_{stem}_mean").count().cast(pl.Int64).alias(f"{stem}_stations") for stem in STEM.values()),
        pl.col("o3_1h_total").sum().alias("_o3_1h_sum"),
    )
    enough = {
        stem: pl.col(f"{stem}_stations") >= (pl.col("stations") * share).ceil() for stem in STEM.values()
    }
    totals = sums.with_columns(
        *(
            pl.when(enough[stem] & (pl.col(f"{stem}_stations") > 0))
            .then(f"_{stem}_sum")
            .alias(f"{stem}_total")
            for stem in STEM.values()
        ),
        *(pl.col(f"{stem}_stations").clip(lower_bound=1).alias(f"{stem}_count") for stem in STEM.values()),
        # The greatest hour is a mean over the same stations.
        pl.when(enough["o3"] & (pl.col("o3_stations") > 0))
        .then(pl.col("_o3_1h_sum") // pl.col("o3_stations").clip(lower_bound=1))
        .alias("o3_1h_total"),
    )
    return report(totals).drop("^_.*$", "^.*_(total|count)$")


def station_days(
    readings: pl.DataFrame, stations: pl.DataFrame, day: date, timezone: str, hour_named_by: Hour
) -> pl.DataFrame:
    """Sum the hours of one day of each station that the cities have, of those without readings too.

    Args:
        readings: As `daily_sums` takes them, of one day.
        stations: `city`, `station`.
        day: The day.
        timezone: See `daily_sums`.
        hour_named_by: See `daily_sums`.
    """
    sums = daily_sums(readings.lazy(), timezone, hour_named_by).collect().filter(pl.col("day") == day)
    every = stations.with_columns(day=pl.lit(day)).join(sums, on=["station", "day"], how="left")
    return every.with_columns(pl.col("^.*_hours$", "o3_8h_means").fill_null(0))


def _station_mean(stem: str) -> pl.Expr:
    total, count = pl.col(f"{stem}_total"), pl.col(f"{stem}_count").clip(lower_bound=1)
    return ((total * 2 + count) // (count * 2)).alias(f"_{stem}_mean")
