"""Which mentions a day's news touches, beyond matching: all whose enterprise, codes or history may be others now.

The state (`wanted`) groups mentions by enterprise, by the anchor that each would have by itself, by permit and by device, and by nothing
else. Mentions that no chain of these joins do not bear on each other's codes. Belongs here: following these chains, as numbers. Does not
belong here: which mentions bear on each other's links (`neighbours`).
"""

from collections.abc import Iterable

import polars as pl

# A device may be called what is somebody's code: its own, the first 18 characters as an enterprise, the first 22 as a site.
_HEADS = (18, 22)
# A provisional code is made from an anchor; what is called like one can only be found by working everything out.
_PROVISIONAL_FORM = "^H9[0-9]{6}0000[0-9]{5}[a-z]"


def is_unfollowable(mentions: pl.LazyFrame) -> bool:
    """Whether a device is called like a provisional code, which no key leads to."""
    is_like_one = pl.col("device_number").str.contains(_PROVISIONAL_FORM).any()
    return bool(mentions.select(is_like_one).collect().item())


def touched(seeds: pl.Series, links: Iterable[pl.DataFrame], mentions: pl.DataFrame) -> pl.Series:
    """Find all mentions that a chain of shared keys joins with the seeds.

    Args:
        seeds: Mentions that are new or changed.
        links: Links (`resolution.LINKS`), those before and those after: a mention may be in both.
        mentions: `mention`, `permit_number`, `device_number` of all mentions.

    Returns:
        Hashes of mentions (`node`), of a superset of those: two that meet in 64 bits count as one.
    """
    shared = pl.concat([*(part for link in links for part in _of_links(link)), *_of_mentions(mentions)])
    found = new = seeds.hash().unique().alias("node")
    while len(new):
        keys = shared.filter(pl.col("node").is_in(new.implode()))["key"].unique()
        near = shared.filter(pl.col("key").is_in(keys.implode()))["node"].unique()
        new = near.filter(~near.is_in(found.implode()))
        found = pl.concat([found, new])
    return found


def among(mentions: pl.Expr, nodes: pl.Series) -> pl.Expr:
    """Whether each mention is one of those found."""
    return mentions.hash().is_in(nodes.implode())


def _of_links(links: pl.DataFrame) -> list[pl.DataFrame]:
    anchors = [("anchor_division", "anchor_name"), ("cluster_division", "cluster_name")]
    keyed = [pl.concat_str(pl.col(place).fill_null(""), name, separator="\n") for place, name in anchors]
    return [_keyed(links, key) for key in (pl.col("unified_social_credit_code"), *keyed)]


def _of_mentions(mentions: pl.DataFrame) -> list[pl.DataFrame]:
    device = pl.col("device_number")
    keys = [
        pl.col("permit_number").str.strip_chars(),
        device,
        *(device.str.head(length) for length in _HEADS),
    ]
    return [_keyed(mentions, key) for key in keys]


def _keyed(rows: pl.DataFrame, key: pl.Expr) -> pl.DataFrame:
    told = rows.lazy().select("mention", key.alias("key")).drop_nulls("key")
    return told.select(pl.col("mention").hash().alias("node"), pl.col("key").hash()).collect()
