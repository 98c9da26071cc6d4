"""Rejected rows as a workbook or CSV, for the department that must mend them.

Cells are inert: a value that a spreadsheet would take for a formula is written as text. Personal information is kept,
for the rows go back to the department that sent them.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import polars as pl

from ecolake.errors import EcolakeError, UsageError
from ecolake.home import Home
from ecolake.rejects.rows import advice, concerned, own_values, rejected_rows, source_columns
from ecolake.standards.catalogue import Dataset, Standards

if TYPE_CHECKING:
    import xlsxwriter

FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
OURS: Final = (
    "文件 file",
    "行 row",
    "涉及列 columns",
    "原因 reason (zh)",
    "原因 reason (en)",
    "处理 what to do",
)
_SHEET_NAME: Final = 31
_SHEET_ROWS: Final = 1_000_000
_CELL: Final = 32_767
_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", "_"))
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTHS: Final = (28, 8, 18, 48, 48, 36)


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The files, in the order of the datasets.
        rows: Rows by dataset id.
        personal: Columns with personal information that the files hold, as `<dataset id>: <column>`.
    """

    files: tuple[Path, ...]
    rows: dict[str, int]
    personal: tuple[str, ...]


@dataclass(frozen=True)
class _Sheet:
    """The rejected rows of one dataset."""

    dataset: Dataset
    rows: pl.DataFrame
    columns: list[str]

    def records(self) -> Iterator[tuple[list[object], list[str | None], set[str]]]:
        """Our cells, the source's cells and the source's columns at fault, row by row."""
        for row in self.rows.iter_rows(named=True):
            faulty = list(dict.fromkeys(concerned(row["columns"] or [], self.dataset)))
            todo = advice(row["rules"] or [])
            values = own_values(row["payload"] or "{}")
            ours = [
                row["_file"],
                row["_row"],
                "、".join(faulty),
                row["reason_zh"],
                row["reason_en"],
                f"{todo.zh}\n{todo.en}",
            ]
            yield ours, [values.get(column) for column in self.columns], set(faulty)

    @property
    def personal(self) -> list[str]:
        """The source's columns here that hold personal information."""
        items_of = self.dataset.mapping.items_of if self.dataset.mapping else {}
        return [
            column
            for column in self.columns
            if any(self.dataset.items[item].personal for item in items_of.get(column, ()))
        ]


def export(
    home: Home,
    standards: Standards,
    to: Path,
    *,
    source: str | None = None,
    dataset: str | None = None,
    rule: str | None = None,
    batch: str | None = None,
) -> Exported:
    """Write the rejected rows; the same rows give the same bytes.

    Args:
        home: The installation.
        standards: The loaded standards.
        to: `.xlsx`: one sheet per dataset. `.csv`: this file, or one `<name>.<dataset id>.csv` each when there are
            several datasets.
        source: As for `rejected_rows`, like those that follow.
        dataset: Only datasets of this name.
        rule: Only rows that failed this rule.
        batch: Only batches whose name begins so.

    Raises:
        EcolakeError: The name ends in neither, or there is nothing to write.
    """
    write = _writer(to)
    rows = rejected_rows(home, standards, source, dataset, rule=rule, batch=batch)
    if rows.is_empty():
        raise EcolakeError(
            "nothing_rejected",
            "No rejected row matches, so there is nothing to export.",
            "没有符合条件的退回行，无需导出。",
            hint_en="See what there is with: ecolake rejects show",
            hint_zh="查看退回行：ecolake rejects show",
        )
    sheets = [
        _Sheet(standards.datasets[f"{name[0]}.{name[1]}"], part, [])
        for name, part in rows.partition_by("source", "dataset", as_dict=True, maintain_order=True).items()
    ]
    sheets = [
        _Sheet(sheet.dataset, sheet.rows, source_columns(sheet.dataset, sheet.rows)) for sheet in sheets
    ]
    to.parent.mkdir(parents=True, exist_ok=True)
    files = write(to, sheets)
    return Exported(
        tuple(files),
        {sheet.dataset.id: sheet.rows.height for sheet in sheets},
        tuple(f"{sheet.dataset.id}: {column}" for sheet in sheets for column in sheet.personal),
    )


