"""What a kind of database must be able to do for `ecolake.connectors.database`, and what both kinds share."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import pyarrow as pa

# Rows asked for at once. They are in memory several times over: in the driver, as Arrow, as Parquet.
CHUNK = 5_000


@dataclass(frozen=True)
class Column:
    """A column of a table, as the database declares it.

    Attributes:
        name: Its name.
        kind: Its type, in the database's own words.
        base: Name of the type without length and the like; of a domain, that below it.
        category: `A` for arrays, `C` for composites; else not looked at.
        required: Whether it is declared to hold no nulls.
    """

    name: str
    kind: str
    base: str = ""
    category: str = ""
    required: bool = False


class Session(Protocol):
    """One connection, for reading only.

    All calls may block, and raise `LostError` (worth another attempt, in another session) or `TransportError`.
    """

    def columns(self, table: str) -> list[Column]:
        """Return the columns of a table or view, in its order.

        Raises:
            TransportError: `table_missing`.
        """
        ...

    def relation(self, table: str) -> str:
        """The table in SQL, quoted."""
        ...

    def as_text(self, column: Column) -> str:
        """The SQL of a column's value as text: exact, without exponents, times in ISO 8601."""
        ...

    def as_mark(self, column: Column) -> str:
        """The SQL of a column's value as a text from which `marked` makes a parameter again, without loss."""
        ...

    def placeholder(self, number: int, column: Column | None) -> str:
        """The SQL of the parameter (from 1) that a column, or without one a mark, is compared with."""
        ...

    def marked(self, mark: str) -> Any:
        """Return the parameter of a mark."""
        ...

    def earlier(self, mark: str, seconds: float) -> str | None:
        """Return the mark of a time so much earlier; None where the mark is no time."""
        ...

    def rows(self, sql: str, parameters: Sequence[Any]) -> Generator[pa.RecordBatch, None, None]:
        """Yield the answer in pieces of at most `CHUNK` rows, all as the table was at one moment."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def of(column: Column) -> str:
    """The column in SQL, of the table and not of the answer, whose columns bear the same names."""
    return f"t.{quoted(column.name)}"
