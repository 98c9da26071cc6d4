"""Separated text (CSV, TSV and kin) to a table of text.

Arrow's reader does the work: it is the fast one that also hands over the rows it cannot fit, with their
numbers, so that one set of rules on quotes and line ends holds for good rows and bad ones. The file is first
copied into the scratch folder as UTF-8, and the copy ends in a row of our own: when that row does not come
back, a quote was opened and never closed and has swallowed the end of the file.
"""

import csv
import io
import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import polars as pl
import polars.selectors as cs
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ecolake.formats import csv_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.archive_faults import empty_file
from ecolake.formats.header_rows import joined_names
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame, unique_names
from ecolake.formats.text import decode_chunks
from ecolake.standards.source import ReadOptions

SENTINEL = "\x1eecolake end of file\x1e"
SEPARATORS = ",;\t|"
# A row must fit a block; twice the field limit leaves room for the rest of a row that is still acceptable.
BLOCK = 4 * MIB


def read_csv(
    plain: PlainFile, read: ReadOptions, scratch: Path, limits: Limits = DEFAULT_LIMITS
) -> Iterator[Table]:
    """Read separated text whose first record after the titles (`read.skip` rows) is the header, part by part.

    `_row` counts records as a spreadsheet shows them: the first is row 1, title or header, and a blank line is a
    row. Blank lines and rows of empty cells only are no records; a record with another number of cells than the
    header is malformed. Empty cells are null, quoted or not: spreadsheets that save CSV make no difference.
    A header of several rows gives one name a column, its parts joined by `/`.

    Raises:
        UnreadableError: `empty_file`, `wrong_encoding`, `html_instead_of_data`, `no_header`, `wrong_shape`,
            `unclosed_quote` or `oversized_field`.
    """
    copy = scratch / "decoded.csv"
    with copy.open("w", encoding="utf-8", newline="") as out:
        for text in decode_chunks(plain.path, read.encoding, plain.label):
            out.write(text)
    with copy.open(encoding="utf-8", newline="") as lines:
        header = _find_header(lines, read, plain.label, limits)
    with copy.open("a", encoding="utf-8", newline="") as out:
        out.write("\n" + read.separator.join([SENTINEL] * header.width))
    yield from _Parts(header, plain.label, limits).of(copy, read.separator)


