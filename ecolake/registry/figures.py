"""The figures of the registry after a run that changed it: what the gate compares with those of the last release.

Belongs here: counting, and keeping one row a figure and run. Does not belong here: which jump is too much (`gate`).
"""

from datetime import datetime

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.derived import Derived
from ecolake.registry.tables import FIGURE, FIGURES

MENTIONS, ENTERPRISES, LARGEST, PER_ENTERPRISE = (
    "mentions",
    "enterprises",
    "largest_cluster",
    "mentions_per_enterprise",
)
MATCHED, CHURN = "match_rate", "churn"
EVENTS = "events"


def figures(mentions: pl.DataFrame, tables: Derived, events: pl.DataFrame) -> pl.DataFrame:
    """Count the registry: `figure`, `source` (empty for all) and `value`.

    The match rate is the share of mentions that do not stand alone; the churn, the share of the known mentions that went from one
    enterprise to another.
    """
    active = tables.enterprise.filter(pl.col("mentions") > 0)
    moved = events.filter(
        (pl.col("kind") == "linked") & pl.col("before").is_not_null() & (pl.col("before") != pl.col("after"))
    )
    whole = {
        MENTIONS: float(mentions.height),
        ENTERPRISES: float(active.height),
        LARGEST: float(active["mentions"].max() or 0),  # type: ignore[arg-type]
        PER_ENTERPRISE: mentions.height / max(active.height, 1),
        CHURN: moved.height / max(mentions.height, 1),
        EVENTS: float(events["number"].max() or 0),  # type: ignore[arg-type]
    }
    alone = tables.link.filter(pl.col("tier") == "alone").select("mention")
    standing = mentions.join(alone, on="mention", how="semi").group_by("source").agg(alone=pl.len())
    matched = (pl.col("all") - pl.col("alone").fill_null(0)) / pl.col("all")
    by_source = (
        mentions.group_by("source")
        .agg(all=pl.len())
        .join(standing, on="source", how="left")
        .select(pl.lit(MATCHED).alias("figure"), "source", matched.alias("value"))
        .sort("source")
    )
    told = pl.DataFrame({"figure": list(whole), "source": [""] * len(whole), "value": list(whole.values())})
    return pl.concat([told, by_source])


def record_figures(
    home: Home, mentions: pl.DataFrame, tables: Derived, log: pl.LazyFrame, recorded_at: datetime
) -> None:
    """Keep the figures under the next number, if anything happened since they were kept last.

    That is asked of the log, so that a run that was killed before it counted is counted by the next one.
    """
    kept = lake.scan(home, FIGURE, FIGURES)
    last = kept.select(pl.col("run").max()).collect().item() or 0
    counted = kept.filter((pl.col("run") == last) & (pl.col("figure") == EVENTS)).collect()
    until = int(counted["value"].item()) if counted.height else 0
    news = log.filter(pl.col("number") > until).select("number", "kind", "before", "after").collect()
    if news.is_empty():
        return
    rows = figures(mentions, tables, news).select(
        pl.lit(last + 1, pl.Int64()).alias("run"),
        pl.lit(recorded_at, FIGURES["recorded_at"]).alias("recorded_at"),
        "figure",
        "source",
        "value",
    )
    lake.append(home, FIGURE, rows)
