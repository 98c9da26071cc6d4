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
from pathlib import Path

import polars as pl
import polars.selectors as cs
import pyarrow as pa
from pyarrow import csv as arrow_csv

from ecolake.formats import csv_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.archive_faults import empty_file
from ecolake.formats.limits import DEFAULT_LIMITS, MIB, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame, unique_names
from ecolake.formats.text import decode_chunks
from ecolake.standards.source import ReadOptions

SENTINEL = "\x1eecolake end of file\x1e"
SEPARATORS = ",;\t|"
# A row must fit a block; twice the field limit leaves room for the rest of a row that is still acceptable.
BLOCK = 4 * MIB


def read_csv(plain: PlainFile, read: ReadOptions, scratch: Path, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read separated text whose first record is the header.

    `_row` counts records as a spreadsheet shows them: the header is row 1, a blank line is a row. Blank lines
    and rows of empty cells only are no records; a record with another number of cells than the header is
    malformed. Empty cells are null, quoted or not: spreadsheets that save CSV make no difference.

    Raises:
        UnreadableError: `empty_file`, `wrong_encoding`, `html_instead_of_data`, `no_header`, `wrong_shape`,
            `unclosed_quote` or `oversized_field`.
    """
    copy = scratch / "decoded.csv"
    with copy.open("w", encoding="utf-8", newline="") as out:
        for text in decode_chunks(plain.path, read.encoding, plain.label):
            out.write(text)
    blank_lines, header = _header(copy, read.separator, plain.label, limits)
    with copy.open("a", encoding="utf-8", newline="") as out:
        out.write("\n" + read.separator.join([SENTINEL] * len(header)))
    parsed, ragged = _parse(copy, read.separator, len(header), blank_lines, plain.label)
    names = unique_names(header)
    return _table(parsed, ragged, names=names, first=blank_lines + 1, label=plain.label, limits=limits)


def read_header(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    """Return the column names of separated text without reading the rest."""
    lines = _lines(decode_chunks(plain.path, read.encoding, plain.label))
    return unique_names(_first_record(lines, read.separator, plain.label, limits)[1])


def _lines(chunks: Iterator[str]) -> Iterator[str]:
    for chunk in chunks:
        yield from io.StringIO(chunk, newline="")


def _header(copy: Path, separator: str, label: str, limits: Limits) -> tuple[int, list[str]]:
    with copy.open(encoding="utf-8", newline="") as lines:
        return _first_record(lines, separator, label, limits)


def _first_record(lines: Iterator[str], separator: str, label: str, limits: Limits) -> tuple[int, list[str]]:
    """Return the number of blank lines before the header, and the header."""
    reader = csv.reader(lines, delimiter=separator)
    try:
        for blank_lines, record in enumerate(reader):
            if record:
                _refuse_header(record, separator, label, limits)
                return blank_lines, record
    except csv.Error as error:
        raise csv_faults.oversized(label, "row 1") from error
    raise empty_file(label)


def _refuse_header(record: list[str], separator: str, label: str, limits: Limits) -> None:
    if not any(name.strip() for name in record):
        raise csv_faults.no_header(label)
    if record[0].lstrip().startswith(("{", "[", "<?xml")):
        raise csv_faults.wrong_shape(label, "it starts as JSON or XML does", "文件以 JSON 或 XML 开头")
    if len(record) > limits.columns:
        raise csv_faults.wrong_shape(
            label, f"its header has {len(record)} columns", f"表头有 {len(record)} 列"
        )
    others = [mark for mark in SEPARATORS if mark != separator and mark in record[0]]
    if len(record) == 1 and others:
        raise csv_faults.wrong_shape(
            label,
            f"its header does not contain the separator {separator!r} but does contain {others[0]!r}",
            f"表头中没有分隔符 {separator!r}，却有 {others[0]!r}",
        )


def _parse(
    copy: Path, separator: str, width: int, blank_lines: int, label: str
) -> tuple[pa.Table, list[arrow_csv.InvalidRow]]:
    """Return every record of the right width, the header first, and the ragged ones."""
    ragged: list[arrow_csv.InvalidRow] = []

    def set_aside(row: arrow_csv.InvalidRow) -> str:
        ragged.append(row)
        return "skip"

    names = [f"f{i}" for i in range(width)]
    batches: list[pa.RecordBatch] = []
    schema = pa.schema([(name, pa.string()) for name in names])
    try:
        with arrow_csv.open_csv(
            copy,
            read_options=arrow_csv.ReadOptions(
                # Row numbers are only reported when rows are read in order.
                use_threads=False,
                block_size=BLOCK,
                column_names=names,
                skip_rows=blank_lines,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=separator,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=schema,
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        ) as reader:
            batches.extend(reader)
    except pa.ArrowInvalid as error:
        row = sum(batch.num_rows for batch in batches) + len(ragged) + blank_lines + 1
        raise csv_faults.oversized(label, f"after row {row}") from error
    return pa.Table.from_batches(batches, schema), ragged


def _table(
    parsed: pa.Table,
    ragged: list[arrow_csv.InvalidRow],
    *,
    names: list[str],
    first: int,
    label: str,
    limits: Limits,
) -> Table:
    frame = pl.DataFrame(pl.from_arrow(parsed), schema=names)
    total = frame.height + len(ragged)
    numbers = pl.int_range(first, first + total, eager=True, dtype=pl.Int64)
    skipped = [row.number for row in ragged]
    frame = frame.with_columns(numbers.filter(~numbers.is_in(skipped)).alias("_row"))
    if skipped[:1] == [first]:
        raise csv_faults.no_header(label)
    if frame[-1, 0] != SENTINEL:
        last = max(frame[-1, "_row"], *skipped, 0)
        raise csv_faults.unclosed(label, last)
    frame = frame[1:-1].filter(~pl.all_horizontal(cs.by_name(names).is_null()))
    _refuse_oversized(frame, names, label, limits)
    return Table(names, frame, malformed_frame(_ragged(row, len(names)) for row in ragged))


def _ragged(row: arrow_csv.InvalidRow, width: int) -> Malformed:
    return Malformed(
        row.number,
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
