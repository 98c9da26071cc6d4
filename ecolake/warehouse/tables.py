"""Make a table of a declared relation out of rows that Python has: types, order of columns and comments are the relation's."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecolake.warehouse import views
from ecolake.warehouse.relation import Relation

if TYPE_CHECKING:
    import duckdb

Row = Sequence[object]


def create_table(connection: "duckdb.DuckDBPyConnection", relation: Relation, rows: Sequence[Row]) -> None:
    """Create the table in the schema `lake`, with its comments."""
    name = f"lake.{relation.name}"
    connection.execute(f"create table {name} as {views.empty(relation)}")
    views.describe(connection, name, relation)
    insert(connection, relation, rows)


def insert(connection: "duckdb.DuckDBPyConnection", relation: Relation, rows: Sequence[Row]) -> None:
    """Add rows to the table of a relation."""
    import pyarrow as pa

    if not rows:
        return
    columns = zip(relation.columns, zip(*rows, strict=True), strict=True)
    arrow = pa.table({column.name: pa.array(values) for column, values in columns})
    casts = ", ".join(f"cast({views.identifier(one.name)} as {one.type})" for one in relation.columns)
    connection.register("rows_of_relation", arrow)
    connection.execute(f"insert into lake.{relation.name} select {casts} from rows_of_relation")
    connection.unregister("rows_of_relation")
