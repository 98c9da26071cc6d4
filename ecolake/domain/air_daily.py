"""The daily air quality index: hourly means to daily ones, whether they suffice, and the index made of them.

Belongs here: which hours are of a day, when a mean is valid (the figures are in ``gb3095``), the daily report of both editions
of HJ 633. Does not belong here: the formula of the index (``air``), which dataset has hourly means (its standard says so) and
where the days are kept (``ecolake.warehouse``).

``daily_sums`` shrinks readings to a row per station and day, part by part if need be; ``daily_index`` judges these rows.
"""

from datetime import date
from typing import Literal

import polars as pl

from ecolake.domain.air import iaqi_of_mean, primary_pollutant, scaled
from ecolake.domain.air_daily_reason import reasons
from ecolake.domain.gb3095 import (
    EIGHT_HOUR_MEANS_END,
    EIGHT_HOUR_MEANS_OF_A_DAY,
    HOURS_OF_A_DAY,
    HOURS_OF_EIGHT,
    ozone_limit,
)
from ecolake.domain.hj633 import POLLUTANTS, SCALE, Edition, levels

Hour = Literal["begin", "end"]

STEM = {pollutant: pollutant.lower().replace(".", "_") for pollutant in POLLUTANTS}
DAILY_MEANS = tuple(pollutant for pollutant in POLLUTANTS if pollutant != "O3")
FIRST_DAY_2026 = date(2026, 3, 1)  # HJ 633-2026, foreword

# Means of 6, 7 and 8 hours have this denominator in common, so that the greatest of them is found among whole numbers.
_COMMON = 168
# Far above any instrument, far below what overflows (``hj633.SCALE`` says how far), and still nine digits when shown.
_HIGHEST = 999_999_999
_PLACES = 3
_ABOVE = 100


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
    local = pl.col("observed_at").dt.convert_time_zone(timezone)
    begin = local if hour_named_by == "begin" else local.dt.offset_by("-1h")
    known = pl.col("value").is_between(0, _HIGHEST) & (local.dt.truncate("1h") == local)
    hours = readings.select(
        "station",
        "pollutant",
        day=begin.dt.date(),
        end=begin.dt.hour().cast(pl.Int64) + 1,
        value=scaled(pl.when(known).then(pl.col("value"))),
    )
    own = {pollutant: pl.col("value").filter(pl.col("pollutant") == pollutant) for pollutant in POLLUTANTS}
    at = {
        hour: own["O3"]
        .filter(pl.col("end").filter(pl.col("pollutant") == "O3") == hour)
        .max()
        .alias(_hour(hour))
        for hour in range(1, 25)
    }
    days = hours.group_by("station", "day").agg(
        *(own[p].count().cast(pl.Int64).alias(f"{STEM[p]}_hours") for p in POLLUTANTS),
        *(own[p].sum().alias(f"{STEM[p]}_sum") for p in DAILY_MEANS),
        own["O3"].max().alias("o3_max"),
        *at.values(),
    )
    means = [_eight_hours(end) for end in EIGHT_HOUR_MEANS_END]
    return days.with_columns(
        o3_8h_means=pl.sum_horizontal(mean.is_not_null().cast(pl.Int64) for mean in means),
        o3_8h_max=pl.max_horizontal(means),
    ).drop(_hour(hour) for hour in range(1, 25))


def _hour(hour: int) -> str:
    return f"_o3_{hour}"


