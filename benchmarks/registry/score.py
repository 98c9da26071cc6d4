"""One world scored: brought in, resolved, held against the truth."""

import resource
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.registry import figures
from benchmarks.registry.bring import bring, home_at
from benchmarks.registry.whose import truth_of
from ecolake.registry.decisions import Decisions
from ecolake.registry.features import features
from ecolake.registry.identity import read_identity
from ecolake.registry.matching import read_matching
from ecolake.registry.mention_schema import IDENTIFIERS
from ecolake.registry.mentions import read_mentions
from ecolake.registry.resolution import resolve
from ecolake.standards.load import load


def score(folder: Path, profile: str, seed: int, blind: float = 0.0) -> dict[str, Any]:
    """Simulate a world in a folder, accept it, resolve its mentions and return the figures.

    Args:
        folder: Of the home.
        profile: Size of the world.
        seed: Of the world.
        blind: Of so many mentions that have a name, every identifier is hidden, so that name and place must tell.
    """
    home = home_at(folder)
    standards = load(home.standards)
    identity, matching = read_identity(home.standards), read_matching(home.standards)
    datasets = bring(home, standards, profile, seed)
    started = time.perf_counter()
    mentions = pl.concat([read_mentions(home, standards.datasets[one], identity) for one in datasets])
    mentions = _blinded(mentions, blind)
    read = time.perf_counter()
    links = resolve(mentions, Decisions(), matching).links
    resolved = time.perf_counter()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    truth = truth_of(home, standards, identity, datasets)
    carried = features(mentions, matching).select("mention", carried="own_code")
    rows = (
        mentions.select("mention", "source", "dataset")
        .join(clustered(links), on="mention")
        .join(carried, on="mention")
    )
    known = rows.join(truth, on="mention")
    return {
        "seed": seed,
        "profile": profile,
        "mentions": mentions.height,
        "enterprises": rows["cluster"].n_unique(),
        "scored": known.height,
        **figures.pairwise(known),
        **figures.b_cubed(known),
        "bad_merges": figures.bad_merges(rows),
        "seconds": round(resolved - read, 2),
        "seconds_to_read": round(read - started, 2),
        "peak_mb": round(peak),
        "without_a_code": _uncoded(known),
        "by_kind_without_a_code": figures.by(_by_kind(known.filter(pl.col("carried").is_null())), "kinds"),
        "by_kind": figures.by(_by_kind(known), "kinds"),
        "by_department": figures.by(known, "source"),
        "by_tier": figures.by(known, "tier"),
    }


def _blinded(mentions: pl.DataFrame, share: float) -> pl.DataFrame:
    """Hide the identifiers of a share of the mentions with a name; which ones, the first digits of a mention say."""
    drawn = pl.col("mention").str.head(4).str.to_integer(base=16) < share * 16**4
    hidden = drawn & pl.col("enterprise_name").is_not_null()
    return mentions.with_columns(
        pl.when(hidden).then(None).otherwise(pl.col(name)).alias(name) for name in IDENTIFIERS
    )


def clustered(links: pl.DataFrame) -> pl.DataFrame:
    """Name the enterprise of each mention in one column, `cluster`."""
    anchor = pl.format("{}|{}", "cluster_division", "cluster_name")
    return links.select("mention", "tier", cluster=pl.coalesce("unified_social_credit_code", anchor))


def _by_kind(known: pl.DataFrame) -> pl.DataFrame:
    return known.explode("kinds").with_columns(pl.col("kinds").fill_null("none"))


def _uncoded(known: pl.DataFrame) -> dict[str, Any]:
    """The figures of the mentions that carry no valid code: how many are with the enterprise whose code they should have."""
    bare = known.filter(pl.col("carried").is_null())
    told = bare.select(
        found=pl.col("cluster") == pl.col("truth"), other=pl.col("cluster").str.contains(r"^[0-9A-Z]{18}$")
    )
    wrong = told.select((~pl.col("found") & pl.col("other")).sum()).item()
    return {"mentions": bare.height, "found": told["found"].mean(), "wrongly_placed": wrong}
