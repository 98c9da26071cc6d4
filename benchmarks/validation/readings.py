"""Hourly readings as gateways send them: hour by hour, outlet by outlet, four pollutants each."""

from datetime import UTC, datetime
from functools import cache

import numpy as np
import polars as pl

from benchmarks.validation.codes import enterprise_codes
from benchmarks.validation.data import sources_of_copies, spoil_where

DATASET = "race.readings"
ENTERPRISES, OUTLETS_EACH = 1_000, 2
POLLUTANTS = np.array(["w01018", "w21003", "w21011", "w21001"])
USUAL = np.array([60.0, 4.0, 0.4, 12.0])
PER_HOUR = ENTERPRISES * OUTLETS_EACH * len(POLLUTANTS)
FIRST_HOUR = int(datetime(2016, 1, 1, tzinfo=UTC).timestamp() * 1e6)
HOUR = 3_600_000_000
KINDS = 12


@cache
def _enterprises() -> np.ndarray:
    return enterprise_codes(np.arange(ENTERPRISES))


def make(start: int, count: int, rng: np.random.Generator) -> tuple[pl.DataFrame, np.ndarray]:
    """Make the rows from `start` on, and say which of them break a rule."""
    row = np.arange(start, start + count)
    hour, place = np.divmod(row, PER_HOUR)
    outlet, pollutant = np.divmod(place, len(POLLUTANTS))
    enterprise, number = np.divmod(outlet, OUTLETS_EACH)
    # The outlet's own level, its day and a little noise, as counts of the last digit.
    level = (
        USUAL[pollutant] * (0.6 + 0.8 * ((outlet * 37 % 101) / 101)) * (1 + 0.2 * np.sin(hour * np.pi / 12))
    )
    value = np.round(level * rng.normal(1.0, 0.05, count).clip(0.7, 1.3), 1)
    spread = np.round(level * 0.1, 1) + 0.1
    mark = rng.choice(np.array(["N", "N", "N", "N", "N", "N", "N", "N", "N", "M"]), count)
    minutes = np.where(rng.random(count) < 0.9, 60, rng.integers(45, 61, count))
    frame = pl.DataFrame(
        {
            "_row": row,
            "enterprise_code": pl.Series(_enterprises()).gather(enterprise),
            "outlet_code": pl.Series(["DW001", "DW002"]).gather(number),
            "pollutant": pl.Series(POLLUTANTS).gather(pollutant),
            "observed_at": FIRST_HOUR + hour * HOUR,
            "value": value,
            "minimum": value - spread,
            "maximum": value + spread,
            "minutes": minutes,
            "mark": mark,
        }
    )
    defect = spoil_where(rng, count, KINDS)
    copies, sources = sources_of_copies(defect, KINDS, rng)
    frame = _typed(_spoilt(frame.with_columns(defect=defect), copies, sources))
    bad = defect != 0
    bad[sources] = True
    return frame, row[bad]


def _spoilt(frame: pl.DataFrame, copies: np.ndarray, sources: np.ndarray) -> pl.DataFrame:
    """One kind of breach per kind; the last repeats the key of a good row, and both are then at fault."""
    taken = np.arange(frame.height)
    taken[copies] = sources
    key = frame.select("enterprise_code", "outlet_code", "pollutant", "observed_at")
    frame = frame.with_columns(key[taken])
    is_kind = [pl.col("defect") == kind for kind in range(KINDS)]
    none = pl.lit(None)
    return frame.with_columns(
        # The last character is the check character: one further is never right.
        enterprise_code=pl.when(is_kind[1]).then(none).when(is_kind[2])
        .then(pl.col("enterprise_code").str.head(17) + _other(pl.col("enterprise_code").str.tail(1)))
        .otherwise("enterprise_code"),
        outlet_code=pl.when(is_kind[3]).then(pl.lit("排口1")).otherwise("outlet_code"),
        pollutant=pl.when(is_kind[4]).then(pl.lit("COD")).otherwise("pollutant"),
        observed_at=pl.when(is_kind[5]).then(none).when(is_kind[6])
        .then(pl.col("observed_at") + 7 * HOUR // 60).otherwise("observed_at"),
        minimum=pl.when(is_kind[7]).then(-3.0).otherwise("minimum"),
        value=pl.when(is_kind[7]).then(-1.0).when(is_kind[8]).then(pl.col("maximum") + 5)
        .when(is_kind[9]).then(none).otherwise("value"),
        minutes=pl.when(is_kind[10]).then(75).otherwise("minutes"),
        mark=pl.when(is_kind[9]).then(pl.lit("N")).when(is_kind[11]).then(pl.lit("ok")).otherwise("mark"),
    )  # fmt: skip


def _other(last: pl.Expr) -> pl.Expr:
    return pl.when(last == "1").then(pl.lit("2")).otherwise(pl.lit("1"))


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    number = pl.Decimal(12, 3)
    return frame.drop("defect").with_columns(
        pl.col("value", "minimum", "maximum").round(3).cast(number),
        pl.col("observed_at").cast(pl.Datetime("us")).dt.replace_time_zone("UTC"),
    )
