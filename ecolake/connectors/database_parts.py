"""Rows of a query as Parquet files: the same rows give the same bytes, so that a table which has not changed is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from ecolake.connectors import database_faults
from ecolake.connectors.database_query import MARK

# Rows of one row group.
GROUP = 20_000


@dataclass(frozen=True)
class Part:
    """One file.

    Attributes:
        path: Where it is.
        size: Bytes of its rows in memory.
        marks: Of its last row whose watermark does not lie in the future; empty where all do, or nothing is marked.
    """

    path: Path
    size: int
    marks: tuple[str, ...]


def write_parts(
    batches: Iterator[pa.RecordBatch], folder: Path, rows: int, max_bytes: int, where: str, last_day: date
) -> Iterator[Part]:
    """Write files of so many rows, each when it is asked for; the last may be shorter. Without rows there is none.

    Args:
        batches: The rows, in pieces of any length.
        folder: Existing folder.
        rows: Rows of one file.
        max_bytes: Bytes of one file's rows from which the fetch is given up.
        where: The table, for people.
        last_day: Watermarks after it lie in the future.

    Raises:
        TransportError: `batch_too_large` or `undecodable_text`.
    """
    groups = _groups(batches, rows)
    number, group = 0, next(groups, None)
    while group is not None:
        number += 1
        path, size, written = folder / f"part-{number:04d}.parquet", 0, 0
        marks: tuple[str, ...] = ()
        table = _checked(group, where)
        with pq.ParquetWriter(path, table.schema, compression="zstd", version="2.6") as writer:
            while group is not None and written < rows:
                table, marks = _checked(group, where), _marks(group, last_day) or marks
                size += table.nbytes
                if size > max_bytes:
                    raise database_faults.batch_too_large(where, max_bytes)
                writer.write_table(table, row_group_size=GROUP)
                written += table.num_rows
                group = next(groups, None)
        yield Part(path, size, marks)


def _groups(batches: Iterator[pa.RecordBatch], rows: int) -> Iterator[pa.Table]:
    """Cut the rows anew, so that row groups do not depend on how the driver cuts them, and none spans two files."""
    held: list[pa.RecordBatch] = []
    have = in_file = 0
    for batch in batches:
        held.append(batch)
        have += batch.num_rows
        while have >= (want := min(GROUP, rows - in_file)):
            table = pa.Table.from_batches(held)
            yield table.slice(0, want)
            held, have = table.slice(want).to_batches(), have - want
            in_file = (in_file + want) % rows
    if have:
        yield pa.Table.from_batches(held)


def _checked(group: pa.Table, where: str) -> pa.Table:
    """Return the table's own columns, each in one piece."""
    own = group.select([name for name in group.column_names if not name.startswith(MARK)]).combine_chunks()
    try:
        own.validate(full=True)
    except pa.ArrowInvalid:
        raise database_faults.undecodable_text(where) from None
    return own


def _marks(group: pa.Table, last_day: date) -> tuple[str, ...]:
    names = [name for name in group.column_names if name.startswith(MARK)]
    if not names:
        return ()
    moment = pl.Series(pl.from_arrow(group.column(names[0]))).str.strip_prefix("text:")
    day = moment.str.slice(0, 10)
    future = moment.str.contains(r"^(infinity|\d{5,}-)") | (
        day.str.contains(r"^\d{4}-\d\d-\d\d$") & (day > last_day.isoformat())
    )
    reached = (~future).arg_true()
    if reached.is_empty():
        return ()
    last = int(reached[-1])
    return tuple(str(group.column(name)[last].as_py()) for name in names)
