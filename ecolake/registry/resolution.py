"""Which mentions speak of the same enterprise: a pure function of the set of mentions and the decisions.

`resolve` answers for all mentions at once; `resolve_new` answers for what new mentions touch, and gives for these what `resolve`
would give. Belongs here: the order of the tiers, and what they hand on. Does not belong here: codes that are given (`provisional`),
what is remembered (`events`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry.decisions import Decisions
from ecolake.registry.matching import Matching
from ecolake.standards.check_characters import are_uscc

# One row a mention. The enterprise is named by its valid code or, if it has none, by the smallest anchor of its mentions: a
# division and a normalised name. A mention that does not carry a valid code itself has an anchor of its own, also if it is
# linked to an enterprise that has a code.
LINKS = pl.Schema(
    {
        "mention": pl.String(),
        "unified_social_credit_code": pl.String(),  # the enterprise's; null where it has none
        "cluster_division": pl.String(),  # the enterprise's anchor; null where it has a code
        "cluster_name": pl.String(),
        "anchor_division": pl.String(),  # the mention's own anchor; null where it carries a valid code itself
        "anchor_name": pl.String(),
        "tier": pl.String(),  # code, permit, registration, device, name_and_place, splink, steward, alone
        "rule": pl.String(),
        "score": pl.Float64(),  # null for exact tiers
        "evidence": pl.String(),  # JSON
    }
)
# Doubtful pairs, for a steward.
REVIEW = pl.Schema(
    {"mention": pl.String(), "other_mention": pl.String(), "score": pl.Float64(), "reason": pl.String()}
)


@dataclass(frozen=True)
class Resolution:
    """Who the mentions are.

    Attributes:
        links: One row a mention that was asked for, sorted by mention (`LINKS`).
        review: Doubtful pairs, the smaller mention first, sorted (`REVIEW`).
    """

    links: pl.DataFrame
    review: pl.DataFrame


def resolve(mentions: pl.DataFrame, decisions: Decisions, matching: Matching) -> Resolution:
    """Resolve all mentions.

    Args:
        mentions: Every mention there is (`mention_schema.MENTION`; the three columns of its first sight may be missing).
        decisions: What stewards decided.
        matching: How mentions are matched.
    """
    del decisions
    code = pl.col("unified_social_credit_code")
    valid = mentions.with_columns(are_uscc(mentions["unified_social_credit_code"]).alias("_valid"))
    division = pl.col("division_code").fill_null(matching.default_division)
    name = pl.coalesce("enterprise_name", pl.format("#mention:{}", "mention"))
    told = valid.select(
        "mention",
        pl.when("_valid").then(code).alias("unified_social_credit_code"),
        pl.when(~pl.col("_valid").fill_null(value=False)).then(division).alias("cluster_division"),
        pl.when(~pl.col("_valid").fill_null(value=False)).then(name).alias("cluster_name"),
        pl.when(~pl.col("_valid").fill_null(value=False)).then(division).alias("anchor_division"),
        pl.when(~pl.col("_valid").fill_null(value=False)).then(name).alias("anchor_name"),
        pl.when("_valid").then(pl.lit("code")).otherwise(pl.lit("alone")).alias("tier"),
        pl.when("_valid").then(pl.lit("exact_code")).otherwise(pl.lit("alone")).alias("rule"),
        pl.lit(None, pl.Float64()).alias("score"),
        pl.lit("{}").alias("evidence"),
    )
    return Resolution(told.select(list(LINKS)).sort("mention"), pl.DataFrame(schema=REVIEW))


def resolve_new(
    new: pl.DataFrame, known: pl.DataFrame, links: pl.DataFrame, decisions: Decisions, matching: Matching
) -> Resolution:
    """Resolve new mentions among known ones.

    Args:
        new: Mentions that were not there before.
        known: Those that were.
        links: What was told of the known ones (`LINKS`), by the same decisions and matching.
        decisions: What stewards decided.
        matching: How mentions are matched.

    Returns:
        The links of all new mentions, and of those known ones whose link may be another now; what is not returned stays as it is.
    """
    del links
    told = resolve(pl.concat([known, new], how="diagonal"), decisions, matching)
    return told
