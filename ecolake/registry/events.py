"""The log of the registry: what changed between the state that was and the one that is called for, as events.

Belongs here: making events of a difference, and adding them to the log in one commit, which is what makes them count. Does not
belong here: reading a state off the log (`state`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry.state import ATTRIBUTES, NAMED, ZONE, State
from ecolake.registry.tables import ENTERPRISE_KIND, EVENT, EVENTS

# The order of events of one run: a code exists before something is linked to it.
ORDER = ("assigned", "linked", "redirected", "merged", "split", "moved", "renamed", "closed")


@dataclass(frozen=True)
class Occasion:
    """When and by whom a change was recorded.

    Attributes:
        recorded_at: The time of the run.
    """

    recorded_at: datetime

    @property
    def day(self) -> pl.Expr:
        """The day of it in China."""
        return pl.lit(self.recorded_at.astimezone(ZONE).date(), pl.Date())


def difference(before: State, after: State, seen: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    """Tell what has to happen for one state to become the other; no event where they are the same.

    Args:
        before: What the log says.
        after: What the mentions call for.
        seen: `mention` and `first_seen_on` of the mentions.
        occasion: When this is recorded.

    Returns:
        Events (`tables.EVENTS`), numbered on from those there are, in their order.
    """
    both = after.codes.join(before.codes, on="code", how="left", suffix="_before")
    parts = [
        _assigned(both),
        *_links(before, after, seen, occasion),
        _joined(both, after, occasion),
        _split(both, occasion),
        *(_changed(both, attribute, occasion) for attribute in ATTRIBUTES),
        _closed(before, after, occasion),
    ]
    rows = pl.concat([_whole(part) for part in parts if not part.is_empty()] or [pl.DataFrame(schema=EVENTS)])
    order = pl.col("kind").replace_strict(list(ORDER), list(range(len(ORDER))), return_dtype=pl.Int64)
    rows = rows.sort(order, "code", "mention", "attribute", nulls_last=False)
    return rows.with_columns(
        (pl.int_range(1, pl.len() + 1, dtype=pl.Int64) + before.events).alias("number"),
        pl.lit(occasion.recorded_at, EVENTS["recorded_at"]).alias("recorded_at"),
    )


def record(home: Home, events: pl.DataFrame) -> None:
    """Add events to the log in one commit: from here on they have happened. The caller holds the lock `registry`."""
    if not events.is_empty():
        lake.append(home, EVENT, events)


def log(home: Home) -> pl.LazyFrame:
    """All events."""
    return lake.scan(home, EVENT, EVENTS)


def _whole(part: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in EVENTS.items() if name not in part.columns]
    return part.with_columns(missing).select(list(EVENTS)).cast(dict(EVENTS))  # type: ignore[arg-type]


def _assigned(both: pl.DataFrame) -> pl.DataFrame:
    """Codes that are new, or that come back after they were closed."""
    new = both.filter(
        pl.col("kind_before").is_null()
        | (pl.col("closed_on_before").is_not_null() & pl.col("redirected_to").is_null())
    )
    told = ("anchor_division", "anchor_name", "enterprise_name", "division_code")
    return new.select(
        pl.col("valid_from").alias("happened_on"),
        pl.lit("assigned").alias("kind"),
        "code",
        pl.col("parent").alias("other_code"),
        pl.col("kind").alias("attribute"),
        pl.col("local_number").alias("after"),
        pl.when(pl.col("kind") == ENTERPRISE_KIND)
        .then(pl.struct(told).struct.json_encode())
        .alias("evidence"),
    )


def _links(before: State, after: State, seen: pl.DataFrame, occasion: Occasion) -> Sequence[pl.DataFrame]:
    both = after.links.join(before.links, on="mention", how="left", suffix="_before").join(
        seen.select("mention", "first_seen_on"), on="mention", how="left"
    )
    is_other = pl.any_horizontal(
        pl.col(name).ne_missing(pl.col(f"{name}_before"))
        for name in ("enterprise_code", "own_code", "tier", "rule")
    )
    linked = both.filter(is_other).select(
        # A new mention speaks for the day it came, another link is news of today.
        pl.when(pl.col("enterprise_code_before").is_null())
        .then(pl.col("first_seen_on"))
        .otherwise(occasion.day)
        .alias("happened_on"),
        pl.lit("linked").alias("kind"),
        pl.col("enterprise_code").alias("code"),
        pl.col("own_code").alias("other_code"),
        "mention",
        pl.col("enterprise_code_before").alias("before"),
        pl.col("enterprise_code").alias("after"),
        "tier",
        "rule",
        _steward(),
        "score",
        "evidence",
    )
    gone = before.links.join(after.links, on="mention", how="anti").select(
        occasion.day.alias("happened_on"),
        pl.lit("closed").alias("kind"),
        pl.col("enterprise_code").alias("code"),
        "mention",
        pl.col("enterprise_code").alias("before"),
    )
    return linked, gone


def _steward() -> pl.Expr:
    is_decided = pl.col("tier") == "steward"
    return pl.when(is_decided).then(pl.col("evidence").str.json_path_match("$.steward")).alias("steward")


def _joined(both: pl.DataFrame, after: State, occasion: Occasion) -> pl.DataFrame:
    """Codes that lead to another from now on, with the link that says so."""
    rows = both.filter(
        pl.col("redirected_to").is_not_null()
        & (
            pl.col("redirected_to").ne_missing(pl.col("redirected_to_before"))
            | pl.col("closed_on_before").is_not_null()
        )
    )
    provisional = [pl.col(name).str.contains("^H9") for name in ("code", "redirected_to")]
    was_known = pl.col("kind_before").is_not_null() & pl.col("redirected_to_before").is_null()
    is_merger = was_known & (pl.col("kind") == ENTERPRISE_KIND) & (provisional[0] == provisional[1])
    why = (
        after.links.filter(pl.col("own_code") != pl.col("enterprise_code"))
        .sort("own_code", pl.col("tier") == "alone", "mention")
        .unique("own_code", keep="first", maintain_order=True)
        .select(pl.col("own_code").alias("code"), "mention", "tier", "rule", "score", "evidence")
    )
    return rows.join(why, on="code", how="left").select(
        occasion.day.alias("happened_on"),
        pl.when(is_merger).then(pl.lit("merged")).otherwise(pl.lit("redirected")).alias("kind"),
        "code",
        pl.col("redirected_to").alias("other_code"),
        "mention",
        pl.col("redirected_to_before").alias("before"),
        pl.col("redirected_to").alias("after"),
        "tier",
        "rule",
        _steward(),
        "score",
        "evidence",
    )


def _split(both: pl.DataFrame, occasion: Occasion) -> pl.DataFrame:
    """Codes that led to another and stand for themselves again."""
    rows = both.filter(pl.col("redirected_to").is_null() & pl.col("redirected_to_before").is_not_null())
    return rows.select(
        occasion.day.alias("happened_on"),
        pl.lit("split").alias("kind"),
        "code",
        pl.col("redirected_to_before").alias("other_code"),
        pl.col("redirected_to_before").alias("before"),
    )


def _changed(both: pl.DataFrame, attribute: str, occasion: Occasion) -> pl.DataFrame:
    is_news = pl.col("kind_before").is_not_null() & pl.col(attribute).ne_missing(
        pl.col(f"{attribute}_before")
    )
    if attribute in NAMED:
        # What a code is called that leads to another is told there.
        is_news &= pl.col("redirected_to").is_null()
    rows = both.filter(is_news)
    kind = "renamed" if attribute == "enterprise_name" else "moved"
    return rows.select(
        occasion.day.alias("happened_on"),
        pl.lit(kind).alias("kind"),
        "code",
        pl.lit(attribute).alias("attribute"),
        pl.col(f"{attribute}_before").cast(pl.String()).alias("before"),
        pl.col(attribute).cast(pl.String()).alias("after"),
    )


def _closed(before: State, after: State, occasion: Occasion) -> pl.DataFrame:
    """Codes that nothing speaks of any more: they stay, and are never given again."""
    rows = before.codes.filter(pl.col("closed_on").is_null()).join(after.codes, on="code", how="anti")
    return rows.select(
        occasion.day.alias("happened_on"),
        pl.lit("closed").alias("kind"),
        "code",
        pl.col("parent").alias("other_code"),
    )
