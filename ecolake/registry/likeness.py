"""The last tier: whom does a mention resemble so much more than anybody else that it must be them?

Belongs here: distinct records, and the choice among scored ones. Does not belong here: which pairs are scored (`blocking`), the
score (`splink_model`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry.blocking import RECORD, pairs
from ecolake.registry.matching import MatchingFile
from ecolake.registry.splink_model import scores


@dataclass(frozen=True)
class Alike:
    """What was found.

    Attributes:
        linked: `mention`, `code`, `score`, `lead` (over the second best enterprise, null where there is none), `other_mention`.
        doubtful: `mention`, `other_mention`, `score`, `reason`.
    """

    linked: pl.DataFrame
    doubtful: pl.DataFrame


def alike(query: pl.DataFrame, evidence: pl.DataFrame, said: MatchingFile) -> Alike:
    """Find for each mention the one enterprise that it resembles.

    Args:
        query: Features of the mentions that no rule placed.
        evidence: Features of mentions whose enterprise is known, with its `code`.
        said: Thresholds, the size of blocks, and the model.
    """
    scored = scored_mentions(query, evidence, said)
    rank = ["score", "other_code", "other_mention"]
    best = scored.sort(*rank, descending=[True, False, False]).unique(
        ["mention", "other_code"], keep="first", maintain_order=True
    )
    told = best.group_by("mention", maintain_order=True).agg(
        pl.col("other_code").first().alias("code"),
        pl.col("score").first(),
        (pl.col("score").first() - pl.col("score").get(1, null_on_oob=True)).alias("lead"),
        pl.col("other_mention").first(),
    )
    limit = said.thresholds
    is_sure = (pl.col("score") >= limit.link) & (pl.col("lead").fill_null(limit.margin) >= limit.margin)
    unsure = told.filter(~is_sure, pl.col("score") >= limit.review)
    reason = pl.when(pl.col("score") >= limit.link).then(pl.lit("rivals")).otherwise(pl.lit("low_score"))
    return Alike(
        told.filter(is_sure), unsure.select("mention", "other_mention", "score", reason.alias("reason"))
    )


def scored_mentions(query: pl.DataFrame, evidence: pl.DataFrame, said: MatchingFile) -> pl.DataFrame:
    """Score mentions against those that share a block: `mention`, `other_mention` (the smallest of its record), `other_code`, `score`."""
    asked = query.filter(pl.col("core").is_not_null()).with_columns(code=pl.lit(None, pl.String()), asks=True)
    there = evidence.filter(pl.col("core").is_not_null()).with_columns(asks=pl.lit(value=False))
    columns = ["mention", "code", "asks", *RECORD]
    both = pl.concat([asked.select(columns), there.select(columns)])
    known = both.group_by("asks", "code", *RECORD).agg(pl.col("mention").min().alias("first"), "mention")
    known = known.sort("first", "asks").with_row_index("record").with_columns(pl.col("record").cast(pl.Int64))
    mine, theirs = known.filter("asks"), known.filter(~pl.col("asks"))
    found = scores(known, pairs(mine, theirs, said.blocks.largest), said.model)
    return (
        found.join(mine.select("record", "mention"), left_on="query", right_on="record")
        .explode("mention", empty_as_null=False)
        .join(
            theirs.select("record", other_mention="first", other_code="code"),
            left_on="evidence",
            right_on="record",
        )
        .select("mention", "other_mention", "other_code", "score", pl.selectors.starts_with("mw_"))
    )
