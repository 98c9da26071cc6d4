"""Of which local days a batch speaks: worked out once for each batch, attempt and way of telling the day.

A batch speaks of the days of its own rows. Where the key of a dataset does not fix the day, it also speaks of the days that earlier
versions of its rows were of, since it takes them away from there; and one that withdraws keys speaks of the days of what it withdraws.
So every version of a row of a day, and whatever ended it, is in a batch that speaks of the day.
"""

import hashlib
from typing import TYPE_CHECKING, Final

import polars as pl

from ecolake.derived import books
from ecolake.derived.stock import Stock
from ecolake.warehouse import views

if TYPE_CHECKING:
    import duckdb

    from ecolake.derived.model import Reads
    from ecolake.home import Home

# A row of another year is a slip of the pen.
_YEARS: Final = "date '1900-01-01' and date '2199-12-31'"
_SPOKEN: Final = pl.Schema({"batch": pl.String(), "day": pl.Date()})


def way_of(reads: "Reads") -> str:
    """Name a way of telling the day of a row."""
    return hashlib.sha256(f"{reads.dataset} {reads.day}".encode()).hexdigest()[:16]


def learn(home: "Home", stocks: dict[str, Stock], reads: "list[Reads]") -> dict[str, pl.DataFrame]:
    """Find the days of the batches that are not known yet, and return those of all, by way: `day, batch, attempt, sequence`.

    Args:
        home: The installation; the caller holds the lock `derived`.
        stocks: What there is of each dataset, by its id.
        reads: Datasets with the expression of their day.
    """
    known = books.batch_days(home)
    told: dict[str, pl.DataFrame] = {}
    fresh = []
    for one in {way_of(read): read for read in reads}.values():
        way, stock = way_of(one), stocks[one.dataset]
        before = known.filter(pl.col("way") == way)
        new = stock.batches.join(before, on=["batch", "attempt"], how="anti")
        found = _days(stock, one.day, new).with_columns(
            way=pl.lit(way), source=pl.lit(stock.dataset.source), dataset=pl.lit(stock.dataset.name)
        )
        fresh.append(found.select(list(books.BATCH_DAYS)))
        rows = pl.concat([before, fresh[-1]]).filter(pl.col("day").is_not_null())
        told[way] = rows.join(stock.batches, on=["batch", "attempt"]).select(
            "day", "batch", "attempt", "sequence"
        )
    books.keep_batch_days(home, pl.concat([pl.DataFrame(schema=books.BATCH_DAYS), *fresh]))
    return told


def _days(stock: Stock, expression: str, new: pl.DataFrame) -> pl.DataFrame:
    """The days of these batches: `batch, attempt, day`, and one row without a day where there is none."""
    parts = [pl.DataFrame(schema=_SPOKEN)]
    if (new["accepted"] > 0).any():
        parts.append(_spoken(stock, expression, new))
    if (new["withdrawn"] > 0).any():
        parts.append(_ended(stock, expression, new))
    days = pl.concat(parts).unique().sort("batch", "day")
    return new.select("batch", "attempt").join(days, on="batch", how="left")


def _spoken(stock: Stock, expression: str, new: pl.DataFrame) -> pl.DataFrame:
    own = _rows(stock, expression, new)
    if _is_fixed_by_key(stock, expression):
        return _asked(stock.connection, f"select _batch as batch, _day as day from ({own})")
    return _asked(stock.connection, _older(stock, expression, own))


def _ended(stock: Stock, expression: str, new: pl.DataFrame) -> pl.DataFrame:
    gone = stock.withdrawn(new["sequence"].to_list())
    if not gone:
        return pl.DataFrame(schema=_SPOKEN)
    return _asked(stock.connection, _older(stock, expression, gone))


def _older(stock: Stock, expression: str, newer: str) -> str:
    """Select the days of all versions of the keys of these rows, up to theirs."""
    same = " and ".join(
        f"n.{views.identifier(key)} is not distinct from o.{views.identifier(key)}"
        for key in stock.dataset.key
    )
    everything = _rows(stock, expression, stock.batches)
    return f"select n._batch as batch, o._day as day from ({newer}) as n join ({everything}) as o on {same} and o._sequence <= n._sequence"


def _rows(stock: Stock, expression: str, batches: pl.DataFrame) -> str:
    keys = ", ".join(views.identifier(key) for key in stock.dataset.key)
    rows = stock.visible(batches["sequence"].to_list())
    return f"select _batch, _sequence, {keys}, cast({expression} as date) as _day from ({rows})"


def _asked(connection: "duckdb.DuckDBPyConnection", select: str) -> pl.DataFrame:
    found = connection.execute(f"select distinct * from ({select}) where day between {_YEARS}")
    return found.pl().cast(dict(_SPOKEN))  # type: ignore[arg-type]


def _is_fixed_by_key(stock: Stock, expression: str) -> bool:
    """Whether the expression speaks of items of the key alone: then no version of a row is of another day."""
    import duckdb

    types = {column.name: column.type for column in stock.relation.columns}
    keys = ", ".join(f"cast(null as {types[key]}) as {views.identifier(key)}" for key in stock.dataset.key)
    try:
        stock.connection.execute(f"select cast({expression} as date) from (select {keys})")
    except duckdb.BinderException:
        return False
    return True
