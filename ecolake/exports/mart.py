"""One relation of the release as Parquet or CSV, with what it is and its units.

Parquet carries titles, units and the release in its metadata, and text as it is. In CSV a text that a spreadsheet would compute
is made inert. The same release gives the same bytes.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ecolake.exports.release import Table, find_table, opened, tables
from ecolake.exports.writing import replacing
from ecolake.home import Home
from ecolake.warehouse.views import identifier

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

    from ecolake.warehouse.record import Release

# A row group each: 60 vectors of DuckDB.
_TOGETHER: Final = 122_880


@dataclass(frozen=True)
class Written:
    """What was written."""

    path: Path
    table: str
    release: int
    rows: int
    bytes: int


def to_parquet(home: Home, name: str, target: Path | None = None) -> Written:
    """Write a relation as Parquet.

    Args:
        home: The installation.
        name: A mart, or any relation as `schema.table`.
        target: The file; by default in the folder `exports` of the home.

    Raises:
        EcolakeError: Nothing is published, or there is no such relation.
    """
    import pyarrow.parquet as pq

    with opened(home) as (connection, release):
        table = find_table(tables(connection, inner=True), name)
        path = target or home.root / "exports" / f"{table.name}.parquet"
        reader = _read(connection, table)
        schema = _described(reader.schema, table, release)
        rows = 0
        with (
            replacing(path) as draft,
            pq.ParquetWriter(draft, schema, compression="zstd", version="2.6") as writer,
        ):
            for batch in reader:
                writer.write_batch(batch.cast(schema), row_group_size=_TOGETHER)
                rows += batch.num_rows
    return Written(path, table.full_name, release.release, rows, path.stat().st_size)


def to_csv(home: Home, name: str, target: Path | None = None) -> Written:
    """Write a relation as CSV in UTF-8 with a mark, as spreadsheets want it; lists and structures are JSON.

    Raises:
        EcolakeError: Nothing is published, or there is no such relation.
    """
    with opened(home) as (connection, release):
        table = find_table(tables(connection, inner=True), name)
        path = target or home.root / "exports" / f"{table.name}.csv"
        rows = 0
        with replacing(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, lineterminator="\r\n")
            writer.writerow(column.name for column in table.columns)
            for cells in _texts(connection, table):
                writer.writerow(cells)
                rows += 1
    return Written(path, table.full_name, release.release, rows, path.stat().st_size)


def _read(connection: "duckdb.DuckDBPyConnection", table: Table) -> "pa.RecordBatchReader":
    return connection.execute(f"from {_in_order(table)}").to_arrow_reader(_TOGETHER)


def _in_order(table: Table) -> str:
    """The relation with its rows in one order: a table has that of its model, a view any, as its threads end."""
    name = f"{identifier(table.schema)}.{identifier(table.name)}"
    return f"{name} order by all" if table.is_view else name


def _texts(connection: "duckdb.DuckDBPyConnection", table: Table) -> Iterator[Iterable[object]]:
    """The rows with every cell as inert text; what no longer fits a cell of CSV is JSON."""
    from ecolake.rejects.as_csv import disarm

    nested = ("[]", "STRUCT", "MAP", "JSON")
    cells = ", ".join(
        f"cast(to_json({identifier(one.name)}) as varchar)"
        if any(mark in one.type for mark in nested)
        else f"cast({identifier(one.name)} as varchar)"
        for one in table.columns
    )
    found = connection.execute(f"select {cells} from (from {_in_order(table)})")
    numbers = [one.type.startswith(("DECIMAL", "DOUBLE", "BIGINT", "INTEGER")) for one in table.columns]
    while rows := found.fetchmany(_TOGETHER // 16):
        for row in rows:
            yield [value if number else disarm(value) for value, number in zip(row, numbers, strict=True)]


def _described(schema: "pa.Schema", table: Table, release: "Release") -> "pa.Schema":
    """The schema with titles and units at its columns, and the release at the file."""
    import pyarrow as pa

    columns = {one.name: one for one in table.columns}
    fields = [
        pa.field(
            field.name, field.type, field.nullable, _bytes(
                {"title_zh": columns[field.name].title_zh, "title_en": columns[field.name].title_en,
                 "unit": columns[field.name].unit}
            ),
        )
        for field in schema
    ]  # fmt: skip
    about = {
        "table": table.full_name,
        "title_zh": table.title_zh,
        "title_en": table.title_en,
        "release": release.release,
        "published_at": release.created_at,
        "content_hash": release.content_hash,
    }
    return pa.schema(fields, metadata={"ecolake": json.dumps(about, ensure_ascii=False, sort_keys=True)})


def _bytes(words: dict[str, Any]) -> dict[bytes | str, bytes | str]:
    return {name: value for name, value in words.items() if value}
