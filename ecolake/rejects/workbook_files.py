"""Rejected rows dealt out to workbooks, one open at a time, as a spreadsheet takes only so many lines.

Which rows is decided in `workbook`; how sheets look in `workbook_sheet`, `workbook_cover` and `workbook_codes`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import polars as pl

from ecolake.rejects.outgoing import Outgoing, Unmendable
from ecolake.rejects.rows import AS_RECEIVED
from ecolake.rejects.sent import MARK, SHEET, in_cells
from ecolake.rejects.workbook_codes import NAME as CODES
from ecolake.rejects.workbook_codes import CodeSheet
from ecolake.rejects.workbook_cover import NAME as COVER
from ecolake.rejects.workbook_cover import Cover, Listed
from ecolake.rejects.workbook_sheet import Forms, RowSheet, sheet_name
from ecolake.standards.catalogue import Dataset, Standards

# Few enough cells for the reader of what comes back.
_CELLS: Final = 5_000_000


@dataclass(frozen=True)
class Rows:
    """The rows of one dataset, ready to be written."""

    dataset: Dataset
    rows: pl.DataFrame
    columns: list[str]
    unmendable: tuple[Unmendable, ...]

    @property
    def received(self) -> datetime:
        """When the latest of them was received."""
        at: datetime = self.rows.get_column("_received_at").to_list()[-1]
        return at

    @property
    def others(self) -> list[str]:
        """The source's columns that the mapping takes nothing from."""
        mapped = self.dataset.mapping.columns if self.dataset.mapping else ()
        return [column for column in self.columns if column not in mapped and column != AS_RECEIVED]


@dataclass
class Files:
    """The workbooks of one department, one open at a time."""

    standards: Standards
    source: str
    to: Path
    contact: str
    lines: int
    counts: dict[str, int] = field(default_factory=dict)
    listed: int = 0
    _done: list[Path] = field(default_factory=list)
    _book: "_Book | None" = None

    def add(self, found: Rows, lines: Iterator[Outgoing]) -> None:
        """Write the rows of a dataset, and go on in another workbook where one is full."""
        if found.unmendable:
            self.listed += sum(one.rows for one in found.unmendable)
            self._current().unmendable.extend(found.unmendable)
        most = max(1, min(self.lines, _CELLS // max(1, len(found.columns))))
        for line in lines:
            if self._current().lines >= most:
                self._finish()
            self._current().write(found, line)
            self.counts[found.dataset.id] = self.counts.get(found.dataset.id, 0) + 1

    def close(self) -> list[Path]:
        """Finish the last workbook and give all of them their names."""
        if self._book is not None:
            self._finish()
        names = (
            [self.to]
            if len(self._done) == 1
            else [
                self.to.with_name(f"{self.to.stem}.{number}{self.to.suffix}")
                for number in range(1, len(self._done) + 1)
            ]
        )
        return [draft.replace(name) for draft, name in zip(self._done, names, strict=True)]

    def _current(self) -> "_Book":
        if self._book is None:
            self.to.parent.mkdir(parents=True, exist_ok=True)
            draft = self.to.with_name(f".{self.to.stem}.{len(self._done) + 1}.draft")
            self._book = _Book(draft, len(self._done) + 1, self.source)
        return self._book

    def _finish(self) -> None:
        book = self._current()
        source = self.standards.sources[self.source]
        book.close(Cover(source, self.contact, book.part, book.sheets(), book.unmendable))
        self._done.append(book.path)
        self._book = None


class _Book:
    """One workbook under way."""

    def __init__(self, path: Path, part: int, source: str) -> None:
        import xlsxwriter

        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.path, self.part, self.lines = path, part, 0
        self.unmendable: list[Unmendable] = []
        self._book: Any = xlsxwriter.Workbook(str(path), options)
        self._forms = Forms.of(self._book)
        self._cover = self._book.add_worksheet(COVER)
        self._hidden = self._book.add_worksheet(SHEET)
        self._hidden.very_hidden()
        self._taken = {COVER.lower(), SHEET.lower(), CODES.lower()}
        self._pages: dict[str, tuple[str, RowSheet, list[datetime]]] = {}
        for column, word in enumerate((MARK, source)):
            self._hidden.write_string(0, column, word)

    def write(self, found: Rows, line: Outgoing) -> None:
        """Write a line on the sheet of its dataset, and what was sent into the hidden one."""
        dataset = found.dataset
        if dataset.id not in self._pages:
            name = sheet_name(dataset.title.zh, self._taken)
            page = self._book.add_worksheet(name)
            sheet = RowSheet(
                page, self._forms, dataset, found.others, as_received=AS_RECEIVED in found.columns
            )
            self._pages[dataset.id] = (name, sheet, [found.received])
        self._pages[dataset.id][1].write(line)
        self.lines += 1
        for column, cell in enumerate((line.sent.seal, *in_cells(line.sent.text))):
            self._hidden.write_string(self.lines, column, cell)

    def sheets(self) -> list[Listed]:
        """The sheets with rows, for the cover."""
        return [Listed(name, sheet.dataset, sheet.lines, at) for name, sheet, (at,) in self._pages.values()]

    def close(self, cover: Cover) -> None:
        """Write the sheets that speak of the others, and the file."""
        codes = CodeSheet()
        for _, sheet, _ in self._pages.values():
            sheet.close(codes)
        if codes.lists:
            codes.write(self._book.add_worksheet(CODES), self._forms.head, self._forms.note)
        cover.write(self._cover, self._forms)
        self._cover.activate()
        # The clock would make every workbook another file.
        self._book.set_properties(
            {"title": "退回数据更正表 rejected rows to be mended", "created": _newest(self)}
        )
        self._book.close()


def _newest(book: _Book) -> datetime:
    return max((one.received for one in book.sheets()), default=datetime(2000, 1, 1))  # noqa: DTZ001 - a mark, not a time
