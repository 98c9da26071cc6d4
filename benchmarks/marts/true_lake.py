"""A DuckDB whose schema `lake` shows the true rows of a simulated world, with derived tables worked out on them: no files, no faults.

For pictures and for asking what a page says; scores use what was delivered and accepted.
"""

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ecolake.derived.model import DerivedTable, Methods
from ecolake.standards.catalogue import Standards
from ecolake.warehouse.views import identifier
from simulator.tables import true_rows
from simulator.world import World

if TYPE_CHECKING:
    import duckdb

_SOURCE = re.compile(r"\{\{ source\('lake', '(\w+)'\) \}\}")
_REF = re.compile(r"\{\{ ref\('(\w+)'\) \}\}")
_CONFIG = re.compile(r"\{\{ config\(.*?\) \}\}")


def true_lake(
    world: World, standards: Standards, root: Path, tables: Iterable[DerivedTable], day: date
) -> "duckdb.DuckDBPyConnection":
    """Return a connection with what the tables read on a day, and the tables themselves."""
    import duckdb

    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'; create schema lake")
    wanted = tuple(tables)
    for dataset in sorted({read.dataset for table in wanted for read in table.reads if not read.derived}):
        rows = true_rows(world, standards, dataset, day, day)
        name = identifier(dataset.replace(".", "__"))
        connection.register("rows", rows.to_arrow())
        # Each row came once, in one delivery.
        came = "1::bigint as _sequence, row_number() over () as _row"
        connection.execute(f"create table lake.{name} as select *, {came} from rows")
    methods = Methods(root / "standards", standards)
    for table in wanted:
        made = table.compute(connection, day, methods).to_arrow()
        columns = ", ".join(
            f"{identifier(one.name)}::{one.type} as {identifier(one.name)}" for one in table.columns
        )
        connection.register("made", made)
        name = identifier(table.relation.name)
        connection.execute(f"create table lake.{name} as select {columns} from made")
    return connection


def show_models(connection: "duckdb.DuckDBPyConnection", files: Iterable[Path]) -> None:
    """Show dbt models that do no more than read the lake and each other, in this order."""
    for file in files:
        sql = _CONFIG.sub("", file.read_text(encoding="utf-8"))
        sql = _REF.sub(r"\1", _SOURCE.sub(r"lake.\1", sql))
        connection.execute(f"create view {identifier(file.stem)} as {sql}")
