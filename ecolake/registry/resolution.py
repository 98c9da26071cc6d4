"""Which mentions speak of the same enterprise: a pure function of the set of mentions and the decisions.

`resolve` answers for all mentions at once; `resolve_new` answers for what new mentions touch, and gives for these what `resolve`
would give. Belongs here: the order of the tiers, and what they hand on. Does not belong here: codes that are given (`provisional`),
what is remembered (`events`).
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry import clusters, likeness
from ecolake.registry.anchors import anchors
from ecolake.registry.decisions import Decisions
from ecolake.registry.features import features
from ecolake.registry.matching import Matching
from ecolake.registry.neighbours import Neighbourhood
from ecolake.registry.stewards import Word, quarrels, spread
from ecolake.registry.tiers import IDENTIFIER_RULES, NAME_RULES, SURE, named_by

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
        review: Doubtful pairs, sorted (`REVIEW`): the mention in doubt first.
    """

    links: pl.DataFrame
    review: pl.DataFrame


# A mention whose enterprise has a code.
_PLACED = pl.Schema(
    {
        "mention": pl.String(),
        "code": pl.String(),
        "tier": pl.String(),
        "rule": pl.String(),
        "score": pl.Float64(),
        "evidence": pl.String(),
    }
)
_BANNED = pl.Schema({"mention": pl.String(), "code": pl.String()})


def resolve(mentions: pl.DataFrame, decisions: Decisions, matching: Matching) -> Resolution:
    """Resolve all mentions.

    Args:
        mentions: Every mention there is (`mention_schema.MENTION`; the three columns of its first sight may be missing).
        decisions: What stewards decided.
        matching: How mentions are matched.
    """
    return resolve_features(features(mentions, matching), Word.of(decisions), matching)


def resolve_features(
    told: pl.DataFrame,
    word: Word,
    matching: Matching,
    settled: pl.DataFrame | None = None,
    exact: pl.DataFrame | None = None,
) -> Resolution:
    """Resolve mentions by their features.

    Args:
        told: Features of the mentions (`features.features`).
        word: What stewards decided.
        matching: How mentions are matched.
        settled: `mention`, `code`, `tier`, `rule` of mentions whose link is known and stays: evidence, and not resolved again.
        exact: What the exact tiers place among these while nobody is banned, where that is known already.
    """
    banned = pl.DataFrame(schema=_BANNED)
    while True:
        if exact is None or not banned.is_empty():
            exact = _by_exact_tiers(told, word, matching, banned, settled)
        placed, doubtful = _placed(told, exact, word, matching, banned)
        quarrel = quarrels(placed, word).join(banned, on=["mention", "code"], how="anti")
        if quarrel.is_empty():
            break
        banned = pl.concat([banned, quarrel])
    left = told.join(placed, on="mention", how="anti")
    if settled is not None:
        left = left.join(settled, on="mention", how="anti")
        placed = placed.join(settled, on="mention", how="anti")
    return _told(told, placed, left, doubtful, word, matching)


