"""Name what each day of a table would be made of now. A day is due when that is not what it was made of.

So a correction, a withdrawal, a batch judged again, a changed method and changed code need no messenger: each changes the name. Belongs
here: the names. Does not belong here: who is told that a day is due (`runner`).
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

import polars as pl

from ecolake.derived.days import way_of
from ecolake.derived.model import AnyTable, DerivedTable, Reads

if TYPE_CHECKING:
    from ecolake.derived.stock import Stock

_ENTRIES: Final = pl.Schema({"day": pl.Date(), "entry": pl.String()})


@dataclass(frozen=True)
class Inputs:
    """What a day, or a whole table, would be made of now.

    Attributes:
        name: Digest of all of it.
        batches: Those that speak of the days that are read; none of what is read whole.
    """

    name: str
    batches: tuple[str, ...]


def of_days(
    table: DerivedTable,
    shape: str,
    stocks: "Mapping[str, Stock]",
    spoken: Mapping[str, pl.DataFrame],
    runs: pl.DataFrame,
) -> dict[date, Inputs]:
    """Name the inputs of every day that a table has.

    Args:
        table: The table.
        shape: What shapes it beside the rows (`code.shape_of`).
        stocks: The datasets, by id.
        spoken: The days of their batches, by way.
        runs: The accounts of the derived tables, those listed before it up to date.
    """
    whole = hashlib.sha256(shape.encode())
    for read in table.reads:
        if not read.day and read.remakes:
            whole.update(repr(_whole(read, stocks, runs)).encode())
    days, near = [], [pl.DataFrame(schema=_ENTRIES)]
    for read in table.reads:
        if read.day:
            entries = _dated(read, spoken, runs)
            days.append(entries.select("day"))
            reach = range(-table.after - read.after, table.before + read.before + 1)
            near += [entries.with_columns(pl.col("day") + pl.duration(days=offset)) for offset in reach]
    if not days:
        return {}
    told = (
        pl.concat(near)
        .join(pl.concat(days).unique(), on="day", how="semi")
        .group_by("day")
        .agg(pl.col("entry").unique().sort())
        .sort("day")
    )
    return {day: _inputs(whole.copy(), batches) for day, batches in told.iter_rows()}


def of_whole(table: AnyTable, shape: str, stocks: "Mapping[str, Stock]", runs: pl.DataFrame) -> Inputs:
    """Name the inputs of a table without days."""
    digest = hashlib.sha256(shape.encode())
    for read in table.reads:
        if read.remakes:
            digest.update(repr(_whole(read, stocks, runs)).encode())
    return Inputs(digest.hexdigest(), ())


def _inputs(digest: "hashlib._Hash", batches: Iterable[str]) -> Inputs:
    said = tuple(batches)
    digest.update("\n".join(said).encode())
    return Inputs(digest.hexdigest(), said)


def _dated(read: Reads, spoken: Mapping[str, pl.DataFrame], runs: pl.DataFrame) -> pl.DataFrame:
    """What speaks of each day of one read: `day, entry`."""
    if read.derived:
        made = runs.filter((pl.col("name") == read.derived) & (pl.col("rows") > 0))
        entry = pl.concat_str(pl.lit(f"{read.dataset}/"), "digest")
        return made.select("day", entry=entry)
    batch = pl.concat_str(
        pl.lit(f"{read.dataset}/"), "batch", pl.lit("/"), pl.col("attempt").cast(pl.String())
    )
    return spoken[way_of(read)].select("day", entry=batch)


def _whole(read: Reads, stocks: "Mapping[str, Stock]", runs: pl.DataFrame) -> list[tuple[object, ...]]:
    if read.derived:
        return runs.filter(pl.col("name") == read.derived).select("day", "digest").sort("day").rows()
    return stocks[read.dataset].changing.select("batch", "attempt").sort("batch").rows()
