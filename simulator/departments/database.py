"""A department's database: tables in its own words in one SQLite file, to which each day adds."""

import sqlite3
from contextlib import closing
from datetime import date, datetime, time
from pathlib import Path

import polars as pl

from ecolake.standards.source import Mapping
from simulator.departments.calendar import written_at
from simulator.departments.words import DATETIME

_TYPES: dict[type[pl.DataType], str] = {pl.Float64: "REAL", pl.Int64: "INTEGER"}


def add_rows(path: Path, held: pl.DataFrame, mapping: Mapping, day: date) -> None:
    """Add a day's rows to a table, or put them in the place of all that it held.

    A day that was added before is replaced: a run that was killed half-way leaves nothing twice. A row that comes again,
    corrected, takes the place of what it was, as an UPDATE does.

    Args:
        path: The file; made if need be.
        held: The rows, typed.
        mapping: Says the table, and by which column it grows.
        day: Whose rows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    read = mapping.read
    table = _quoted(read.table or "")
    columns = ", ".join(_quoted(name) for name in held.columns)
    declared = ", ".join(
        f"{_quoted(name)} {_TYPES.get(type(kind), 'TEXT')}" for name, kind in held.schema.items()
    )
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({declared})")
        if read.watermark is None:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608  quoted names of the mapping
        else:
            newer = f"DELETE FROM {table} WHERE {_quoted(read.watermark)} >= ?"  # noqa: S608  quoted names of the mapping
            connection.execute(newer, (_since(mapping, day),))
            _forget(connection, table, held, read.keys)
        marks = ", ".join("?" * len(held.columns))
        connection.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", held.iter_rows())  # noqa: S608


def _forget(connection: sqlite3.Connection, table: str, held: pl.DataFrame, keys: tuple[str, ...]) -> None:
    """Remove the rows of earlier days that have the keys of rows that come now."""
    if not keys or connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone() is None:  # noqa: S608
        return
    names = [_quoted(name) for name in keys]
    index = _quoted(f"{table.strip(chr(34))}_keys")
    connection.execute(f"CREATE INDEX IF NOT EXISTS {index} ON {table} ({', '.join(names)})")
    same = " AND ".join(f"{name} IS ?" for name in names)
    gone = f"DELETE FROM {table} WHERE {same}"  # noqa: S608  quoted names of the mapping
    connection.executemany(gone, held.select(keys).unique(maintain_order=True).iter_rows())


def _since(mapping: Mapping, day: date) -> str:
    """Return the least watermark that a day's rows have: when they were written, or the first moment that they speak of."""
    item = mapping.map.get(mapping.read.watermark or "")
    if item is None:
        return f"{written_at(day):{DATETIME}}"
    return datetime.combine(day, time()).strftime(mapping.formats.get(item, DATETIME))


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
