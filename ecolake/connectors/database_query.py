"""The SQL that reads a table, whole or from a position on. Names are quoted, values are parameters: nothing else is written in."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ecolake.connectors import database_faults
from ecolake.connectors.database_session import Column, Session, of, quoted

# Prefix of the columns that carry the position; a name that no table is likely to have.
MARK = "ecolake:mark:"


@dataclass(frozen=True)
class Query:
    """A question and its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What of a table is read.

    Attributes:
        table: Its name.
        columns: All of its columns.
        order: Watermark, then keys, by which its rows stand in order; without a watermark, the keys alone.
        by_watermark: Whether it is read in increments.
    """

    table: str
    columns: tuple[Column, ...]
    order: tuple[Column, ...]
    by_watermark: bool


def wanted(session: Session, where: str, table: str, watermark: str | None, keys: Sequence[str]) -> Wanted:
    """Hold what is wanted of a table against what it has.

    Raises:
        TransportError: `table_missing` or `column_missing`.
    """
    columns = {column.name: column for column in session.columns(table)}
    names = [*([watermark] if watermark else []), *(key for key in keys if key != watermark)]
    missing = [name for name in names if name not in columns]
    if missing:
        raise database_faults.column_missing(where, missing, list(columns))
    return Wanted(
        table, tuple(columns.values()), tuple(columns[name] for name in names), watermark is not None
    )


def reading(session: Session, asked: Wanted, after: Sequence[str], *, overlapping: bool = False) -> Query:
    """Return the query that reads all rows, or those after a position.

    Args:
        session: Of the database.
        asked: What is read.
        after: Marks of the last row read; empty for all.
        overlapping: The first mark alone counts, and rows at it are read again.
    """
    texts = [f"{session.as_text(column)} AS {quoted(column.name)}" for column in asked.columns]
    order = [_Step(session, column, place) for place, column in enumerate(asked.order, start=1)]
    marks = [f"{step.mark} AS {quoted(f'{MARK}{step.place}')}" for step in order if asked.by_watermark]
    conditions = [f"{of(column)} IS NOT NULL" for column in unreachable(asked)]
    compared = order[:1] if overlapping else order
    if after:
        left, right = (
            ", ".join(side) for side in zip(*((s.value, s.placeholder) for s in compared), strict=True)
        )
        conditions.append(f"({left}) {'>=' if overlapping else '>'} ({right})")
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    # After the keys, all else: a table whose keys are not unique, or that has none, is read in one order too.
    by = ", ".join([step.value for step in order] + [str(place) for place in range(1, len(texts) + 1)])
    source = f"{session.relation(asked.table)} AS t{where}"
    sql = f"SELECT {', '.join(texts + marks)} FROM {source} ORDER BY {by}"  # noqa: S608 - see above
    return Query(sql, tuple(step.parameter(mark) for step, mark in zip(compared, after, strict=False)))


def counting_unreachable(session: Session, asked: Wanted) -> Query | None:
    """Return the query that counts the rows which stand in no order; None where there can be none."""
    empty = [f"{of(column)} IS NULL" for column in unreachable(asked)]
    if not empty:
        return None
    source = f"{session.relation(asked.table)} AS t"
    return Query(f"SELECT count(*) AS n FROM {source} WHERE {' OR '.join(empty)}")  # noqa: S608 - see above


def unreachable(asked: Wanted) -> tuple[Column, ...]:
    """The watermark, where it may hold nulls: they come after no position."""
    return asked.order[:1] if asked.by_watermark and not asked.order[0].required else ()


class _Step:
    """One column of the order: how rows are compared by it.

    A key that may be null is compared by its mark, of which null has one too; the watermark, and keys that are never null,
    as they are, so that an index serves.
    """

    def __init__(self, session: Session, column: Column, place: int) -> None:
        self.place = place
        self._session = session
        self._as_it_is = column.required or place == 1
        mark = session.as_mark(column)
        self.mark = mark if self._as_it_is else f"COALESCE({mark}, '')"
        self.value = of(column) if self._as_it_is else self.mark
        self.placeholder = session.placeholder(place, column if self._as_it_is else None)

    def parameter(self, mark: str) -> Any:
        return self._session.marked(mark) if self._as_it_is else mark
