"""A rejected row as it is sent back to its department, and the seal by which it is known again.

A workbook carries its rows twice: in cells that a person changes, and as they were sent in a hidden sheet. So a landed workbook says
by itself what was changed and which rows are meant; it is read alike today and after the lake was judged anew.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

# The sheet that nobody sees, and its first cell.
SHEET: Final = "_ecolake"
MARK: Final = "ecolake-mending-1"
# First row of a sheet of rows: the column with the seals, and that of each of the source's columns.
SEAL: Final = "ecolake:row"
COLUMN: Final = "ecolake:column:"
# A cell takes 32,767 UTF-16 units.
CELL: Final = 32_000
_DIGITS: Final = 20
_ROWS: Final = 1 << 63
_TOO_LONG: Final = "…【内容过长，保留原值 · too long for a cell, kept as sent】"
# A cell cannot hold them, or not everywhere.
_UNSHOWN: Final = {code: None for code in (*range(32), 0xFFFE, 0xFFFF) if chr(code) not in "\t\n\r"}


class Place(NamedTuple):
    """Where a rejected row was received."""

    batch: str
    file: str
    row: int


@dataclass(frozen=True)
class Sent:
    """One rejected row.

    Attributes:
        dataset: `<source>.<dataset>`.
        version: Version of the standard that rejected it.
        places: Where it was received, the latest first; several when one fault came with several deliveries.
        values: The source's own values, by its own columns; nothing of a record that was no row.
    """

    dataset: str
    version: str
    places: tuple[Place, ...]
    values: Mapping[str, str | None]

    @cached_property
    def text(self) -> str:
        """All of it in characters that no spreadsheet touches."""
        return plain_json([self.dataset, self.version, self.places, dict(self.values)])

    @cached_property
    def seal(self) -> str:
        """Its name in the workbook, made of its content."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:_DIGITS]

    @classmethod
    def read(cls, text: str) -> "Sent":
        """Read what `text` wrote.

        Raises:
            ValueError: It was not written so.
        """
        try:
            dataset, version, places, values = json.loads(text)
            found = cls(
                str(dataset),
                str(version),
                tuple(Place(str(batch), str(file), _number(row)) for batch, file, row in places),
                {str(column): value if value is None else str(value) for column, value in values.items()},
            )
            # Half a character has no bytes, and no table takes it.
            json.dumps(
                [found.dataset, found.version, found.places, found.values], ensure_ascii=False
            ).encode()
        except (TypeError, AttributeError, RecursionError) as fault:
            raise ValueError(str(fault)) from fault
        return found


def _number(row: object) -> int:
    """The number of a row, as far as a table takes it."""
    if not isinstance(row, int) or not 0 <= row < _ROWS:
        raise ValueError(f"no number of a row: {row!r}")
    return row


def plain_json(value: object) -> str:
    """Write JSON without blanks and underscores, which writers of workbooks trim and escape."""
    text = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    return text.replace("_", "\\u005f").replace(" ", "\\u0020")


def in_cells(text: str) -> Iterator[str]:
    """Part a text into pieces that fit a cell."""
    for start in range(0, len(text), CELL):
        yield text[start : start + CELL]


def from_cells(cells: Sequence[str | None]) -> str:
    """Put the pieces together again."""
    return "".join(cell or "" for cell in cells)


def shown(value: str | None) -> str:
    """A value as its cell shows it: without what a cell cannot hold, and cut where it is too long."""
    text = (value or "").translate(_UNSHOWN)
    # Characters beyond the basic plane take two units.
    units = text.encode("utf-16-le")
    return units[: 2 * CELL].decode("utf-16-le", "ignore") + _TOO_LONG if len(units) > 2 * CELL else text


def is_untouched(cell: str | None, value: str | None) -> bool:
    """Whether a cell that came back still says what was shown; line ends and lone blanks do not survive a spreadsheet."""
    return _settled(cell) == _settled(shown(value))


def _settled(text: str | None) -> str:
    settled = (text or "").translate(_UNSHOWN).replace("\r\n", "\n").replace("\r", "\n")
    return settled if settled.strip() else ""
