"""What the lake holds of one dataset at one moment, and the SQL that reads only the files that can hold certain batches.

Belongs here: files, batches and views of datasets. Does not belong here: which days they are of (`days`), nor which are wanted (`window`).
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.warehouse import pinned, snapshot, views
from ecolake.warehouse.relation import Relation
from ecolake.warehouse.relations import dataset_relations, withdrawn_table
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    import duckdb

    from ecolake.standards.catalogue import Dataset, Standards

_BATCHES = ("batch", "attempt", "sequence", "accepted", "withdrawn")
_FIRST, _LAST = 0, 2**62


@dataclass(frozen=True)
class _Files:
    """The files of a table, sorted by the first (`low`) and with the last place (`high`) in the landing order that each has rows of."""

    version: int
    spans: pl.DataFrame

    def holding(self, sequences: "Sequence[int]") -> Pin | None:
        """Those that can hold rows of these places; None when there are none."""
        wanted = pl.DataFrame({"wanted": sorted(sequences)}, schema={"wanted": pl.Int64()})
        # The first place wanted from where a file begins: the file holds it, or none.
        near = self.spans.join_asof(wanted, left_on="low", right_on="wanted", strategy="forward")
        is_held = pl.col("wanted") <= pl.col("high")
        names = near.filter(is_held)["path"].sort().to_list()
        return Pin(self.version, tuple(names), tuple(sorted(sequences))) if names and sequences else None


@dataclass(frozen=True)
class Stock:
    """One dataset at one moment.

    Attributes:
        connection: A connection whose `lake.accounts` are those of the moment.
        batches: `batch, attempt, sequence, accepted, withdrawn` of the batches that count.
    """

    connection: "duckdb.DuckDBPyConnection"
    dataset: "Dataset"
    relation: Relation
    batches: pl.DataFrame
    rows: _Files | None
    gone: _Files | None

    def visible(self, sequences: "Collection[int]") -> str:
        """Select every version of every row that batches of these places brought."""
        pin = self._pin(self.rows, sequences)
        return views.visible(self.relation, pin, pinned.columns(self.connection, pin))

    def withdrawn(self, sequences: "Collection[int]") -> str:
        """Select the keys that batches of these places withdrew; empty when there are none."""
        pin = self._pin(self.gone, sequences)
        if pin is None:
            return ""
        return views.counting(self.dataset.id, pin, pinned.columns(self.connection, pin))

    def in_force(self, sequences: "Collection[int]") -> str:
        """Select the rows in force among those that batches of these places brought; whole when they are all."""
        pin, gone = (self._pin(files, sequences) for files in (self.rows, self.gone))
        present = pinned.columns(self.connection, pin)
        key = tuple(name for name in self.dataset.key if name in present)
        return views.in_force(self.relation, pin, present, key, gone)

    @cached_property
    def changing(self) -> pl.DataFrame:
        """The batches that changed anything."""
        return self.batches.filter((pl.col("accepted") > 0) | (pl.col("withdrawn") > 0))

    def _pin(self, files: _Files | None, sequences: "Collection[int]") -> Pin | None:
        if files is None:
            return None
        pin = files.holding(sorted(sequences))
        # Of all of them there is no need to list them.
        return replace(pin, sequences=None) if pin and len(sequences) == self.batches.height else pin


def take(
    connection: "duckdb.DuckDBPyConnection", home: Home, standards: "Standards", names: "Collection[str]"
) -> dict[str, Stock]:
    """Look at the datasets at one moment, the accounts first; `lake.accounts` of the connection is made anew."""
    while True:
        before = snapshot.judged_again(home)
        told = accounts.current(home).collect()
        stocks = _take(connection, home, standards, sorted(names), told)
        if snapshot.judged_again(home).equals(before):
            break
    connection.register("_accounts", told.select("source", "dataset", "batch", "attempt").to_arrow())
    connection.execute("create or replace table lake.accounts as from _accounts")
    connection.unregister("_accounts")
    return stocks


def _take(
    connection: "duckdb.DuckDBPyConnection",
    home: Home,
    standards: "Standards",
    names: list[str],
    told: pl.DataFrame,
) -> dict[str, Stock]:
    relations = {one.table: one for one in dataset_relations(standards)}
    stocks = {}
    for name in names:
        dataset = standards.datasets[name]
        of_it = (pl.col("source") == dataset.source) & (pl.col("dataset") == dataset.name)
        batches = told.filter(of_it).select(_BATCHES).with_columns(pl.col("withdrawn").fill_null(0))
        table, gone = lake.accepted(dataset.table), withdrawn_table(dataset)
        stocks[name] = Stock(
            connection,
            dataset,
            relations[table],
            batches,
            _files(home, table),
            _files(home, gone) if gone else None,
        )
    return stocks


def _files(home: Home, table: str) -> _Files | None:
    found = lake.parts(home, table, ("min._sequence", "max._sequence"))
    if found is None:
        return None
    version, parts = found
    columns = {"path": "path", "min._sequence": "low", "max._sequence": "high"}
    spans = parts.rename(columns).select(
        "path",
        # A file of which nothing is told can hold any.
        low=pl.col("low").cast(pl.Int64()).fill_null(_FIRST),
        high=pl.col("high").cast(pl.Int64()).fill_null(_LAST),
    )
    return _Files(version, spans.sort("low", "path"))
