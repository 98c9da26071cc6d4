"""What new mentions touch: whose link may be another now, and what these links hang on.

A link hangs on mentions that share a key with its own, tier by tier; a link by a later tier does not bear on an earlier one. So what
new mentions can change is found by following keys: identifiers, then names, then the blocks of what no exact rule placed. Belongs
here: following keys. Does not belong here: the tiers themselves.
"""

import polars as pl

from ecolake.registry.anchors import anchors
from ecolake.registry.blocking import keys
from ecolake.registry.stewards import Word
from ecolake.registry.tiers import SURE

_IDENTIFIERS = [["permit"], ["registration"], ["organisation"], ["local"], ["device"]]
# Every rule by names has the whole name in its key, or the short name with its division.
_NAMES = [["whole"], ["core", "area"]]
_ANCHOR = ["anchor_division", "anchor_name"]


class Neighbourhood:
    """What new mentions touch."""

    def __init__(
        self, told: pl.DataFrame, new: pl.Series, links: pl.DataFrame, word: Word, default_division: str
    ) -> None:
        """Find what new mentions touch.

        Args:
            told: Features of all mentions.
            new: The new ones.
            links: The links of the others.
            word: What stewards decided: what they named is always resolved again.
            default_division: Of the anchor of a mention that names no division.
        """
        # Numbers are joined sooner than names of 32 characters.
        self._told = told.with_row_index("record")
        named = pl.Series("mention", sorted(word.mentions), dtype=pl.String)
        asked = pl.concat([new, named]).implode()
        again = self._records(pl.col("mention").is_in(asked))
        bare = self._records(pl.col("code").is_null())
        self._keys = {
            kind: _hashed(self._told, one) for kind, one in (("ids", _IDENTIFIERS), ("names", _NAMES))
        }
        for shared in self._keys.values():
            near = _sharing(shared, _of(shared, again)).join(bare, on="record", how="semi")
            again = pl.concat([again, near]).unique()
        has_code = pl.col("unified_social_credit_code").is_not_null()
        loose = links["mention"].filter(links.select(~has_code | (pl.col("tier") == "splink")).to_series())
        reached = self._records(pl.col("mention").is_in(loose.implode()))
        self._again = self._reached(again, reached, default_division)
        self._links = links.lazy().filter(has_code, pl.col("tier").is_in(list(SURE)))
        self._resolved = self._rows(self._again, "mention")["mention"].implode()

    def settled_of(self, told: pl.DataFrame) -> pl.DataFrame:
        """Of the mentions among these whose link is evidence and stays: `mention`, `code`, `tier`, `rule`."""
        mention = pl.col("mention")
        stays = mention.is_in(told["mention"].implode()) & ~mention.is_in(self._resolved)
        known = self._links.filter(stays)
        return (
            known.select("mention", "tier", "rule", code="unified_social_credit_code")
            .select("mention", "code", "tier", "rule")
            .collect()
        )

    def by_keys(self) -> pl.DataFrame:
        """Features of what is to be resolved, and of what the exact tiers hold it against."""
        asked = self._rows(self._again).filter(pl.col("code").is_null())
        around = [_sharing(shared, _of(shared, asked.select("record"))) for shared in self._keys.values()]
        return self._with(pl.concat(around))

    def by_blocks(self, known: pl.DataFrame, left: pl.DataFrame) -> pl.DataFrame:
        """Features of what is known already, and of what likeness holds the mentions that are left against."""
        wanted = keys(left).select("key").unique()
        return self._with(pl.concat([known.select("record"), keys(self._told, wanted).select("record")]))

    def _with(self, around: pl.DataFrame) -> pl.DataFrame:
        beyond = around.unique().join(self._again, on="record", how="anti")
        found = self._rows(beyond, "record", "mention")
        evidence = found.join(self.settled_of(found), on="mention", how="semi").select("record")
        return self._rows(pl.concat([self._again, evidence]))

    def _rows(self, records: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """Features of some records, in their order, all where no columns are named: a record is the place of its row."""
        told = self._told.select(columns) if columns else self._told
        return told[records["record"].sort()]

    def _records(self, condition: pl.Expr) -> pl.DataFrame:
        """The records that a condition holds for."""
        return self._told.lazy().filter(condition).select("record").collect()

    def _reached(self, again: pl.DataFrame, loose: pl.DataFrame, default_division: str) -> pl.DataFrame:
        """Add those of the loose records that are reached by a chain of shared keys."""
        both = self._rows(pl.concat([again, loose]).unique())
        named = both.join(anchors(both, default_division), on="mention")
        shared = pl.concat([keys(both), _hashed(named, [*_IDENTIFIERS, ["whole"], _ANCHOR])])
        own = shared.join(loose, on="record", how="semi")
        while True:
            more = pl.concat([again, _sharing(own, _of(shared, again))]).unique()
            if more.height == again.height:
                return again
            again = more


def _of(shared: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """The keys of some records."""
    return shared.join(records, on="record", how="semi").select("key").unique()


def _sharing(shared: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """The records that have any of the keys."""
    return shared.join(wanted, on="key", how="semi").select("record").unique()


def _hashed(told: pl.DataFrame, kinds: list[list[str]]) -> pl.DataFrame:
    """Keys of records: `record`, `key`."""
    parts = []
    for kind in kinds:
        key = pl.concat_str(pl.lit("+".join(kind)), *kind, separator="|").hash(seed=0)
        parts.append(told.select("record", *kind).drop_nulls(kind).select("record", key.alias("key")))
    return pl.concat(parts)
