"""How far a table was read, as kept with each batch; and what is a little before it."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = len("2026-03-02")


@dataclass(frozen=True)
class Position:
    """The last row that was read.

    Attributes:
        table: Of which table.
        columns: Watermark and keys.
        marks: Their values in that row.
    """

    table: str
    columns: tuple[str, ...]
    marks: tuple[str, ...]

    def text(self) -> str:
        """The position as it is kept."""
        kept = {"table": self.table, "columns": self.columns, "after": self.marks}
        return json.dumps(kept, ensure_ascii=False)


def last_position(kept: str | None, table: str, columns: tuple[str, ...]) -> Position | None:
    """Return the kept position; None where there is none, or it is of another table, order or transport.

    A table is then read from its beginning: rows that come again are told by their keys, rows left out by nothing.
    """
    try:
        found = json.loads(kept or "null")
        position = Position(found["table"], tuple(found["columns"]), tuple(map(str, found["after"])))
    except (ValueError, TypeError, KeyError):
        return None
    same = (position.table, position.columns) == (table, columns) and len(position.marks) == len(columns)
    return position if same else None


def earlier_text(text: str, seconds: float) -> str | None:
    """Return a text that sorts before all times later than so many seconds before this one; None where it is no time.

    The form stays: the separator of date and time, a day without a time. Fractions and an offset are cut off, which makes
    it a little earlier still; an offset is the same in all rows, or they would not sort as text.
    """
    try:
        if len(text) == DAY:
            return (
                date.fromisoformat(text) - timedelta(seconds=seconds) - timedelta(days=seconds % 86400 > 0)
            ).isoformat()
        before = datetime.fromisoformat(text[: DAY + 9]) - timedelta(seconds=seconds)
    except (ValueError, OverflowError):
        return None
    return before.isoformat(sep=text[DAY], timespec="seconds") if text[DAY] in " T" else None
