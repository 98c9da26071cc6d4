"""A workbook that a department mended, read again: which lines were changed, and which rejected rows they stand for.

Everything is told from the workbook itself (`sent`), so that a landed one is read alike whenever it is judged. What the changed cells
mean is decided by the source's ordinary mapping; whether the rows were ever received here, in `take_back`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import polars as pl

from ecolake.formats.excel import sheets_as_text
from ecolake.formats.excel_guard import open_workbook
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Table
from ecolake.landing import Manifest
from ecolake.rejects import returned_faults as faults
from ecolake.rejects.own_format import in_own_format
from ecolake.rejects.sent import COLUMN, MARK, SEAL, SHEET, Sent, from_cells, is_untouched
from ecolake.standards.catalogue import Dataset
from ecolake.standards.source import ReadOptions

# Below the first row with the marks stands the heading.
HEADING: Final = 2
ROW: Final = "ecolake:number"
_READ: Final = ReadOptions(format="excel")
_TOP: Final = 10

LINKS: Final = pl.Schema(
    {
        "_batch": pl.String(),
        "_file": pl.String(),
        "_row": pl.Int64(),
        "old_batch": pl.String(),
        "old_file": pl.String(),
        "old_row": pl.Int64(),
        "mended_at": pl.Datetime("us", "UTC"),
    }
)


@dataclass(frozen=True)
class Line:
    """One line of a sheet.

    Attributes:
        row: Its row as the spreadsheet shows it.
        sent: The rejected row that it stands for.
        changed: What a person wrote over the source's values, by the source's columns; None for a cell that was emptied.
    """

    row: int
    sent: Sent
    changed: dict[str, str | None]


@dataclass(frozen=True)
class Returned:
    """A workbook that came back.

    Attributes:
        source: The department.
        sent: Every row that was sent, by its seal.
        lines: The lines that are still there, in the order of the sheets.
    """

    source: str
    sent: dict[str, Sent]
    lines: tuple[Line, ...]

    @cached_property
    def datasets(self) -> list[str]:
        """Ids of the datasets whose rows were sent."""
        return sorted({sent.dataset for sent in self.sent.values()})

    def changed(self, dataset_id: str) -> list[Line]:
        """The lines of a dataset that a person changed."""
        return [line for line in self.lines if line.changed and line.sent.dataset == dataset_id]

    def count(self, dataset_id: str) -> tuple[int, int, int]:
        """Rows of a dataset that were changed, left as they were, and deleted from the workbook."""
        sent = sum(one.dataset == dataset_id for one in self.sent.values())
        there = sum(line.sent.dataset == dataset_id for line in self.lines)
        changed = len(self.changed(dataset_id))
        return changed, there - changed, sent - there


def read_returned(path: Path, scratch: Path, limits: Limits = DEFAULT_LIMITS) -> Returned:
    """Read a workbook that came back.

    Args:
        path: The file as received.
        scratch: Existing folder for temporary files; nothing is left in it.
        limits: How much the file may cost.

    Raises:
        UnreadableError: It is no such workbook (`no_mending_workbook`), or a line is not what was sent
            (`tampered_identity`, `added_line`, `repeated_line`); and what `open_workbook` raises.
    """
    with TemporaryDirectory(dir=scratch) as own:
        plain = open_workbook(path, "*", Path(own), limits)
        sheets = [(name, text) for name, text, _ in sheets_as_text(plain, _READ)]
    hidden = next((text for name, text in sheets if name == SHEET), None)
    if hidden is None or hidden.width < 2 or hidden.row(0)[0] != MARK:
        raise faults.not_ours(path.name)
    sent = dict(_unsealed(hidden, path.name))
    lines: dict[str, Line] = {}
    for name, text in sheets:
        if name != SHEET:
            _read_sheet(text, f"{path.name}!{name}", sent, lines)
    return Returned(str(hidden.row(0)[1]), sent, tuple(lines.values()))


def read_mended(path: Path, dataset: Dataset, scratch: Path) -> Table:
    """Read the changed rows of one dataset: the source's own values, with what was written over them.

    `_row` is the row of the sheet. Times that a spreadsheet keeps as times are written in the source's own format.

    Raises:
        UnreadableError: As `read_returned`.
    """
    lines = read_returned(path, scratch).changed(dataset.id)
    mapped = list(dataset.mapping.columns) if dataset.mapping else []
    columns = list(dict.fromkeys([*mapped, *sorted({name for line in lines for name in line.sent.values})]))
    rows = [{**line.sent.values, **line.changed} for line in lines]
    frame = pl.DataFrame(
        {column: pl.Series([row.get(column) for row in rows], dtype=pl.String) for column in columns}
    ).with_columns(_row=pl.Series([line.row for line in lines], dtype=pl.Int64))
    touched = {
        column: pl.Series([column in line.changed for line in lines], dtype=pl.Boolean) for column in mapped
    }
    return Table(columns, in_own_format(frame, touched, dataset))


def read_links(path: Path, dataset: Dataset, manifest: Manifest, scratch: Path) -> pl.DataFrame:
    """Which rejected rows the changed rows of one dataset stand for, as in `LINKS`.

    Raises:
        UnreadableError: As `read_returned`.
    """
    rows = [
        (manifest.batch, path.name, line.row, *place, manifest.received_at)
        for line in read_returned(path, scratch).changed(dataset.id)
        for place in line.sent.places
    ]
    return pl.DataFrame(rows, schema=LINKS, orient="row")


def _unsealed(hidden: pl.DataFrame, label: str) -> Iterator[tuple[str, Sent]]:
    """The rows that were sent, each held against its seal."""
    for number, (seal, *cells) in enumerate(hidden[1:].iter_rows(), start=2):
        try:
            sent = Sent.read(from_cells(cells))
        except ValueError:
            sent = None
        if sent is None or sent.seal != seal or not sent.places:
            raise faults.tampered(f"{label}!{SHEET}", f"hidden line {number}", f"隐藏页第 {number} 行")
        yield sent.seal, sent


def _read_sheet(text: pl.DataFrame, label: str, sent: dict[str, Sent], lines: dict[str, Line]) -> None:
    """Add the lines of a sheet; one without marks (the cover, the codes, a person's own notes) has none."""
    top = next((at for at, row in enumerate(text[:_TOP].iter_rows()) if SEAL in row), None)
    if top is None:
        return
    marks = text.row(top)
    at = marks.index(SEAL)
    number = marks.index(ROW) if ROW in marks else None
    columns = {
        place: mark.removeprefix(COLUMN)
        for place, mark in enumerate(marks)
        if mark and mark.startswith(COLUMN)
    }
    for row, cells in enumerate(text[top + HEADING :].iter_rows(), start=top + HEADING + 1):
        where = f"{label}!{row}"
        seal = cells[at]
        if seal is None:
            if any(cells[place] is not None for place in columns):
                raise faults.added(where)
            continue
        if seal not in sent:
            raise faults.tampered(where, "the line's hidden mark", "该行的隐藏标识")
        one = sent[seal]
        if number is not None and cells[number] != str(one.places[0].row):
            raise faults.tampered(where, "the row number", "行号")
        if seal in lines:
            raise faults.repeated(where, lines[seal].row)
        given = {name: cells[place] for place, name in columns.items()}
        changed = {name: cell for name, cell in given.items() if not is_untouched(cell, one.values.get(name))}
        lines[seal] = Line(row, one, changed)