def _eight_hours(end: int) -> pl.Expr:
    """The mean of the eight hours that end there, in 168ths; null with fewer than six of them."""
    hours = [pl.col(_hour(hour)) for hour in range(end - 7, end + 1)]
    count = pl.sum_horizontal(hour.is_not_null().cast(pl.Int64) for hour in hours)
    total = pl.sum_horizontal(hours)
    return pl.when(count >= HOURS_OF_EIGHT).then(total * (_COMMON // count))


def daily_index(sums: pl.LazyFrame) -> pl.LazyFrame:
    """Judge the days and give each its index: one row for each station and day, from its first to its last.

    A mean is valid with 20 hours of the day; of ozone it is the greatest 8-hour mean, with 14 of them that have six hours
    each, or with fewer where it exceeds the limit. A day is valid when all six pollutants are. HJ 633-2026 5.3 publishes the
    index of fewer where it is above 100; HJ 633-2012 has no such sentence.

    Args:
        sums: What ``daily_sums`` gives, each station and day once.
    """
    stages = (_editions(), _validity(), _means(), _indices(), _reports(), _published(), _words())
    frame = _with_every_day(sums)
    for stage in stages:
        frame = frame.with_columns(stage)
    return frame.select(COLUMNS).sort("station", "day")


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


def _editions() -> list[pl.Expr]:
    newer = pl.col("day") >= FIRST_DAY_2026
    names = (pl.lit(Edition.HJ_633_2026.value), pl.lit(Edition.HJ_633_2012.value))
    return [pl.when(newer).then(names[0]).otherwise(names[1]).alias("aqi_edition")]


def _validity() -> list[pl.Expr]:
    enough = [(pl.col(f"{STEM[p]}_hours") >= HOURS_OF_A_DAY).alias(f"_{STEM[p]}_valid") for p in DAILY_MEANS]
    above = (pl.col("o3_8h_max") > ozone_limit() * SCALE * _COMMON).fill_null(value=False)
    ozone = (pl.col("o3_8h_means") >= EIGHT_HOUR_MEANS_OF_A_DAY) | above
    return [*enough, ozone.alias("_o3_valid")]


def _valid(pollutant: str, value: pl.Expr) -> pl.Expr:
    return pl.when(pl.col(f"_{STEM[pollutant]}_valid")).then(value)


def _means() -> list[pl.Expr]:
    """The means as they are shown, to three places; the index is made of the sums."""
    daily = [
        _shown(_valid(p, pl.col(f"{STEM[p]}_sum")), pl.col(f"{STEM[p]}_hours")).alias(f"{STEM[p]}_24h")
        for p in DAILY_MEANS
    ]
    ozone = _shown(_valid("O3", pl.col("o3_8h_max")), pl.lit(_COMMON)).alias("o3_8h")
    hourly = _shown(_valid("O3", pl.col("o3_max")), pl.lit(1)).alias("o3_1h")
    return [*daily, ozone, hourly]


def _shown(total: pl.Expr, count: pl.Expr) -> pl.Expr:
    mean = total.cast(pl.Float64) / count / SCALE
    return mean.round(_PLACES).cast(pl.Decimal(12, _PLACES))


def _indices() -> list[pl.Expr]:
    return [_by_edition(pollutant).alias(f"iaqi_{STEM[pollutant]}") for pollutant in POLLUTANTS]


def _by_edition(pollutant: str) -> pl.Expr:
    older, newer = (_index(pollutant, edition) for edition in Edition)
    return pl.when(pl.col("aqi_edition") == Edition.HJ_633_2026.value).then(newer).otherwise(older)


def _index(pollutant: str, edition: Edition) -> pl.Expr:
    if pollutant != "O3":
        total, hours = _valid(pollutant, pl.col(f"{STEM[pollutant]}_sum")), pl.col(f"{STEM[pollutant]}_hours")
        return iaqi_of_mean(total, hours, pollutant, "24h", edition)
    eight = iaqi_of_mean(_valid("O3", pl.col("o3_8h_max")), pl.lit(_COMMON), "O3", "8h", edition)
    if edition is Edition.HJ_633_2026:
        return eight
    # The daily report of HJ 633-2012 has both indicators; above 800 ug/m3 only that of the greatest hour has an index.
    one = iaqi_of_mean(_valid("O3", pl.col("o3_max")), pl.lit(1, pl.Int64), "O3", "1h", edition)
    return pl.max_horizontal(eight, one)


def _reports() -> list[pl.Expr]:
    highest = pl.max_horizontal(f"iaqi_{stem}" for stem in STEM.values())
    newer = pl.col("aqi_edition") == Edition.HJ_633_2026.value
    complete = pl.all_horizontal(f"_{stem}_valid" for stem in STEM.values())
    index = pl.when(newer).then(highest.clip(lower_bound=1)).otherwise(highest)
    return [
        index.alias("aqi_of_valid"),
        (complete | (newer & (highest > _ABOVE)).fill_null(value=False)).alias("valid"),
        *reasons(STEM),
    ]


def _published() -> list[pl.Expr]:
    return [pl.when("valid").then(pl.col("aqi_of_valid")).alias("aqi")]


def _words() -> list[pl.Expr]:
    named = {pollutant: pl.col(f"iaqi_{STEM[pollutant]}") for pollutant in POLLUTANTS}
    level = pl.sum_horizontal((pl.col("aqi") > one.above).cast(pl.Int64) for one in levels())
    known = pl.when(pl.col("aqi").is_not_null()).then(level)
    words = {
        language: known.replace_strict(
            {number: name[language] for number, name in enumerate((one.name for one in levels()), start=1)},
            default=None,
            return_dtype=pl.String,
        ).alias(f"category_{language}")
        for language in ("zh", "en")
    }
    return [
        primary_pollutant(named, pl.col("aqi")).alias("primary_pollutant"),
        known.alias("level"),
        *words.values(),
    ]


COLUMNS = (
    "station",
    "day",
    "valid",
    "aqi",
    "level",
    "category_zh",
    "category_en",
    "primary_pollutant",
    "aqi_of_valid",
    "aqi_edition",
    *(f"iaqi_{stem}" for stem in STEM.values()),
    *(f"{STEM[pollutant]}_24h" for pollutant in DAILY_MEANS),
    "o3_8h",
    "o3_1h",
    *(f"{stem}_hours" for stem in STEM.values()),
    "o3_8h_means",
    "reasons",
    "reason_zh",
    "reason_en",
)
"""The columns of a day, in their order."""
