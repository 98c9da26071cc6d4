"""The state that the mentions call for: which codes there are, whose they are, and who each mention is of.

A pure function of the set of mentions, of what matching says of them, and of the codes that were given before, which it never changes.
Belongs here: enterprises, and putting the parts together. Does not belong here: what happened on the way (`events`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry import history as past
from ecolake.registry.provisional import ANCHOR, provisional_codes
from ecolake.registry.sites import codes_below
from ecolake.registry.state import CODES, LINKS, State
from ecolake.registry.tables import ENTERPRISE_KIND

_USCC = "unified_social_credit_code"


@dataclass(frozen=True)
class Wanted:
    """What the mentions call for.

    Attributes:
        state: The state that the log should tell.
        told: The history of names and places on the way there (`history.histories`).
    """

    state: State
    told: pl.DataFrame


def wanted(
    mentions: pl.DataFrame,
    resolved: pl.DataFrame,
    things: pl.DataFrame,
    before: State,
    tellers: past.Tellers,
) -> Wanted:
    """Say what the registry should be.

    Args:
        mentions: All mentions (`mention_schema.MENTION`).
        resolved: What matching says of each (`resolution.LINKS`).
        things: Facilities and outlets (`tables.THINGS`).
        before: The state that the log tells: the provisional codes in it stay with their anchors.
        tellers: Whom to believe about names and places.
    """
    seen = resolved.join(mentions.select("mention", "first_seen_on"), on="mention")
    given = _provisional(seen, before)
    links = _links(seen, given)
    enterprises = _enterprises(links, given)
    told = past.histories(mentions, links, tellers)
    for attribute in (past.NAME, past.DIVISION):
        now = past.current(told, attribute).rename({"enterprise_code": "code"})
        enterprises = enterprises.join(now, on="code", how="left")
    codes = pl.concat([enterprises, codes_below(mentions, links, things)], how="diagonal")
    return Wanted(State(links.select(list(LINKS)).sort("mention"), _whole(codes), before.events), told)


def _provisional(seen: pl.DataFrame, before: State) -> pl.DataFrame:
    """Every anchor and its code, also of those who are linked to a real one at once: so that order does not show.

    A cluster whose name is nobody's own anchor, because a steward parted two of one name, has a code of its own.
    """
    clusters = seen.filter(pl.col("cluster_name").is_not_null()).select(
        pl.col("cluster_division").alias("anchor_division"),
        pl.col("cluster_name").alias("anchor_name"),
        "first_seen_on",
    )
    own = seen.filter(pl.col("anchor_name").is_not_null()).select(*ANCHOR, "first_seen_on")
    anchors = pl.concat([own, clusters]).group_by(ANCHOR).agg(pl.col("first_seen_on").min())
    known = before.codes.filter(pl.col("anchor_name").is_not_null()).select(*ANCHOR, "code")
    return anchors.join(provisional_codes(anchors, known), on=ANCHOR, nulls_equal=True)


def _links(seen: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    """Each mention with the code of its enterprise: the real one, or the provisional one that was seen first.

    An anchor that two clusters share is no name for either, but for the one that matching called by it.
    """
    own = seen.join(
        given.rename({"code": "_own", "first_seen_on": "_since"}), on=ANCHOR, how="left", nulls_equal=True
    )
    cluster = ("cluster_division", "cluster_name")
    unnamed = own.filter(pl.col(_USCC).is_null())
    shared = unnamed.group_by("_own").agg(pl.struct(cluster).n_unique().alias("_clusters"))
    first = (
        unnamed.join(shared.filter(pl.col("_clusters") == 1), on="_own", how="semi")
        .sort("_since", "_own")
        .unique(cluster, keep="first", maintain_order=True)
        .select(*cluster, pl.col("_own").alias("_first"))
    )
    called = given.select(
        pl.col("anchor_division").alias("cluster_division"),
        pl.col("anchor_name").alias("cluster_name"),
        pl.col("code").alias("_called"),
    )
    joined = own.join(first, on=cluster, how="left", nulls_equal=True)
    joined = joined.join(called, on=cluster, how="left", nulls_equal=True)
    return joined.with_columns(pl.coalesce(_USCC, "_first", "_called").alias("enterprise_code")).with_columns(
        pl.coalesce("_own", "enterprise_code").alias("own_code")
    )


def _enterprises(links: pl.DataFrame, given: pl.DataFrame) -> pl.DataFrame:
    provisional = given.rename({"first_seen_on": "valid_from"}).join(_leads(links), on="code", how="left")
    real = (
        links.filter(pl.col(_USCC).is_not_null())
        .group_by(pl.col(_USCC).alias("code"))
        .agg(
            pl.col("first_seen_on")
            .filter(pl.col("own_code") == pl.col("enterprise_code"))
            .min()
            .alias("own"),
            pl.col("first_seen_on").min().alias("any"),
        )
        # Known since somebody wrote it, not since the first mention that turned out to be of it.
        .select("code", pl.coalesce("own", "any").alias("valid_from"))
    )
    both = pl.concat([provisional, real], how="diagonal")
    target = pl.col("enterprise_code")
    return both.with_columns(
        pl.lit(ENTERPRISE_KIND).alias("kind"),
        pl.when(target != pl.col("code")).then(target).alias("redirected_to"),
    ).drop("enterprise_code")


def _leads(links: pl.DataFrame) -> pl.DataFrame:
    """Where each mention's own code leads; one anchor may be two enterprises, and is then that of most mentions."""
    counted = links.group_by("own_code", "enterprise_code").agg(pl.len().alias("mentions"))
    # As long as it stands for a mention itself, it leads nowhere.
    stands = pl.col("own_code") == pl.col("enterprise_code")
    return (
        counted.sort(
            "own_code", ~stands, pl.col("mentions"), "enterprise_code", descending=[False, False, True, False]
        )
        .unique("own_code", keep="first", maintain_order=True)
        .select(pl.col("own_code").alias("code"), "enterprise_code")
    )


def _whole(codes: pl.DataFrame) -> pl.DataFrame:
    missing = [pl.lit(None, kind).alias(name) for name, kind in CODES.items() if name not in codes.columns]
    return (
        codes.with_columns(missing)
        .select(list(CODES))
        .cast(dict(CODES))  # type: ignore[arg-type]
        # A device may be called anything, even what is somebody's code; enterprises come first here.
        .unique("code", keep="first", maintain_order=True)
        .sort("code")
    )
