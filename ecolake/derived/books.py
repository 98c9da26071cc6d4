"""The books of the derived tables: of which days each batch speaks, and from what each day was made.

Belongs here: the columns of both tables, what they say now, and adding to them. Does not belong here: how days are found (`days`), nor
when one is worked out (`runner`).
"""

from typing import Final

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.warehouse.relation import INSTANT, Column, Relation

BATCH_DAY: Final = "derived/batch_day"
RUN: Final = "derived/run"

BATCH_DAYS: Final = pl.Schema(
    {
        "way": pl.String(),
        "source": pl.String(),
        "dataset": pl.String(),
        "batch": pl.String(),
        "attempt": pl.Int64(),
        "day": pl.Date(),
    }
)
"""`way` names the expression that tells the day. A batch that speaks of no day has one row without."""

RUNS: Final = pl.Schema(
    {
        "number": pl.Int64(),
        "name": pl.String(),
        "day": pl.Date(),
        "inputs": pl.String(),
        "batches": pl.List(pl.String()),
        "rows": pl.Int64(),
        "digest": pl.String(),
        "made_at": pl.Datetime("us", "UTC"),
        "seconds": pl.Float64(),
    }
)

# The inputs of a day that nothing speaks of any more, and of one whose rows are being replaced.
GONE: Final = ""
UNDER_WAY: Final = "under way"

RELATION: Final = Relation(
    "derived_run",
    RUN,
    "派生表计算台账 · from what each day of each derived table was made, one row per table, day and making; the highest number holds",
    (
        Column("number", "BIGINT", "序号", "number", "The higher one is the later making"),
        Column("name", "VARCHAR", "派生表", "derived table"),
        Column("day", "DATE", "日", "day", "Empty for a table without days"),
        Column(
            "inputs",
            "VARCHAR",
            "输入摘要",
            "inputs",
            "Digest of all that shaped the rows: batches, methods, code",
        ),
        Column(
            "batches",
            "VARCHAR[]",
            "批次",
            "batches",
            "Batches that speak of the days that were read, as source.dataset/batch/attempt",
        ),
        Column("rows", "BIGINT", "行数", "rows"),
        Column("digest", "VARCHAR", "内容摘要", "digest of the rows"),
        Column("made_at", INSTANT, "计算时间", "made at"),
        Column("seconds", "DOUBLE", "耗时", "duration", unit="s"),
    ),
)


def batch_days(home: Home) -> pl.DataFrame:
    """What is known of the days of batches, of superseded attempts too."""
    return lake.scan(home, BATCH_DAY, BATCH_DAYS).collect()


def keep_batch_days(home: Home, found: pl.DataFrame) -> None:
    """Add what was found; a batch is known from this commit on."""
    if not found.is_empty():
        lake.append(home, BATCH_DAY, found.select(list(BATCH_DAYS)).cast(dict(BATCH_DAYS)))  # type: ignore[arg-type]


def runs(home: Home) -> pl.DataFrame:
    """The account that holds of each table and day."""
    told = lake.scan(home, RUN, RUNS).collect()
    return told.sort("number").unique(["name", "day"], keep="last", maintain_order=True)


def keep_runs(home: Home, made: list[dict[str, object]]) -> None:
    """Add accounts, in one commit: from here on the days count as made."""
    if made:
        lake.append(home, RUN, pl.DataFrame(made, schema=RUNS))
