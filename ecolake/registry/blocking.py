"""Which pairs are worth a score: those that share a key that a slip of the pen leaves alone.

A name with one character lost, doubled, swapped or misheard shares with the right one what is left when a character is taken away.
Belongs here: keys and pairs. Does not belong here: scores (`splink_model`).
"""

import polars as pl

# What a name is compared and blocked by; two mentions in which all of it agrees are one record.
RECORD = ("whole", "core", "sounds", "area", "street", "road", "person", "telephone", "longitude", "latitude")
# Few names are longer; of a longer one, the first characters are taken away one by one.
_LONGEST = 24
_LONGEST_CORE = 12
# Brand and trade at the end of a name, behind a division that is misspelt.
_TAIL = 4


def keys(records: pl.DataFrame) -> pl.DataFrame:
    """Return the keys of records: `record`, `key` (a hash of what it is made of), without repeats."""
    core, length = pl.col("core"), pl.col("core").str.len_chars()
    made = [
        _hashed(records, "sounds", "sounds", "area"),
        _hashed(records, "street", "street", "area"),
        _hashed(records, "telephone", "telephone"),
        _hashed(records.filter(length >= _TAIL).with_columns(tail=core.str.tail(_TAIL)), "tail", "tail"),
        _hashed(records, "slip", "core", "area"),
    ]
    for place in range(_LONGEST_CORE):
        records = records.filter(length > place)
        less = core.str.head(place) + core.str.slice(place + 1)
        made.append(_hashed(records.with_columns(less=less), "slip", "less", "area"))
    return pl.concat(made).unique()


def _hashed(records: pl.DataFrame, kind: str, *parts: str) -> pl.DataFrame:
    known = records.select("record", *parts).drop_nulls(list(parts))
    key = pl.concat_str(pl.lit(kind), *parts, separator="|").hash(seed=0)
    return known.select("record", key.alias("key"))


def slips(column: str) -> list[pl.Expr]:
    """A text, and what is left of it when one of its characters is taken away; null where it has no such character.

    Two texts that differ by a character lost, doubled, changed or swapped with its neighbour have one of these in common.
    """
    text = pl.col(column)
    less = [
        pl.when(text.str.len_chars() > place).then(text.str.head(place) + text.str.slice(place + 1))
        for place in range(_LONGEST)
    ]
    return [text, *less]


def pairs(query: pl.DataFrame, evidence: pl.DataFrame, largest: int) -> pl.DataFrame:
    """Return pairs of records that share a key: `query`, `evidence`, without repeats.

    Args:
        query: Records asked for: `record` and the columns of `RECORD`.
        evidence: Records they may be the same as; with `code`, the enterprise each is of.
        largest: Enterprises in a block; of a larger one only those count that are in the same division, if these are no more.
    """
    asked = keys(query)
    there = keys(evidence).join(asked.select("key").unique(), on="key", how="semi")
    there = there.join(evidence.select("record", "code", "area"), on="record")
    size = pl.col("code").n_unique()
    there = there.with_columns(size.over("key").alias("in_key"), size.over("key", "area").alias("in_area"))
    asked = asked.join(query.select("record", "area"), on="record")
    wide = asked.join(there.filter(pl.col("in_key") <= largest), on="key")
    narrow = asked.join(
        there.filter(pl.col("in_key") > largest, pl.col("in_area") <= largest), on=["key", "area"]
    )
    both = [part.select(query="record", evidence="record_right") for part in (wide, narrow)]
    return pl.concat(both).filter(pl.col("query") != pl.col("evidence")).unique()
