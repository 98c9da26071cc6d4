"""A register of enterprises: every code and name met once, much text."""

from datetime import date

import numpy as np
import polars as pl

from benchmarks.validation.codes import enterprise_codes
from benchmarks.validation.data import sources_of_copies, spoil_where

DATASET = "race.enterprises"
DIVISIONS = [f"35{city:02d}{county:02d}" for city in range(1, 10) for county in range(2, 12)]
INDUSTRIES = [f"C{number:02d}" for number in range(1, 98)]
STATES = ["opened", "opened", "opened", "moved_in", "suspended", "cancelled"]
KINDS = 12


def make(start: int, count: int, rng: np.random.Generator) -> tuple[pl.DataFrame, np.ndarray]:
    """Make the rows from `start` on, and say which of them break a rule."""
    row = np.arange(start, start + count)
    day = pl.Series(rng.integers(0, 9_000, count)).cast(pl.Int32) + (date(2000, 1, 1) - date(1970, 1, 1)).days
    state = rng.integers(0, len(STATES), count)
    frame = pl.DataFrame(
        {
            "_row": row,
            # Not in the order of the register: numbers that are prime to 10^8 run through all of them.
            "enterprise_code": enterprise_codes(row * 37_633_921 % 10**8),
            "name": pl.Series(row).cast(pl.String),
            "division_code": pl.Series(DIVISIONS).gather(rng.integers(0, len(DIVISIONS), count)),
            "industry_code": pl.Series(INDUSTRIES).gather(rng.integers(0, len(INDUSTRIES), count)),
            "phone": pl.Series(rng.integers(10**9, 2 * 10**9, count)).cast(pl.String),
            "postcode": pl.Series(rng.integers(350_000, 366_000, count)).cast(pl.String),
            "state": pl.Series(STATES).gather(state),
            "capital": np.round(rng.lognormal(5, 2, count), 2).clip(1, 10**7),
            "registered_on": day.cast(pl.Date),
            "cancelled_on": (day + rng.integers(30, 3_000, count).astype(np.int32)).cast(pl.Date),
        }
    ).with_columns(
        name=pl.lit("福建省第") + pl.col("name") + "号环境科技有限公司",
        phone=pl.lit("13") + pl.col("phone").str.tail(9),
        cancelled_on=pl.when(pl.col("state") == "cancelled").then("cancelled_on"),
    )
    defect = spoil_where(rng, count, KINDS)
    copies, sources = sources_of_copies(defect, KINDS, rng)
    frame = _spoilt(frame.with_columns(defect=defect), copies, sources)
    bad = defect != 0
    bad[sources] = True
    return frame.drop("defect").with_columns(pl.col("capital").cast(pl.Decimal(14, 2))), row[bad]


def _spoilt(frame: pl.DataFrame, copies: np.ndarray, sources: np.ndarray) -> pl.DataFrame:
    """One kind of breach per kind; the last repeats the key of a good row, and both are then at fault."""
    taken = np.arange(frame.height)
    taken[copies] = sources
    frame = frame.with_columns(frame.select("enterprise_code")[taken])
    breach = {
        1: ("enterprise_code", pl.lit(None)),
        2: ("enterprise_code", pl.col("enterprise_code").str.head(17) + _other("enterprise_code")),
        3: ("name", pl.lit(None)),
        4: ("name", pl.col("name") + pl.lit("（分公司）" * 20)),
        5: ("division_code", pl.lit("350199")),
        6: ("industry_code", pl.lit("D44")),
        7: ("phone", pl.col("phone").str.head(8)),
        8: ("postcode", pl.lit("35000A")),
        9: ("state", pl.lit("存续")),
        10: ("capital", pl.lit(-1.0)),
        11: ("cancelled_on", pl.col("registered_on") - pl.duration(days=3)),
    }
    for kind, (column, value) in breach.items():
        spoilt = pl.when(pl.col("defect") == kind).then(value).otherwise(column)
        frame = frame.with_columns(spoilt.alias(column))
    return frame


def _other(column: str) -> pl.Expr:
    last = pl.col(column).str.tail(1)
    return pl.when(last == "1").then(pl.lit("2")).otherwise(pl.lit("1"))
