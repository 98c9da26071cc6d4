"""The report of an hour: the index of one station and hour from its 1-hour means, in the edition in force and in both.

Belongs here: which means the index of an hour is made of. Does not belong here: the formula (``index``), moving means (``moving``).
"""

from collections.abc import Sequence
from functools import cache

import polars as pl

from ecolake.domain.air.hj633 import IN_FORCE_2026, Edition, breakpoints
from ecolake.domain.air.index import STEM, iaqi, overall, primary_pollutant, scaled
from ecolake.domain.derivation import Derivation

_IAQI = {pollutant: f"iaqi_{stem}" for pollutant, stem in STEM.items()}
YEAR = {Edition.HJ_633_2012: "2012", Edition.HJ_633_2026: "2026"}
"""How the columns of an edition end."""


def _hourly_iaqi(pollutant: str, edition: Edition) -> pl.Expr:
    concentration = pl.col(f"{STEM[pollutant]}_1h")
    if pollutant in {"PM10", "PM2.5"} and edition is Edition.HJ_633_2012:
        return iaqi(concentration, pollutant, "24h", edition)  # the feed's practice, not the standard's text
    hourly = iaqi(concentration, pollutant, "1h", edition)
    if pollutant == "SO2" and edition is Edition.HJ_633_2012:
        beyond = scaled(concentration) > breakpoints("SO2", "1h", edition).top
        return pl.when(beyond).then(iaqi(pl.col("so2_24h"), "SO2", "24h", edition)).otherwise(hourly)
    return hourly


def _edition() -> pl.Expr:
    return (
        pl.when(pl.col("observed_at") >= IN_FORCE_2026)
        .then(pl.lit(Edition.HJ_633_2026.value))
        .when(pl.col("observed_at") < IN_FORCE_2026)
        .then(pl.lit(Edition.HJ_633_2012.value))
        .alias("aqi_edition")
    )


def _hourly_stages() -> Sequence[list[pl.Expr]]:
    is_2012 = pl.col("aqi_edition") == Edition.HJ_633_2012.value
    is_2026 = pl.col("aqi_edition") == Edition.HJ_633_2026.value
    indices = [
        pl.when(is_2012)
        .then(_hourly_iaqi(pollutant, Edition.HJ_633_2012))
        .when(is_2026)
        .then(_hourly_iaqi(pollutant, Edition.HJ_633_2026))
        .alias(column)
        for pollutant, column in _IAQI.items()
    ]
    highest = pl.max_horizontal(list(_IAQI.values()))
    aqi = pl.when(is_2026).then(overall(highest, Edition.HJ_633_2026)).otherwise(highest).alias("aqi")
    named = {pollutant: pl.col(column) for pollutant, column in _IAQI.items()}
    primary = primary_pollutant(named, pl.col("aqi")).alias("primary_pollutant")
    return [[_edition()], indices, [aqi], [primary]]


# A day is thousands of rows: making the expressions takes as long as what they compute.
@cache
def _side_by_side() -> Sequence[list[pl.Expr]]:
    """Both editions, then the one in force, then what is missing."""
    indices, aqis, primaries = [], [], []
    for edition, year in YEAR.items():
        own = {pollutant: f"_{stem}_{year}" for pollutant, stem in STEM.items()}
        indices += [_hourly_iaqi(pollutant, edition).alias(column) for pollutant, column in own.items()]
        aqis.append(overall(pl.max_horizontal(own.values()), edition).alias(f"aqi_{year}"))
        named = primary_pollutant({p: pl.col(column) for p, column in own.items()}, pl.col(f"aqi_{year}"))
        primaries.append(named.alias(f"primary_pollutant_{year}"))
    is_2026 = pl.col("aqi_edition") == Edition.HJ_633_2026.value
    in_force = [
        pl.when(is_2026).then(pl.col(f"{name}_2026")).otherwise(pl.col(f"{name}_2012")).alias(name)
        for name in ("aqi", "primary_pollutant")
    ]
    gone = [
        pl.when(pl.col(f"{stem}_1h").is_null()).then(pl.lit(pollutant)) for pollutant, stem in STEM.items()
    ]
    missing = pl.concat_list(gone).list.drop_nulls().alias("missing")
    return [[_edition(), missing], indices, aqis, primaries, in_force]


def report_of_hours(hours: pl.DataFrame) -> pl.DataFrame:
    """Add the index in force and of both editions to hours, and what is missing of them.

    Args:
        hours: What `readings.hours_of` gives.

    Returns:
        The same rows with `aqi_edition`, `aqi`, `primary_pollutant`, those of both editions, `missing` and `valid`.
    """
    frame = hours.lazy()
    for stage in _side_by_side():
        frame = frame.with_columns(stage)
    told = frame.with_columns(valid=pl.col("missing").list.len() == 0)
    return told.drop(f"_{stem}_{year}" for stem in STEM.values() for year in YEAR.values()).collect()


hourly_index = Derivation(
    name="air.hourly_index",
    inputs=("so2_1h", "so2_24h", "no2_1h", "co_1h", "o3_1h", "pm10_1h", "pm2_5_1h", "observed_at"),
    outputs=(*_IAQI.values(), "aqi", "primary_pollutant", "aqi_edition"),
    expressions=_hourly_stages,
)
"""The real-time index of one station and hour, as the national feed publishes it.

``observed_at`` is a timestamp with a time zone; its date in China (UTC+8) chooses the edition: HJ 633-2012 to
2026-02-28, HJ 633-2026 from 2026-03-01.

- Indices: the 1-hour means of SO2, NO2, CO, O3, PM10 and PM2.5. What is missing or negative is left out; the
  AQI is null only when all six are. HJ 633-2026 5.3 lets an incomplete AQI be *published* only above 100:
  that is a rule for publication, and the AQI here is still the one to hold a published one against.
- PM10 and PM2.5: the 1-hour means against the 24-hour breakpoints, in both editions. HJ 633-2026 says so.
  **HJ 633-2012 does not**: its real-time report uses the 24-hour moving means and its table prints no 1-hour
  column for particles. The national feed departed from that text: at 2017-07-07T16:00 all 1,462 of the 1,462
  stations that published an AQI have the one computed from the 1-hour means
  (docs/explanation/air-feed-field-names.md counts the alternatives). The same hour shows that the feed leaves
  out the moving 8-hour mean of O3, which that text lists too.
- SO2 above 800 ug/m3: the index of ``so2_24h`` under HJ 633-2012 (null without it), 200 under HJ 633-2026.
- Range: HJ 633-2026 numbers the AQI 1-500 where HJ 633-2012 has 0-500. Its breakpoints still start at index
  0, so an IAQI may be 0; only an AQI of 0 becomes 1 (our reading: the range is that of the AQI levels).
"""
