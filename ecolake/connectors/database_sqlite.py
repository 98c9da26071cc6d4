"""A SQLite file, opened for reading only. Cells of one column may be of several types, so all are taken as text."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import adbc_driver_manager
import adbc_driver_sqlite.dbapi as sqlite
import pyarrow as pa
import pyarrow.compute as pc

from ecolake.connectors import database_faults
from ecolake.connectors.database_position import earlier_text
from ecolake.connectors.database_query import MARK as MARKED
from ecolake.connectors.database_session import CHUNK, Column, of, quoted
from ecolake.connectors.patience import LostError
from ecolake.errors import TransportError

# Doubles hold fifteen decimal digits; further ones are an accident of the binary form. Small numbers are written without
# an exponent where fifteen decimals say the same.
REAL = (
    "CASE WHEN {c} <> 0 AND abs({c}) < 1e-4 AND CAST(printf('%!.15f', {c}) AS REAL) = {c} "
    "THEN printf('%!.15f', {c}) ELSE printf('%!.15g', {c}) END"
)
# The driver takes a column's type from its first piece, and one that is empty there for one of numbers. So no value is
# null on its way here: each bears a sign before it, which is taken off again.
ABSENT, PRESENT = "-", "="
TEXT = (
    f"CASE typeof({{c}}) WHEN 'null' THEN '{ABSENT}' WHEN 'real' THEN '{PRESENT}' || ({REAL}) "
    f"WHEN 'blob' THEN '{PRESENT}' || hex({{c}}) ELSE '{PRESENT}' || CAST({{c}} AS TEXT) END"
)
MARK = (
    "typeof({c}) || ':' || CASE typeof({c}) WHEN 'real' THEN printf('%!.17g', {c}) ELSE CAST({c} AS TEXT) END"
)
BUSY = ("locked", "busy")


class SqliteSession:
    """See `Session`.

    Args:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        self._where = str(path)
        if not path.is_file():
            raise database_faults.database_missing(self._where)
        try:
            self._connection = sqlite.connect(f"file:{quote(str(path.absolute()))}?mode=ro", autocommit=False)
        except (adbc_driver_manager.Error, OSError) as error:
            raise self._fault(error) from None

    def columns(self, table: str) -> list[Column]:
        """See `Session.columns`."""
        sql = 'SELECT name, type, "notnull" AS required FROM pragma_table_xinfo(?) WHERE hidden <> 1'
        found = [row for batch in self._answer(sql, [table]) for row in batch.to_pylist()]
        if not found:
            raise database_faults.table_missing(self._where, table)
        return [Column(row["name"], row["type"], required=bool(row["required"])) for row in found]

    def relation(self, table: str) -> str:
        """See `Session.relation`."""
        return quoted(table)

    def as_text(self, column: Column) -> str:
        """See `Session.as_text`."""
        return TEXT.format(c=of(column))

    def as_mark(self, column: Column) -> str:
        """See `Session.as_mark`: the type is part of it, for a number and its digits are not the same in SQLite."""
        return MARK.format(c=of(column))

    def placeholder(self, number: int, column: Column | None) -> str:  # noqa: ARG002
        """See `Session.placeholder`."""
        return f"?{number}"

    def marked(self, mark: str) -> Any:
        """See `Session.marked`."""
        kind, _, text = mark.partition(":")
        return {"integer": int, "real": float}.get(kind, str)(text)

    def earlier(self, mark: str, seconds: float) -> str | None:
        """See `Session.earlier`."""
        kind, _, text = mark.partition(":")
        before = earlier_text(text, seconds) if kind == "text" else None
        return None if before is None else f"text:{before}"

    def rows(self, sql: str, parameters: Sequence[Any]) -> Generator[pa.RecordBatch, None, None]:
        """See `Session.rows`."""
        for batch in self._answer(sql, parameters):
            arrays = [
                _unsigned(array) if pa.types.is_string(array.type) and not name.startswith(MARKED) else array
                for name, array in zip(batch.schema.names, batch.columns, strict=True)
            ]
            yield pa.RecordBatch.from_arrays(arrays, batch.schema.names)

    def close(self) -> None:
        """See `Session.close`."""
        self._connection.close()

    def _answer(self, sql: str, parameters: Sequence[Any]) -> Generator[pa.RecordBatch, None, None]:
        try:
            with self._connection.cursor() as cursor:
                cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(CHUNK)})
                cursor.execute(sql, tuple(parameters) or None)
                yield from cursor.fetch_record_batch()
        except (adbc_driver_manager.Error, OSError) as error:
            raise self._fault(error) from None

    def _fault(self, error: Exception) -> TransportError | LostError:
        # The query stands on the lines after the first.
        said = str(error).partition("\n")[0]
        if any(word in said for word in BUSY):
            return LostError(said)
        return database_faults.unreadable_database(self._where, said)


def _unsigned(array: pa.Array) -> pa.Array:
    """Return the values without their signs; by bytes, for whether they are good UTF-8 is looked at later."""
    signed = array.cast(pa.binary())
    bare = pc.binary_replace_slice(signed, 0, 1, b"")
    return pc.if_else(pc.starts_with(signed, ABSENT), pa.scalar(None, pa.binary()), bare).view(pa.string())