def read_header(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """Return the column names of separated text without reading the rest."""
    lines = _lines(decode_chunks(plain.path, read.encoding, plain.label))
    return _find_header(lines, read, plain.label, limits).names


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    for chunk in chunks:
        yield from io.StringIO(chunk, newline="")


class _Header(NamedTuple):
    """The header of a file.

    Attributes:
        rows: Its records.
        first: Number of the first of them, as a spreadsheet counts.
        lines: Lines above it; a quoted cell of a title may have several.
    """

    rows: list[list[str]]
    first: int
    lines: int

    @property
    def width(self) -> int:
        return len(self.rows[0])

    @property
    def names(self) -> list[str]:
        return unique_names(joined_names(self.rows))


def _find_header(lines: Iterator[str], read: ReadOptions, label: str, limits: Limits) -> _Header:
    reader = csv.reader(lines, delimiter=read.separator)
    row = above = 0
    try:
        for row, record in enumerate(reader, start=1):
            if record and row > read.skip:
                rows = [record, *islice(reader, read.header - 1)]
                _refuse_header(rows, row, read, label, limits)
                return _Header(rows, row, above)
            above = reader.line_num
    except csv.Error as error:
        raise csv_faults.oversized(label, f"after row {row}") from error
    raise empty_file(label)


def _refuse_header(rows: list[list[str]], first: int, read: ReadOptions, label: str, limits: Limits) -> None:
    record = rows[0]
    if not any(name.strip() for row in rows for name in row):
        raise csv_faults.no_header(label, first)
    if record[0].lstrip().startswith(("{", "[", "<?xml")):
        raise csv_faults.wrong_shape(label, first, "it starts as JSON or XML does", "文件以 JSON 或 XML 开头")
    if len(record) > limits.columns:
        raise csv_faults.wrong_shape(
            label, first, f"its header has {len(record)} columns", f"表头有 {len(record)} 列"
        )
    others = [mark for mark in SEPARATORS if mark != read.separator and mark in record[0]]
    if len(record) == 1 and others:
        raise csv_faults.wrong_shape(
            label,
            first,
            f"its header does not contain the separator {read.separator!r} but does contain {others[0]!r}",
            f"表头中没有分隔符 {read.separator!r}，却有 {others[0]!r}",
        )
    widths = sorted({len(row) for row in rows})
    if len(rows) < read.header or len(widths) > 1:
        raise csv_faults.wrong_shape(
            label,
            first,
            f"its header of {read.header} rows has {len(rows)} rows of {', '.join(map(str, widths))} cells",
            f"表头应有 {read.header} 行且列数一致，实际为 {len(rows)} 行，列数为 {'、'.join(map(str, widths))}",
        )


class _Parts:
    """Turns the batches of Arrow's reader into tables, giving each record its number."""

    def __init__(self, header: _Header, label: str, limits: Limits) -> None:
        self._header = header
        self._label = label
        self._limits = limits
        self._names = header.names
        # Ragged records that no row after them has been numbered past yet.
        self._ragged: list[Malformed] = []
        self._next = header.first

    def of(self, copy: Path, separator: str) -> Iterator[Table]:
        """Yield the records, the last batch without the row of our own that ends it."""
        last: pl.DataFrame | None = None
        for batch in self._batches(copy, separator):
            frame = pl.DataFrame(pl.from_arrow(batch), schema=self._names)
            if last is not None:
                yield self._table(last)
            last = self._numbered(frame)
        if last is None or last[-1, 0] != SENTINEL:
            raise csv_faults.unclosed(
                self._label, max([self._next - 1, *(one.row for one in self._ragged), 0])
            )
        yield self._table(last[:-1], ended=True)

    def _batches(self, copy: Path, separator: str) -> Iterator[pa.RecordBatch]:
        """Yield the records of the right width, the header first; the ragged ones are set aside on the way."""
        # Arrow counts what stands above the header in lines, a spreadsheet in records.
        offset = self._header.first - 1 - self._header.lines

        def set_aside(row: arrow_csv.InvalidRow) -> str:
            self._ragged.append(_ragged(row, offset, self._header.width))
            return "skip"

        names = [f"f{i}" for i in range(self._header.width)]
        try:
            with arrow_csv.open_csv(
                copy,
                read_options=arrow_csv.ReadOptions(
                    # Row numbers are only reported when rows are read in order.
                    use_threads=False,
                    block_size=BLOCK,
                    column_names=names,
                    skip_rows=self._header.lines,
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=separator,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=set_aside,
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=pa.schema([(name, pa.string()) for name in names]),
                    null_values=[""],
                    strings_can_be_null=True,
                    quoted_strings_can_be_null=True,
                ),
            ) as reader:
                yield from (batch for batch in reader if batch.num_rows)
        except pa.ArrowInvalid as error:
            read = max([self._next - 1, *(one.row for one in self._ragged)])
            raise csv_faults.oversized(self._label, f"after row {read}") from error

    def _numbered(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Number the rows of a batch: the next numbers that no ragged record has."""
        ragged = pl.Series([one.row for one in self._ragged], dtype=pl.Int64)
        numbers = pl.int_range(
            self._next, self._next + frame.height + ragged.len(), eager=True, dtype=pl.Int64
        )
        frame = frame.with_columns(
            numbers.filter(~numbers.is_in(ragged.implode())).head(frame.height).alias("_row")
        )
        self._next = frame[-1, "_row"] + 1
        return frame

    def _table(self, frame: pl.DataFrame, *, ended: bool = False) -> Table:
        """The records of a batch, and the ragged ones before its end."""
        body = self._header.first + len(self._header.rows)
        if self._ragged and self._ragged[0].row < body:
            raise csv_faults.no_header(self._label, self._header.first)
        end = frame[-1, "_row"] if frame.height else 0
        told = [one for one in self._ragged if ended or one.row < end]
        self._ragged = self._ragged[len(told) :]
        frame = frame.filter((pl.col("_row") >= body) & ~pl.all_horizontal(cs.by_name(self._names).is_null()))
        _refuse_oversized(frame, self._names, self._label, self._limits)
        return Table(self._names, frame, malformed_frame(told))


def _ragged(row: arrow_csv.InvalidRow, offset: int, width: int) -> Malformed:
    return Malformed(
        row.number + offset,
        "ragged_row",
        f"该行有 {row.actual_columns} 列，表头有 {width} 列；请检查漏加引号的分隔符或换行",
        f"the row has {row.actual_columns} cells where the header has {width}; "
        "look for a separator or line break that is not quoted",
        json.dumps({"text": row.text}, ensure_ascii=False),
    )


def _refuse_oversized(frame: pl.DataFrame, names: list[str], label: str, limits: Limits) -> None:
    # Names are a source's own: `pl.col` would take `*` or `^.*$` as a pattern.
    longest = frame.select(cs.by_name(names).str.len_bytes().max())
    for name in names:
        if (longest[name].item() or 0) > limits.field:
            row = frame.filter(frame[name].str.len_bytes() > limits.field)["_row"].item(0)
            raise csv_faults.oversized(label, f"row {row}, column {name}")
