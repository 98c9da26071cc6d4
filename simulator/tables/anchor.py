"""The rows that a dataset's rows come from, and how they become as many as its key says.

An anchor is a frame with `_id`, one word a row, and columns named by our elements or items. Nothing is drawn here but
which rows count.
"""

from datetime import date

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset, Link
from simulator.tables.dice import Dice, children, mix, salt
from simulator.tables.drawing import OFFSET
from simulator.tables.plan import lists, vocabulary

# A row's word, that of its present version, that of the row it was made from, and its number among those.
ID, AGED, ORIGIN, NTH = "_id", "_aged", "_origin", "_nth"


def numbered(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Give each row of a frame its word, by its place."""
    with np.errstate(over="ignore"):
        words = mix(np.arange(frame.height, dtype=np.uint64) + salt(name))
    return frame.with_columns(pl.Series(ID, words, dtype=pl.UInt64))


def carried(made: pl.DataFrame, dataset: Dataset, link: Link | None) -> pl.DataFrame:
    """What a row takes over from the row of another dataset that it comes from.

    Args:
        made: Anchor columns and items of that dataset.
        dataset: That dataset.
        link: The reference; its target items get the names that refer to them.
    """
    known = vocabulary().carried
    kept = [name for name in made.columns if name not in dataset.items and name != NTH]
    columns = {name: pl.col(name) for name in kept}
    for name, item in dataset.items.items():
        if item.derived or item.element_name not in known:
            continue
        columns[name] = pl.col(name)
        columns.setdefault(item.element_name, pl.col(name))
    if link is not None:
        for name, target in zip(link.items, link.targets, strict=True):
            columns[name] = pl.col(target)
    return made.select(expression.alias(name) for name, expression in columns.items())


def taken(frame: pl.DataFrame, wanted: int, name: str, *, repeat: bool) -> pl.DataFrame:
    """Take that many rows, always the same; where there are fewer, take them several times if they may repeat."""
    if frame.height == 0 or wanted <= 0:
        return frame.clear()
    order = np.argsort(Dice(f"taken/{name}", frame[ID].to_numpy()).uniform("rank"), kind="stable")
    if wanted <= frame.height:
        return frame[np.sort(order[:wanted])]
    if not repeat:
        return frame
    places = np.resize(order, wanted)
    copies = np.arange(wanted, dtype=np.uint64) // np.uint64(frame.height)
    again = frame[places]
    words = children(again[ID].to_numpy(), copies)
    return again.with_columns(pl.Series(ID, words, dtype=pl.UInt64))


def crossed(frame: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Combine every row with every row of a list, whose columns win."""
    if other.height == 0:
        return frame
    kept = frame.drop([name for name in other.columns if name in frame.columns])
    joined = kept.join(other.with_row_index("_place"), how="cross", maintain_order="left_right")
    words = children(joined[ID].to_numpy(), joined["_place"].cast(pl.UInt64).to_numpy())
    return joined.drop("_place").with_columns(pl.Series(ID, words, dtype=pl.UInt64))


def list_frame(name: str) -> pl.DataFrame:
    """A list of `lists.yaml` as a frame; `usual` becomes `_usual`, which measured values follow."""
    frame = pl.DataFrame(lists()[name])
    return frame.rename(
        {column: f"_{column}" for column in ("usual", "limit", "column") if column in frame.columns}
    )


def hours_of(day: date, count: int, name: str) -> pl.DataFrame:
    """The full hours of a local day, as instants; the last ones of it where not all are wanted."""
    start = np.datetime64(day, "us") - np.timedelta64(int(OFFSET.total_seconds()), "s")
    instants = start + np.arange(count) * np.timedelta64(3600, "s")
    return pl.DataFrame({name: pl.Series(instants.astype("datetime64[us]")).dt.replace_time_zone("UTC")})


def several(frame: pl.DataFrame, each: int) -> pl.DataFrame:
    """Repeat every row; `_nth` numbers the rows of one origin, which keep its word."""
    frame = frame.with_columns(pl.col(ID).alias(ORIGIN))
    if each == 1:
        return frame.with_columns(pl.lit(0, pl.Int64).alias(NTH))
    return crossed(frame, pl.DataFrame({NTH: list(range(each))}, schema={NTH: pl.Int64}))


def lengthened(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """Make a row of each measured column that a list names; where nothing was measured there is none."""
    listed = list_frame(name)
    parts = []
    for place, row in enumerate(listed.iter_rows(named=True)):
        if row["_column"] not in frame.columns:
            continue
        words = children(frame[ID].to_numpy(), np.full(frame.height, place, dtype=np.uint64))
        said = [pl.lit(value).alias(key) for key, value in row.items() if key != "_column"]
        value = pl.col(row["_column"]).cast(pl.Float64).alias("_value")
        parts.append(frame.with_columns(value, *said, pl.Series(ID, words, dtype=pl.UInt64)))
    return pl.concat(parts).drop_nulls("_value")