def _placed(
    told: pl.DataFrame, placed: pl.DataFrame, word: Word, matching: Matching, banned: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add those that likeness and stewards place to those of the exact tiers (`_PLACED`); return pairs in doubt, too."""
    query = told.join(placed, on="mention", how="anti")
    found = likeness.alike(query, _evidence(told, placed), matching.said)
    proof = pl.struct("other_mention", "lead").struct.json_encode().alias("evidence")
    linked = found.linked.join(banned, on=["mention", "code"], how="anti").select(
        "mention", "code", pl.lit("splink").alias("tier"), pl.lit("alike").alias("rule"), "score", proof
    )
    placed = pl.concat([placed, linked])
    moved = spread(placed, word).join(banned, on=["mention", "code"], how="anti")
    said = moved.select("mention", "code", *_said_by_steward("same"))
    return pl.concat([placed.join(moved, on="mention", how="anti"), said]), found.doubtful


def _by_exact_tiers(
    told: pl.DataFrame, word: Word, matching: Matching, banned: pl.DataFrame, settled: pl.DataFrame | None
) -> pl.DataFrame:
    """Place mentions by their codes, by other identifiers, and by names with places (`_PLACED`)."""
    placed = _by_code(told, word, settled).join(banned, on=["mention", "code"], how="anti")
    for rules, later in ((IDENTIFIER_RULES, NAME_RULES), (NAME_RULES, ())):
        # What a tier found, or a later one, is no evidence for it, settled or not: the order of arrival would show.
        hidden = [rule.name for rule in (*rules, *later)]
        evidence = _evidence(told, placed.filter(~pl.col("rule").is_in(hidden)))
        query = told.join(placed, on="mention", how="anti")
        found = named_by(query, evidence, rules, matching.said.agreement.times)
        found = found.join(banned, on=["mention", "code"], how="anti")
        proof = pl.struct("agreeing", "against").struct.json_encode().alias("evidence")
        placed = pl.concat([placed, found.select("mention", "code", "tier", "rule", _NO_SCORE, proof)])
    return placed


_NO_SCORE = pl.lit(None, pl.Float64()).alias("score")
_NO_PROOF = pl.lit("{}").alias("evidence")


def _said_by_steward(rule: str) -> list[pl.Expr]:
    return [pl.lit("steward").alias("tier"), pl.lit(rule).alias("rule"), _NO_SCORE, _NO_PROOF]


def _by_code(told: pl.DataFrame, word: Word, settled: pl.DataFrame | None) -> pl.DataFrame:
    """Place what carries a valid code, what stewards gave one, and what is settled."""
    given = word.given.join(told.select("mention"), on="mention", how="semi")
    is_own = pl.col("own_code").is_not_null()
    carried = told.filter(pl.col("code").is_not_null()).join(given, on="mention", how="anti")
    parts = [
        given.select("mention", "code", *_said_by_steward("code")),
        carried.select(
            "mention",
            "code",
            pl.when(is_own).then(pl.lit("code")).otherwise(pl.lit("permit")).alias("tier"),
            pl.when(is_own)
            .then(pl.lit("valid_code"))
            .otherwise(pl.lit("code_in_permit_number"))
            .alias("rule"),
            _NO_SCORE,
            _NO_PROOF,
        ),
    ]
    if settled is not None:
        known = settled.join(pl.concat(parts).select("mention"), on="mention", how="anti")
        parts.append(known.select("mention", "code", "tier", "rule", _NO_SCORE, _NO_PROOF))
    return pl.concat(parts).cast(dict(_PLACED))  # type: ignore[arg-type]


def _evidence(told: pl.DataFrame, placed: pl.DataFrame) -> pl.DataFrame:
    known = placed.filter(pl.col("tier").is_in(list(SURE))).select("mention", "code", "tier")
    return told.drop("code").join(known, on="mention")


def _told(
    told: pl.DataFrame,
    placed: pl.DataFrame,
    left: pl.DataFrame,
    doubtful: pl.DataFrame,
    word: Word,
    matching: Matching,
) -> Resolution:
    """Put what is left together, and say it all."""
    default = matching.said.default_division
    own = anchors(told, default)
    joined = left.join(own, on="mention")
    found = clusters.components(joined, _alike_among(joined, matching), word.same, word.apart)
    alone = found.select(
        "mention",
        pl.lit(None, pl.String()).alias("code"),
        "tier",
        "rule",
        "score",
        _NO_PROOF,
        "cluster_division",
        "cluster_name",
    )
    nothing = pl.lit(None, pl.String())
    whole = pl.concat(
        [placed.with_columns(nothing.alias("cluster_division"), nothing.alias("cluster_name")), alone]
    )
    carries = told.select("mention", carries=pl.col("code").is_not_null())
    anchor = own.join(carries, on="mention").filter(~pl.col("carries")).drop("carries")
    links = whole.rename({"code": "unified_social_credit_code"}).join(anchor, on="mention", how="left")
    review = doubtful.join(placed, on="mention", how="anti").select(list(REVIEW))
    return Resolution(links.select(list(LINKS)).sort("mention"), review.sort("mention", "other_mention"))


def _alike_among(left: pl.DataFrame, matching: Matching) -> pl.DataFrame:
    """Return pairs of mentions without a code that score high enough: each anchor stands for its mentions."""
    anchor = pl.format("{}|{}", "anchor_division", "anchor_name")
    known = left.with_columns(code=anchor)
    scored = likeness.scored_mentions(left, known, matching.said)
    return scored.filter(pl.col("score") >= matching.said.thresholds.among).select(
        "mention", "other_mention", "score"
    )


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
    told = features(pl.concat([new, known], how="diagonal_relaxed"), matching)
    return resolve_new_features(told, new["mention"], links, Word.of(decisions), matching)


def resolve_new_features(
    told: pl.DataFrame, new: pl.Series, links: pl.DataFrame, word: Word, matching: Matching
) -> Resolution:
    """Resolve new mentions among known ones, by the features of all; see `resolve_new`."""
    around = Neighbourhood(told, new, links, word, matching.default_division)
    near = around.by_keys()
    placed = _by_exact_tiers(near, word, matching, pl.DataFrame(schema=_BANNED), around.settled_of(near))
    left = near.join(placed, on="mention", how="anti")
    asked = around.by_blocks(near, left)
    # What blocks add is evidence that shares no key of an exact tier with what is asked.
    settled = around.settled_of(asked)
    added = settled.join(placed, on="mention", how="anti").select(*settled.columns, _NO_SCORE, _NO_PROOF)
    exact = pl.concat([placed, added.cast(dict(_PLACED))])  # type: ignore[arg-type]
    return resolve_features(asked, word, matching, settled, exact)
