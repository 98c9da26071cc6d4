"""What matching said, as it is kept between runs: the link of each mention, doubtful pairs, and what mentions are compared by.

Belongs here: these three tables, and the steward's name in the evidence. Does not belong here: matching (`resolution`), the codes of
enterprises (`wanted`).
"""

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.registry import decisions as decided
from ecolake.registry import resolution
from ecolake.registry.tables import FEATURE, RESOLVED, REVIEW, REVIEWS

SCHEMA = pl.Schema({**resolution.LINKS, "rules": pl.String()})
PAIR = ("mention", "other_mention")


def read_resolved(home: Home) -> pl.DataFrame:
    """The links that are kept, with the name of the rules that they were made by (`SCHEMA`)."""
    return lake.scan(home, RESOLVED, SCHEMA).collect()


def read_review(home: Home) -> pl.DataFrame:
    """The doubtful pairs that are kept (`resolution.REVIEW`)."""
    return lake.scan(home, REVIEW, REVIEWS).collect().select(list(resolution.REVIEW))


def keep_resolved(home: Home, links: pl.DataFrame, review: pl.DataFrame, rules: str) -> None:
    """Keep what matching says now.

    Doubts go before the links, under which nobody asks again: a run that is killed after them must not lose its doubts.
    """
    pairs = list(resolution.REVIEW)
    if not review.sort(pairs).equals(read_review(home).sort(pairs)):
        lake.replace(home, REVIEW, shaped(review))
    lake.replace(home, RESOLVED, links.with_columns(pl.lit(rules).alias("rules")))


def keep_features(home: Home, told: pl.DataFrame) -> None:
    """Keep what all mentions are compared by; before the links, so that these never stand on others."""
    lake.replace(home, FEATURE, told)


def doubts(before: pl.DataFrame, told: resolution.Resolution) -> pl.DataFrame:
    """The doubtful pairs after some mentions were asked for again."""
    rest = before.join(told.links.select("mention"), on="mention", how="anti")
    return pl.concat([rest, told.review]).unique(PAIR).sort(list(resolution.REVIEW))


def with_stewards(links: pl.DataFrame, said: decided.Decisions) -> pl.DataFrame:
    """Let the evidence of what stewards said name the steward, the day and the note; the last decision counts."""
    named = {
        mention: one.model_dump_json(include={"steward", "decided_on", "note", "decision"})
        for one in said.decisions
        for mention in (one.mention, one.other_mention)
        if mention is not None
    }
    told = pl.DataFrame(
        {"mention": list(named), "_said": list(named.values())},
        schema={"mention": pl.String(), "_said": pl.String()},
    )
    is_said = (pl.col("tier") == "steward") & pl.col("_said").is_not_null()
    return (
        links.join(told, on="mention", how="left", maintain_order="left")
        .with_columns(pl.when(is_said).then("_said").otherwise("evidence").alias("evidence"))
        .drop("_said")
    )


def with_codes(review: pl.DataFrame, link: pl.DataFrame) -> pl.DataFrame:
    """The doubtful pairs (`tables.REVIEWS`) with the codes that their mentions have now, by the table of links."""
    asked = pl.concat([review["mention"], review["other_mention"].alias("mention")])
    codes = link.filter(pl.col("mention").is_in(asked.implode())).select("mention", "enterprise_code")
    named = review.join(codes, on="mention", how="left").join(
        codes.select(pl.col("mention").alias("other_mention"), pl.col("enterprise_code").alias("other_code")),
        on="other_mention",
        how="left",
    )
    return shaped(named)


def shaped(pairs: pl.DataFrame) -> pl.DataFrame:
    """Doubtful pairs as they are kept; without codes where nobody has them yet."""
    codes = [pl.lit(None, pl.String()).alias(name) for name in REVIEWS if name not in pairs.columns]
    rows = pairs.with_columns(codes).select(list(REVIEWS))
    return rows.cast(dict(REVIEWS)).sort(list(REVIEWS))  # type: ignore[arg-type]
