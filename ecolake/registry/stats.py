"""How the registry stands: counts for a person who looks after it. The figures that the gate watches are in `figures`."""

from typing import Any

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.tables import (
    CODE,
    CODES,
    ENTERPRISE,
    ENTERPRISES,
    EVENT,
    EVENTS,
    FIGURE,
    FIGURES,
    LINK,
    LINKED,
    REVIEW,
    REVIEWS,
)


def stats(home: Home) -> dict[str, list[dict[str, Any]]]:
    """Count enterprises by state, codes by kind, mentions by tier, events by kind, and say the last figures; a list a question."""
    enterprises = lake.scan(home, ENTERPRISE, ENTERPRISES).group_by("status", "is_provisional").len()
    kinds = (
        lake.scan(home, CODE, CODES)
        .group_by("kind", pl.col("redirected_to").is_null().alias("is_current"))
        .len()
    )
    tiers = lake.scan(home, LINK, LINKED).group_by("tier", "rule").len()
    log = lake.scan(home, EVENT, EVENTS)
    happened = log.group_by("kind", pl.col("recorded_at").max().over("kind").dt.date().alias("last")).len()
    review = lake.scan(home, REVIEW, REVIEWS).group_by("reason", pl.lit("").alias("of")).len()
    told = lake.scan(home, FIGURE, FIGURES)
    last = told.filter(pl.col("run") == pl.col("run").max()).select("figure", "source", "value")
    asked = {
        "企业 enterprises": enterprises,
        "编码 codes": kinds,
        "提及 mentions": tiers,
        "事件 events": happened,
        "待核对 review": review,
        "指标 figures": last,
    }
    rows = {title: frame.collect() for title, frame in asked.items()}
    return {title: frame.sort(frame.columns).to_dicts() for title, frame in rows.items()}
