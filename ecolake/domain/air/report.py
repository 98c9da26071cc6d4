"""The daily report of HJ 633 over means of a day, in the edition in force and in both side by side.

Belongs here: indices, AQI, level and primary pollutant of a day, of a station or of a city. Does not belong here: when a mean is valid
(`daily`, `city`), nor why one is not (`daily_reason`).
"""

from datetime import date
from functools import cache

import polars as pl

from ecolake.domain.air.hj633 import POLLUTANTS, SCALE, Edition, levels
from ecolake.domain.air.hourly import YEAR
from ecolake.domain.air.index import STEM, iaqi_of_mean, overall, primary_pollutant

DAILY_MEANS = tuple(pollutant for pollutant in POLLUTANTS if pollutant != "O3")
FIRST_DAY_2026 = date(2026, 3, 1)  # HJ 633-2026, foreword

_PLACES = 3
_ABOVE = 100

INDICES = (
    "valid",
    "aqi",
    "level",
    "category_zh",
    "category_en",
    "primary_pollutant",
    "aqi_of_valid",
    "aqi_edition",
    *(f"{name}_{year}" for year in YEAR.values() for name in ("aqi", "primary_pollutant")),
    *(f"iaqi_{stem}" for stem in STEM.values()),
)
"""What a report says of a day, in its order."""

MEANS = (*(f"{STEM[pollutant]}_24h" for pollutant in DAILY_MEANS), "o3_8h", "o3_1h")
"""The means it was made of, to three places."""


def report(means: pl.LazyFrame) -> pl.LazyFrame:
    """Add the report to days.

    A day is valid when all six pollutants are. HJ 633-2026 5.3 publishes the index of fewer where it is above 100; HJ 633-2012 has no
    such sentence.

    Args:
        means: `day`, and of each pollutant the mean as `<stem>_total / <stem>_count` in millionths (`index.scaled`; ozone: the greatest
            8-hour mean of the day), and `o3_1h_total`, the greatest hour; null where it is not valid.

    Returns:
        The same rows with `INDICES` and `MEANS`.
    """
    frame = means
    for stage in _stages():
        frame = frame.with_columns(stage)
    return frame.drop("^_report_.*$")


# A day is dozens of rows: making the expressions takes longer than what they compute.
@cache
def _stages() -> tuple[list[pl.Expr], ...]:
    return (
        _editions(),
        _means(),
        _indices(),
        _highest(),
        _of_editions(),
        _in_force(),
        _published(),
        _words(),
    )


def _editions() -> list[pl.Expr]:
    newer = pl.col("day") >= FIRST_DAY_2026
    names = (pl.lit(Edition.HJ_633_2026.value), pl.lit(Edition.HJ_633_2012.value))
    return [pl.when(newer).then(names[0]).otherwise(names[1]).alias("aqi_edition")]


def _means() -> list[pl.Expr]:
    """The means as they are shown, to three places; the index is made of the sums."""
    daily = [
        _shown(f"{STEM[p]}_total", pl.col(f"{STEM[p]}_count")).alias(f"{STEM[p]}_24h") for p in DAILY_MEANS
    ]
    ozone = _shown("o3_total", pl.col("o3_count")).alias("o3_8h")
    return [*daily, ozone, _shown("o3_1h_total", pl.lit(1)).alias("o3_1h")]


def _shown(total: str, count: pl.Expr) -> pl.Expr:
    mean = pl.col(total).cast(pl.Float64) / count / SCALE
    return mean.round(_PLACES).cast(pl.Decimal(12, _PLACES))


def _named(pollutant: str, edition: Edition) -> str:
    return f"_report_{STEM[pollutant]}_{YEAR[edition]}"


def _indices() -> list[pl.Expr]:
    return [_index(p, edition).alias(_named(p, edition)) for edition in Edition for p in POLLUTANTS]


def _index(pollutant: str, edition: Edition) -> pl.Expr:
    total, count = pl.col(f"{STEM[pollutant]}_total"), pl.col(f"{STEM[pollutant]}_count")
    if pollutant != "O3":
        return iaqi_of_mean(total, count, pollutant, "24h", edition)
    eight = iaqi_of_mean(total, count, "O3", "8h", edition)
    if edition is Edition.HJ_633_2026:
        return eight
    # The daily report of HJ 633-2012 has both indicators; above 800 ug/m3 only that of the greatest hour has an index.
    one = iaqi_of_mean(pl.col("o3_1h_total"), pl.lit(1, pl.Int64()), "O3", "1h", edition)
    return pl.max_horizontal(eight, one)


def _highest() -> list[pl.Expr]:
    found = []
    for edition, year in YEAR.items():
        highest = pl.max_horizontal(_named(p, edition) for p in POLLUTANTS)
        found.append(overall(highest, edition).alias(f"_report_highest_{year}"))
    complete = pl.all_horizontal(pl.col(f"{stem}_total").is_not_null() for stem in STEM.values())
    return [*found, complete.alias("_report_complete")]


def _of_editions() -> list[pl.Expr]:
    complete, found = pl.col("_report_complete"), []
    for edition, year in YEAR.items():
        highest = pl.col(f"_report_highest_{year}")
        above = (
            (highest > _ABOVE).fill_null(value=False)
            if edition is Edition.HJ_633_2026
            else pl.lit(value=False)
        )
        aqi = pl.when(complete | above).then(highest)
        named = {pollutant: pl.col(_named(pollutant, edition)) for pollutant in POLLUTANTS}
        found += [aqi.alias(f"aqi_{year}"), primary_pollutant(named, aqi).alias(f"primary_pollutant_{year}")]
    return found


def _in_force() -> list[pl.Expr]:
    newer = pl.col("aqi_edition") == Edition.HJ_633_2026.value

    def of_the_day(older: str, newest: str) -> pl.Expr:
        return pl.when(newer).then(pl.col(newest)).otherwise(pl.col(older))

    return [
        *(
            of_the_day(*(_named(p, edition) for edition in Edition)).alias(f"iaqi_{STEM[p]}")
            for p in POLLUTANTS
        ),
        of_the_day("_report_highest_2012", "_report_highest_2026").alias("aqi_of_valid"),
        of_the_day("aqi_2012", "aqi_2026").alias("aqi"),
        of_the_day("primary_pollutant_2012", "primary_pollutant_2026").alias("primary_pollutant"),
    ]


def _published() -> list[pl.Expr]:
    level = pl.sum_horizontal((pl.col("aqi") > one.above).cast(pl.Int64) for one in levels())
    is_known = pl.col("aqi").is_not_null()
    return [is_known.alias("valid"), pl.when(is_known).then(level).alias("level")]


def _words() -> list[pl.Expr]:
    return [
        pl.col("level")
        .replace_strict(
            {number: one.name[language] for number, one in enumerate(levels(), start=1)},
            default=None,
            return_dtype=pl.String,
        )
        .alias(f"category_{language}")
        for language in ("zh", "en")
    ]
