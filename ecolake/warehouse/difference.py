"""What a difference between two releases is. How it is found is the business of `diff`."""

from dataclasses import dataclass
from typing import Any

from ecolake.warehouse.record import Release

Row = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """One row that both releases have, and what they say of it.

    Attributes:
        key: What names it.
        before: The columns that differ, as the older release says.
        after: The same columns, as the newer one says.
    """

    key: Row
    before: Row
    after: Row


@dataclass(frozen=True)
class TableDiff:
    """What changed in one mart.

    Attributes:
        table: Its name.
        state: `same`, `changed`, `new` or `gone`: the last two of the table as a whole.
        key: The columns that name a row; empty where rows are compared whole.
        rows: Rows before and after.
        added: Rows only the newer release has.
        removed: Rows only the older one has.
        changed: Rows of both that differ.
        columns: How many of these differ in each column, the most first.
        new_columns: Columns only the newer release has; they are not compared.
        gone_columns: Columns only the older one has.
        added_rows: Some of the added rows.
        removed_rows: Some of the removed ones.
        changed_rows: Some of the changed ones.
    """

    table: str
    state: str
    key: tuple[str, ...] = ()
    rows: tuple[int, int] = (0, 0)
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: tuple[tuple[str, int], ...] = ()
    new_columns: tuple[str, ...] = ()
    gone_columns: tuple[str, ...] = ()
    added_rows: tuple[Row, ...] = ()
    removed_rows: tuple[Row, ...] = ()
    changed_rows: tuple[Change, ...] = ()


@dataclass(frozen=True)
class ReleaseDiff:
    """What changed between two releases, by table."""

    before: Release
    after: Release
    tables: tuple[TableDiff, ...]
