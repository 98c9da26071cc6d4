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

# With the number of the writing: of several rows of a mention, the one written last counts.
SCHEMA = pl.Schema({**resolution.LINKS, "rules": pl.String(), "told": pl.Int64()})
# What share of the links may be rows that count no more, before all are written anew.
_STALE = 0.1
PAIR = ("mention", "other_mention")


def read_resolved(home: Home) -> pl.DataFrame:
    """The links that are kept (`resolution.LINKS`), with the name of the `rules` that they were made by."""
    rows = lake.scan(home, RESOLVED, SCHEMA).with_columns(pl.col("told").fill_null(0)).collect()
    later = rows.filter(pl.col("told") > 0)
    if not later.is_empty():
        last = later.sort("told").unique("mention", keep="last", maintain_order=True)
        first = rows.filter(pl.col("told") == 0).join(last.select("mention"), on="mention", how="anti")
        rows = pl.concat([first, last])
    return rows.drop("told")


def evidence_of(home: Home, mention: str) -> str | None:
    """What the link of a mention stands on, as JSON; None where there is no link."""
    rows = lake.scan(home, RESOLVED, SCHEMA).filter(pl.col("mention") == mention).collect()
    return rows.sort("told", nulls_last=False)["evidence"][-1] if rows.height else None


def read_review(home: Home) -> pl.DataFrame:
    """The doubtful pairs that are kept (`resolution.REVIEW`)."""
    return lake.scan(home, REVIEW, REVIEWS).collect().select(list(resolution.REVIEW))


def keep_resolved(home: Home, links: pl.DataFrame, review: pl.DataFrame, rules: str) -> None:
    """Keep what matching says now.

    Doubts go before the links, under which nobody asks again: a run that is killed after them must not lose its doubts.
    """
    _keep_review(home, review)
    lake.replace(home, RESOLVED, _written(links, rules, 0))


def add_resolved(
    home: Home, changed: pl.DataFrame, links: pl.DataFrame, review: pl.DataFrame, rules: str
) -> None:
    """Keep what matching says now, where it is known what changed since; see `keep_resolved`.

    Args:
        home: The installation.
        changed: Links that are new or others now.
        links: All links; written where too many rows count no more.
        review: All doubtful pairs.
        rules: Names what the links were made by; as those that are kept.
    """
    if lake.row_count(home, RESOLVED) + changed.height > links.height * (1 + _STALE):
        keep_resolved(home, links, review, rules)
        return
    _keep_review(home, review)
    if not changed.is_empty():
        last = lake.scan(home, RESOLVED, SCHEMA).select(pl.col("told").max()).collect().item() or 0
        lake.append(home, RESOLVED, _written(changed, rules, last + 1))


def _keep_review(home: Home, review: pl.DataFrame) -> None:
    pairs = list(resolution.REVIEW)
    if not review.sort(pairs).equals(read_review(home).sort(pairs)):
        lake.replace(home, REVIEW, shaped(review))


def _written(links: pl.DataFrame, rules: str, told: int) -> pl.DataFrame:
    return links.with_columns(pl.lit(rules).alias("rules"), pl.lit(told, pl.Int64()).alias("told"))


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
