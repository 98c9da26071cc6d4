"""Workbooks (.xlsx, .xlsm) to a table of text: every cell as a person reads it, rows of several sheets one table.

What a cell says is decided in `excel_text`, what stands where on a sheet in `excel_layout`, and that a workbook may be
parsed at all in `excel_guard`.
"""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import NamedTuple

import polars as pl

from ecolake.formats import excel_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.excel_layout import SHEET, header_of, records_of, set_aside
from ecolake.formats.excel_text import sheet_text
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame
from ecolake.standards.source import ReadOptions

# A sheet has at most 1,048,576 rows: the last seven digits of a row's number are its row on its sheet.
SHEET_ROWS = 10_000_000


class _Sheet(NamedTuple):
    name: str
    records: pl.DataFrame
    malformed: list[Malformed]


def read_excel(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read the sheets whose names match, in the order of the workbook, as one table.

    Columns are those of the header and `#sheet`, the name of the row's sheet. `_row` is the row that a spreadsheet
    shows, plus 10,000,000 for each sheet before it that was read: 20,000,005 is row 5 of the third. Empty sheets are passed over, hidden
    ones too unless `read.sheet` asks for names. Totals and remarks below a table are malformed (`footer_row`).

    Args:
        plain: A workbook that `excel_guard` has looked at.
        read: `sheet`, `skip` and `header`.
        limits: Bounds on the table.

    Raises:
        UnreadableError: `damaged_workbook`, `missing_sheet`, `no_header`, `sheets_differ` or `oversized_sheet`.
    """
    sheets = list(_sheets(plain, read, limits))
    columns = sheets[0].records.columns
    for sheet in sheets[1:]:
        if other := set(columns) ^ set(sheet.records.columns):
            raise excel_faults.sheets_differ(plain.label, sheets[0].name, sheet.name, sorted(other))
    frames = [sheet.records.select(columns) for sheet in sheets]
    malformed = malformed_frame(record for sheet in sheets for record in sheet.malformed)
    return Table([column for column in columns if column != "_row"], pl.concat(frames), malformed)


def _sheets(plain: PlainFile, read: ReadOptions, limits: Limits) -> Iterator[_Sheet]:
    matching, seen = 0, []
    for name, text, visible in sheets_as_text(plain, read):
        if visible:
            seen.append(name)
        if (read.sheet == "*" and not visible) or _is_blank(text):
            continue
        yield _sheet(name, text, matching * SHEET_ROWS, plain, read, limits)
        matching += 1
    if not matching:
        raise excel_faults.no_sheet(plain.label, read.sheet, seen)


def _is_blank(text: pl.DataFrame) -> bool:
    return all(column.null_count() == len(column) for column in text.iter_columns())


def sheets_as_text(plain: PlainFile, read: ReadOptions) -> Iterator[tuple[str, pl.DataFrame, bool]]:
    """Read every sheet whose name matches: its name, its cells from the first row on, and whether a person sees it.

    Raises:
        UnreadableError: `damaged_workbook`.
    """
    import fastexcel

    try:
        reader = fastexcel.read_excel(plain.path)
        for name in reader.sheet_names:
            if fnmatchcase(name, read.sheet):
                yield name, *sheet_text(reader, name)
    except fastexcel.FastExcelError as error:
        raise excel_faults.damaged(plain.label, str(error).splitlines()[0][:200]) from error
    except BaseException as fault:
        # The parser's own defects come as a kind of exception that has no name to catch it by.
        if type(fault).__name__ != "PanicException":
            raise
        raise excel_faults.damaged(plain.label, "the parser gave up on it") from fault


def _sheet(
    name: str, text: pl.DataFrame, offset: int, plain: PlainFile, read: ReadOptions, limits: Limits
) -> _Sheet:
    label = f"{plain.label}!{name}"
    names, start = header_of(text, read, label, limits)
    records, below = records_of(text, names, start)
    numbered = [frame.with_columns(pl.col("_row") + offset) for frame in (records, below)]
    return _Sheet(
        name,
        numbered[0].select(pl.lit(name).alias(SHEET), pl.all()),
        set_aside(numbered[1], name),
    )
