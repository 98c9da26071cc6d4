"""The schema `lake` as a computation sees it: the rows in force of what it reads, of the days that it needs.

Belongs here: making those views. A row that the files wanted hold of another day may have a later version elsewhere; so every view is
narrowed to its days, and nothing else is to be seen.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl

from ecolake import lake
from ecolake.derived.days import way_of
from ecolake.derived.model import DAY, AnyTable, DerivedTable, Reads
from ecolake.warehouse import pinned, views
from ecolake.warehouse.registry_relations import REGISTRY
from ecolake.warehouse.snapshot import Pin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import duckdb

    from ecolake.derived.stock import Stock
    from ecolake.home import Home

MONTH = "_month"
_PARTITION = f"partition.{MONTH}"
_MEMORY = "1GB"


@dataclass(frozen=True)
class Window:
    """What can be shown.

    Attributes:
        stocks: The datasets, by id.
        spoken: The days of their batches, by way.
        tables: The derived tables, by name.
    """

    home: "Home"
    connection: "duckdb.DuckDBPyConnection"
    stocks: "Mapping[str, Stock]"
    spoken: "Mapping[str, pl.DataFrame]"
    tables: "Mapping[str, AnyTable]"

    def show(self, table: DerivedTable, day: date) -> None:
        """Show what a day of a table needs; what has no day is there already."""
        for read in table.reads:
            if not read.day:
                continue
            first = day - timedelta(table.before + read.before)
            last = day + timedelta(table.after + read.after)
            if read.derived:
                self._show_derived(read, first, last)
            else:
                self._show_dataset(read, first, last)

    def show_whole(self, table: AnyTable) -> None:
        """Show whole what a table reads whole."""
        for read in table.reads:
            if table.dated and read.day:
                continue
            if read.derived:
                self._show_derived(read, None, None)
            else:
                stock = self.stocks[read.dataset]
                self._show(stock.relation.name, stock.in_force(stock.batches["sequence"].to_list()))

    def _show_dataset(self, read: Reads, first: date, last: date) -> None:
        stock, spoken = self.stocks[read.dataset], self.spoken[way_of(read)]
        near = spoken.filter(pl.col("day").is_between(first, last))["sequence"].unique()
        rows = stock.in_force(near.to_list())
        within = f"cast({read.day} as date) between date '{first}' and date '{last}'"
        self._show(stock.relation.name, f"select * from ({rows}) where {within}")

    def _show_derived(self, read: Reads, first: date | None, last: date | None) -> None:
        relation = self.tables[read.derived].relation
        found = lake.parts(self.home, relation.table, (_PARTITION,))
        names = (
            pl.DataFrame(schema={"path": pl.String(), _PARTITION: pl.String()}) if found is None else found[1]
        )
        within = ""
        if first is not None and last is not None:
            months = (
                pl.col(_PARTITION)
                .cast(pl.String())
                .is_between(pl.lit(f"{first:%Y-%m}"), pl.lit(f"{last:%Y-%m}"))
            )
            names = names.filter(months)
            within = f" where {DAY} between date '{first}' and date '{last}'"
        pin = Pin(0, tuple(names["path"]))
        rows = views.shared(relation, pin, pinned.columns(self.connection, pin))
        self._show(relation.name, f"select * from ({rows}){within}")

    def _show(self, name: str, select: str) -> None:
        self.connection.execute(f"create or replace view lake.{views.identifier(name)} as {select}")


def connect(home: "Home", scratch: str) -> "duckdb.DuckDBPyConnection":
    """Open a connection of bounded memory, whose schema `lake` shows the registry as it is now."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute(f"set memory_limit = '{_MEMORY}'")
    connection.execute(f"set temp_directory = {views.literal(scratch)}")
    connection.execute("create schema lake")
    for relation in REGISTRY:
        found = lake.pin(home, relation.table)
        pin = Pin(found[0], tuple(found[1])) if found else None
        select = views.shared(relation, pin, pinned.columns(connection, pin))
        connection.execute(f"create view lake.{views.identifier(relation.name)} as {select}")
    return connection


def datasets(tables: "Iterable[AnyTable]") -> list[str]:
    """The datasets that the tables read."""
    return sorted({read.dataset for table in tables for read in table.reads if not read.derived})
