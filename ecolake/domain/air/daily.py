"""The day of a station: hourly means to daily ones, whether they suffice, and the report made of them.

Belongs here: which hours are of a day, when a mean is valid (the figures are in ``gb3095``). Does not belong here: the report
(``report``), which dataset has hourly means (its standard says so) and where the days are kept (``ecolake.derived``).

``daily_sums`` shrinks readings to a row per station and day, part by part if need be; ``daily_index`` judges these rows.
"""

from datetime import date
from functools import cache
from typing import Literal, NamedTuple

import polars as pl

from ecolake.domain.air.daily_reason import reasons
from ecolake.domain.air.gb3095 import (
    EIGHT_HOUR_MEANS_END,
    EIGHT_HOUR_MEANS_OF_A_DAY,
    HOURS_OF_A_DAY,
    HOURS_OF_EIGHT,
    ozone_limit,
)
from ecolake.domain.air.hj633 import POLLUTANTS, SCALE
from ecolake.domain.air.index import STEM, scaled
from ecolake.domain.air.report import DAILY_MEANS, INDICES, MEANS, report

Hour = Literal["begin", "end"]

# Means of 6, 7 and 8 hours have this denominator in common, so that the greatest of them is found among whole numbers.
_COMMON = 168
# Far above any instrument, far below what overflows (``hj633.SCALE`` says how far), and still nine digits when shown.
HIGHEST = 999_999_999


def daily_sums(readings: pl.LazyFrame, timezone: str, hour_named_by: Hour) -> pl.LazyFrame:
    """Sum the hourly means of each station and day.

    What is missing, negative or not on the full hour is no hourly mean.

    Args:
        readings: ``station``, ``observed_at`` (an instant), ``pollutant`` (of ``hj633.POLLUTANTS``) and ``value`` (a decimal, CO in
            mg/m3, the others in ug/m3), at most one row for each station, instant and pollutant.
        timezone: That of the calendar day.
        hour_named_by: Whether an hour is named by its begin (00 to 23) or its end (01 to 24).

    Returns:
        ``station``, ``day``, ``<pollutant>_hours``, ``<pollutant>_sum``, and of ozone ``o3_max``, ``o3_8h_means`` and ``o3_8h_max``
        (in 168ths), the sums in millionths.
    """
    stages = _summing(timezone, hour_named_by)
    days = readings.select(stages.hours).group_by("station", "day").agg(stages.sums)
    return days.with_columns(stages.ozone).drop(_hour(hour) for hour in range(1, 25))


class _Summing(NamedTuple):
    """The expressions of `daily_sums`, in their order."""

    hours: list[pl.Expr]
    sums: list[pl.Expr]
    ozone: list[pl.Expr]


# A day is thousands of rows: making the expressions takes longer than what they compute.
@cache
def _summing(timezone: str, hour_named_by: Hour) -> _Summing:
    local = pl.col("observed_at").dt.convert_time_zone(timezone)
    begin = local if hour_named_by == "begin" else local.dt.offset_by("-1h")
    known = pl.col("value").is_between(0, HIGHEST) & (local.dt.truncate("1h") == local)
    hours = [
        pl.col("station"),
        pl.col("pollutant"),
        begin.dt.date().alias("day"),
        (begin.dt.hour().cast(pl.Int64) + 1).alias("end"),
        scaled(pl.when(known).then(pl.col("value"))).alias("value"),
    ]
    own = {pollutant: pl.col("value").filter(pl.col("pollutant") == pollutant) for pollutant in POLLUTANTS}
    at_hour = pl.col("end").filter(pl.col("pollutant") == "O3")
    sums = [
        *(own[p].count().cast(pl.Int64).alias(f"{STEM[p]}_hours") for p in POLLUTANTS),
        *(own[p].sum().alias(f"{STEM[p]}_sum") for p in DAILY_MEANS),
        own["O3"].max().alias("o3_max"),
        *(own["O3"].filter(at_hour == hour).max().alias(_hour(hour)) for hour in range(1, 25)),
    ]
    means = [_eight_hours(end) for end in EIGHT_HOUR_MEANS_END]
    count = pl.sum_horizontal(mean.is_not_null().cast(pl.Int64) for mean in means)
    return _Summing(hours, sums, [count.alias("o3_8h_means"), pl.max_horizontal(means).alias("o3_8h_max")])