def _writer(to: Path) -> Callable[[Path, list[_Sheet]], list[Path]]:
    writers = {".xlsx": _write_workbook, ".csv": _write_csv}
    if to.suffix.lower() not in writers:
        raise UsageError(
            "unknown_format",
            f"Rejected rows are exported to .xlsx or .csv, not to '{to.suffix}'.",
            f"退回行可导出为 .xlsx 或 .csv，不支持“{to.suffix}”。",
            where=str(to),
            hint_en="Name the file *.xlsx or *.csv.",
            hint_zh="请将文件命名为 *.xlsx 或 *.csv。",
        )
    return writers[to.suffix.lower()]


def disarm(value: object) -> object:
    """Make a CSV cell that a spreadsheet would compute a text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value


def _write_csv(to: Path, sheets: list[_Sheet]) -> list[Path]:
    files = []
    for sheet in sheets:
        path = to if len(sheets) == 1 else to.with_name(f"{to.stem}.{sheet.dataset.id}{to.suffix}")
        # The mark at the beginning is what makes a spreadsheet read UTF-8.
        with path.open("w", encoding="utf-8-sig", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow([disarm(name) for name in (*OURS, *sheet.columns)])
            writer.writerows([disarm(value) for value in (*ours, *own)] for ours, own, _ in sheet.records())
        files.append(path)
    return files


def _write_workbook(to: Path, sheets: list[_Sheet]) -> list[Path]:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(to), options) as book:
        latest = max(
            (sheet.rows.get_column("_received_at").max() or _EPOCH for sheet in sheets), default=_EPOCH
        )
        book.set_properties(
            {
                "title": "退回数据 rejected rows",
                "comments": "含个人信息，仅退还报送单位 · holds personal data; for the department that sent it only",
                # The clock would make every export another file.
                "created": latest,
            }
        )
        forms = _Forms.of(book)
        taken: set[str] = set()
        for sheet in sheets:
            _write_sheet(book, sheet, forms, taken)
    return [to]


@dataclass(frozen=True)
class _Forms:
    """The four ways a cell looks."""

    head: Any
    plain: Any
    reason: Any
    wrong: Any

    @classmethod
    def of(cls, book: "xlsxwriter.Workbook") -> "_Forms":
        top = {"valign": "top"}
        return cls(
            head=book.add_format(
                {"bold": True, "bg_color": "#DDEBF7", "bottom": 1, "text_wrap": True, **top}
            ),
            plain=book.add_format({"num_format": "@", **top}),
            reason=book.add_format({"text_wrap": True, **top}),
            wrong=book.add_format({"num_format": "@", "bg_color": "#FFC7CE", "font_color": "#9C0006", **top}),
        )


def _write_sheet(book: "xlsxwriter.Workbook", sheet: _Sheet, forms: _Forms, taken: set[str]) -> None:
    at = _SHEET_ROWS
    page: Any = None
    for ours, own, faulty in sheet.records():
        if at >= _SHEET_ROWS:
            page = _open_sheet(book, sheet, forms, taken)
            at = 0
        at += 1
        for column, value in enumerate(ours):
            if isinstance(value, int):
                page.write_number(at, column, value, forms.reason)
            else:
                page.write_string(at, column, str(value or "")[:_CELL], forms.reason)
        for column, (name, value) in enumerate(zip(sheet.columns, own, strict=True), start=len(ours)):
            # An empty cell at fault is marked too: it is what must be filled in.
            if value is not None or name in faulty:
                page.write_string(
                    at, column, (value or "")[:_CELL], forms.wrong if name in faulty else forms.plain
                )


def _open_sheet(book: "xlsxwriter.Workbook", sheet: _Sheet, forms: _Forms, taken: set[str]) -> Any:
    page = book.add_worksheet(_sheet_name(sheet.dataset.id, taken))
    page.freeze_panes(1, 2)
    for column, width in enumerate(_WIDTHS):
        page.set_column(column, column, width)
    if sheet.columns:
        page.set_column(len(OURS), len(OURS) + len(sheet.columns) - 1, 18)
    items_of = sheet.dataset.mapping.items_of if sheet.dataset.mapping else {}
    titles = [
        "\n".join([name, *(sheet.dataset.items[item].title.zh for item in items_of.get(name, ()))])
        for name in sheet.columns
    ]
    for column, name in enumerate((*OURS, *titles)):
        page.write_string(0, column, name, forms.head)
    return page


def _sheet_name(dataset_id: str, taken: set[str]) -> str:
    base = dataset_id.translate(_FORBIDDEN)
    name, count = base[:_SHEET_NAME], 1
    while name.lower() in taken:
        count += 1
        tail = f" ({count})"
        name = base[: _SHEET_NAME - len(tail)] + tail
    taken.add(name.lower())
    return name
