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


def keys(records: pl.DataFrame, wanted: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the keys of records: `record`, `key` (a hash of what it is made of), without repeats.

    Args:
        records: `record` and the columns of `RECORD` that keys are made of.
        wanted: Only these keys (`key`); all when None.
    """
    parts = [pl.DataFrame(schema={"record": records.schema["record"], "key": pl.UInt64()})]
    for columns, made in ((one, _made(records.select(one).drop_nulls().unique(), one)) for one in _KEYED):
        # Made once for what reads alike, and only then told of each record.
        found = made if wanted is None else made.join(wanted, on="key", how="semi")
        parts.append(records.select("record", *columns).join(found, on=columns).select("record", "key"))
    return pl.concat(parts).unique()


# What each kind of key is made of.
_SLIP, _TAILED = ["core", "area"], ["core"]
_KEYED = [["sounds", "area"], ["street", "area"], ["telephone"], _TAILED, _SLIP]


def _made(values: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """The keys of distinct values, beside the values."""
    core, length = pl.col("core"), pl.col("core").str.len_chars()
    if columns == _TAILED:
        return _hashed(values.filter(length >= _TAIL), "tail", core.str.tail(_TAIL))
    if columns != _SLIP:
        return _hashed(values, "+".join(columns), *map(pl.col, columns))
    made = [_hashed(values, "slip", core, pl.col("area"))]
    for place in range(_LONGEST_CORE):
        values = values.filter(length > place)
        made.append(_hashed(values, "slip", core.str.head(place) + core.str.slice(place + 1), pl.col("area")))
    return pl.concat(made)


def _hashed(values: pl.DataFrame, kind: str, *parts: pl.Expr) -> pl.DataFrame:
    key = pl.concat_str(pl.lit(kind), *parts, separator="|").hash(seed=0)
    return values.with_columns(key.alias("key"))


def slips(column: str, longest: int = _LONGEST) -> list[pl.Expr]:
    """A text of at most so many characters, and what is left of it when one of its characters is taken away; null where it has no such character.

    Two texts that differ by a character lost, doubled, changed or swapped with its neighbour have one of these in common.
    """
    text = pl.col(column)
    less = [
        pl.when(text.str.len_chars() > place).then(text.str.head(place) + text.str.slice(place + 1))
        for place in range(min(longest, _LONGEST))
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