def _hour(hour: int) -> str:
    return f"_o3_{hour}"


def _eight_hours(end: int) -> pl.Expr:
    """The mean of the eight hours that end there, in 168ths; null with fewer than six of them."""
    hours = [pl.col(_hour(hour)) for hour in range(end - 7, end + 1)]
    count = pl.sum_horizontal(hour.is_not_null().cast(pl.Int64) for hour in hours)
    total = pl.sum_horizontal(hours)
    return pl.when(count >= HOURS_OF_EIGHT).then(total * (_COMMON // count))


def daily_index(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Judge the days and give each its report: one row for each station and day, from its first to its last.

    A mean is valid with 20 hours of the day; of ozone it is the greatest 8-hour mean, with 14 of them that have six hours
    each, or with fewer where it exceeds the limit. When a day is valid is said by ``report``.

    Args:
        sums: What ``daily_sums`` gives, each station and day once.
    """
    days = report(valid_means(_with_every_day(sums)))
    return days.with_columns(reasons(STEM)).select(COLUMNS).sort("station", "day")


def valid_means(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Add to sums the means that are valid, as ``report`` takes them, and `_<stem>_valid`."""
    return sums.with_columns(_validity()).with_columns(
        *(_valid(p, pl.col(f"{STEM[p]}_sum")).alias(f"{STEM[p]}_total") for p in DAILY_MEANS),
        *(pl.col(f"{STEM[p]}_hours").alias(f"{STEM[p]}_count") for p in DAILY_MEANS),
        _valid("O3", pl.col("o3_8h_max")).alias("o3_total"),
        pl.lit(_COMMON, pl.Int64()).alias("o3_count"),
        _valid("O3", pl.col("o3_max")).alias("o3_1h_total"),
    )


def empty_day(day: date) -> pl.DataFrame:
    """Judge a day on which a station, called null, has no reading at all."""
    counts = [*(f"{stem}_hours" for stem in STEM.values()), "o3_8h_means"]
    sums = [*(f"{STEM[p]}_sum" for p in DAILY_MEANS), "o3_max", "o3_8h_max"]
    nothing = pl.DataFrame(
        {"station": [None], "day": [day]}, schema={"station": pl.String(), "day": pl.Date()}
    )
    whole = [pl.lit(0, pl.Int64()).alias(name) for name in counts]
    return daily_index(
        nothing.lazy().with_columns(*whole, *(pl.lit(None, pl.Int64()).alias(name) for name in sums))
    ).collect()


def _with_every_day(sums: pl.LazyFrame) -> pl.LazyFrame:
    """A day without any reading is a day too."""
    spans = sums.group_by("station").agg(day=pl.date_ranges(pl.col("day").min(), pl.col("day").max()).first())
    counts = [*(f"{stem}_hours" for stem in STEM.values()), "o3_8h_means"]
    days = spans.explode("day").join(sums, on=["station", "day"], how="left")
    return days.with_columns(pl.col(counts).fill_null(0))


def _validity() -> list[pl.Expr]:
    enough = [(pl.col(f"{STEM[p]}_hours") >= HOURS_OF_A_DAY).alias(f"_{STEM[p]}_valid") for p in DAILY_MEANS]
    above = (pl.col("o3_8h_max") > ozone_limit() * SCALE * _COMMON).fill_null(value=False)
    ozone = (pl.col("o3_8h_means") >= EIGHT_HOUR_MEANS_OF_A_DAY) | above
    return [*enough, ozone.alias("_o3_valid")]


def _valid(pollutant: str, value: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(f"_{STEM[pollutant]}_valid")).then(value)


COLUMNS = (
    "station",
    "day",
    *INDICES,
    *MEANS,
    *(f"{stem}_hours" for stem in STEM.values()),
    "o3_8h_means",
    "reasons",
    "reason_zh",
    "reason_en",
)
"""The columns of a day, in their order."""
