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
    for columns in _KEYED:
        values = _made(records.lazy().select("record", *columns).drop_nulls(columns), columns)
        made = values.select("record", "key")
        told = made if wanted is None else made.join(wanted.lazy(), on="key", how="semi")
        parts.append(told.collect())
    # A slip has many keys: made once for what reads alike, and only then told of each record.
    slipped = _slipped(records.lazy().select(_SLIP).drop_nulls().unique().collect())
    found = slipped if wanted is None else slipped.join(wanted, on="key", how="semi")
    parts.append(records.select("record", *_SLIP).join(found, on=_SLIP).select("record", "key"))
    return pl.concat(parts).unique()


# What each kind of key is made of.
_SLIP, _TAILED = ["core", "area"], ["core"]
_KEYED = [["sounds", "area"], ["street", "area"], ["telephone"], _TAILED]


def _made(values: pl.LazyFrame, columns: list[str]) -> pl.LazyFrame:
    """The keys of values that have one key each, beside the values."""
    core = pl.col("core")
    if columns == _TAILED:
        return values.filter(core.str.len_chars() >= _TAIL).with_columns(_key("tail", core.str.tail(_TAIL)))
    return values.with_columns(_key("+".join(columns), *map(pl.col, columns)))


def _slipped(values: pl.DataFrame) -> pl.DataFrame:
    """The keys of distinct names and areas with each character of the name taken away, beside them."""
    core, area = pl.col("core"), pl.col("area")
    made = [values.with_columns(_key("slip", core, area))]
    for place in range(_LONGEST_CORE):
        values = values.filter(core.str.len_chars() > place)
        less = core.str.head(place) + core.str.slice(place + 1)
        made.append(values.with_columns(_key("slip", less, area)))
    return pl.concat(made)


def _key(kind: str, *parts: pl.Expr) -> pl.Expr:
    return pl.concat_str(pl.lit(kind), *parts, separator="|").hash(seed=0).alias("key")


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
