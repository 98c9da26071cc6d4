"""What new mentions touch: whose link may be another now, and what these links hang on.

A link hangs on mentions that share a key with its own, tier by tier; a link by a later tier does not bear on an earlier one. So what
new mentions can change is found by following keys: identifiers, then names, then the blocks of what no exact rule placed. Belongs
here: following keys. Does not belong here: the tiers themselves.
"""

from dataclasses import dataclass

import polars as pl

from ecolake.registry.anchors import anchors
from ecolake.registry.blocking import keys
from ecolake.registry.stewards import Word
from ecolake.registry.tiers import SURE

_IDENTIFIERS = ("permit", "registration", "organisation", "local", "device")
# Every rule by names has the whole name in its key, or the short name with its division.
_NAMES = (("whole",), ("core", "area"))
# What the keys of blocks are made of.
_BLOCKED = ("core", "sounds", "area", "street", "telephone")


@dataclass(frozen=True)
class Neighbourhood:
    """What to resolve again.

    Attributes:
        told: Features of the mentions to resolve and of those that they are held against.
        settled: Of the latter `mention`, `code`, `tier`.
    """

    told: pl.DataFrame
    settled: pl.DataFrame


def neighbourhood(
    told: pl.DataFrame, new: pl.Series, links: pl.DataFrame, word: Word, default_division: str
) -> Neighbourhood:
    """Find what new mentions touch.

    Args:
        told: Features of all mentions.
        new: The new ones.
        links: The links of the others.
        word: What stewards decided: what they named is always resolved again.
        default_division: Of the anchor of a mention that names no division.
    """
    keyed = _Keyed(told, default_division)
    named = pl.Series("mention", sorted(word.mentions), dtype=pl.String)
    again = told.filter(pl.col("mention").is_in(pl.concat([new, named]).implode())).select("mention")
    bare = told.filter(pl.col("code").is_null()).select("mention")
    for kinds in (keyed.identifiers, keyed.names):
        again = pl.concat([again, kinds.sharing(again).join(bare, on="mention", how="semi")]).unique()
    loose = links.filter(pl.col("unified_social_credit_code").is_null() | (pl.col("tier") == "splink"))
    again = keyed.reach(again, loose.select("mention"))
    sure = links.filter(pl.col("unified_social_credit_code").is_not_null(), pl.col("tier").is_in(list(SURE)))
    settled = sure.select("mention", "tier", code="unified_social_credit_code").join(
        again, on="mention", how="anti"
    )
    settled = settled.join(keyed.around(again), on="mention", how="semi").select("mention", "code", "tier")
    asked = pl.concat([again, settled.select("mention")])
    return Neighbourhood(told.join(asked, on="mention", how="semi", maintain_order="left"), settled)


class _Shared:
    """Keys that mentions may share: `mention`, `key`."""

    def __init__(self, keys_of: pl.DataFrame) -> None:
        self._keys = keys_of

    def sharing(self, mentions: pl.DataFrame) -> pl.DataFrame:
        """The mentions that share a key with any of these, themselves among them."""
        asked = self._keys.join(mentions, on="mention", how="semi").select("key").unique()
        return self._keys.join(asked, on="key", how="semi").select("mention").unique()


class _Keyed:
    """All keys of all mentions, by what they are good for."""

    def __init__(self, told: pl.DataFrame, default_division: str) -> None:
        self._anchors = anchors(told, default_division)
        self.identifiers = _Shared(_hashed(told, [(one,) for one in _IDENTIFIERS]))
        self.names = _Shared(_hashed(told, list(_NAMES)))
        self._told = told

    def reach(self, again: pl.DataFrame, loose: pl.DataFrame) -> pl.DataFrame:
        """Add those of the loose mentions that are reached by a chain of shared keys."""
        both = self._told.join(pl.concat([again, loose]).unique(), on="mention", how="semi")
        named = both.select("mention", *_IDENTIFIERS, "whole").join(self._anchors, on="mention")
        kinds = [*((one,) for one in _IDENTIFIERS), ("whole",), ("anchor_division", "anchor_name")]
        shared = _Shared(pl.concat([_blocks(both), _hashed(named, kinds)]))
        while True:
            reached = shared.sharing(again).join(loose, on="mention", how="semi")
            more = pl.concat([again, reached]).unique()
            if more.height == again.height:
                return again
            again = more

    def around(self, again: pl.DataFrame) -> pl.DataFrame:
        """All mentions that share any key with these."""
        asked = self._told.join(again, on="mention", how="semi").filter(pl.col("code").is_null())
        bare = asked.select("mention")
        found = [self.identifiers.sharing(bare), self.names.sharing(bare)]
        wanted = _blocks(asked).select("key").unique()
        found.append(_blocks(self._told).join(wanted, on="key", how="semi").select("mention"))
        return pl.concat(found).unique()


def _hashed(told: pl.DataFrame, kinds: list[tuple[str, ...]]) -> pl.DataFrame:
    parts = [
        told.select("mention", *kind)
        .drop_nulls(list(kind))
        .select(
            "mention", pl.concat_str(pl.lit("+".join(kind)), *kind, separator="|").hash(seed=0).alias("key")
        )
        for kind in kinds
    ]
    return pl.concat(parts)


def _blocks(told: pl.DataFrame) -> pl.DataFrame:
    """The keys of blocks, made once for mentions that read alike."""
    alike = told.filter(pl.col("core").is_not_null()).select("mention", *_BLOCKED)
    records = alike.select(_BLOCKED).unique().with_row_index("record")
    of_record = alike.join(records, on=_BLOCKED, nulls_equal=True).select("mention", "record")
    return of_record.join(keys(records), on="record").select("mention", "key")
