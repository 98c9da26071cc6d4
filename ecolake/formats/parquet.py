"""Parquet files to a table, typed as the file is; what a typed column means for an item is decided in the mapping."""

from collections.abc import Iterator

import polars as pl
import pyarrow as pa
from pyarrow import compute, parquet

from ecolake.errors import UnreadableError
from ecolake.formats import archive_faults
from ecolake.formats.archive import PlainFile
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Table, unique_names

MAGIC = b"PAR1"
# Rows decoded at a time; a run of equal values costs a few bytes on disk, so that only counting what was decoded helps.
BATCH = 65_536
NESTED_BATCH = 1_024


def read_parquet(plain: PlainFile, limits: Limits = DEFAULT_LIMITS) -> Iterator[Table]:
    """Read all rows part by part; `_row` is their 1-based ordinal.

    Columns keep their types: numbers, decimals, booleans, dates, timestamps, lists and structures.

    Raises:
        UnreadableError: `wrong_shape`, `damaged_parquet` or `archive_bomb`.
    """
    with plain.path.open("rb") as stream:
        if stream.read(len(MAGIC)) != MAGIC:
            raise _wrong_shape(plain.label, "it does not begin as Parquet does", "文件开头不是 Parquet")
    try:
        with parquet.ParquetFile(plain.path, read_dictionary=_texts(plain)) as file:
            schema = file.schema_arrow
            if len(file.schema) > limits.columns:
                what = len(file.schema)
                raise _wrong_shape(plain.label, f"it has {what} columns", f"有 {what} 列")
            if (depth := max(map(_depth, schema.types), default=0)) > limits.depth:
                raise _wrong_shape(
                    plain.label, f"a column is nested {depth} levels deep", f"有列嵌套 {depth} 层"
                )
            names = unique_names(schema.names)
            row = 1
            yield Table(names, _frame(schema.empty_table().to_batches() or [_no_rows(schema)], names, row))
            for batch in _batches(file, plain.path.stat().st_size, plain.label, limits):
                yield Table(names, _frame([batch], names, row))
                row += batch.num_rows
    except (
        pa.ArrowException,
        pl.exceptions.PolarsError,
        pl.exceptions.PanicException,
        UnicodeError,
    ) as error:
        # Arrow decodes the names of columns as it is asked for them.
        raise _damaged(plain.label, error) from error
    except OSError as error:
        # Arrow says of bad bytes what the system says of a bad disk, but without a number.
        if error.errno is not None:
            raise
        raise _damaged(plain.label, error) from error


def _texts(plain: PlainFile) -> list[str]:
    """Columns of text are read as references to their different values, which a hostile file may repeat at no cost."""
    with parquet.ParquetFile(plain.path) as file:
        return [field.name for field in file.schema_arrow if _is_long(field.type)]


def _is_long(kind: pa.DataType) -> bool:
    types = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(is_one(kind) for is_one in types)


def _batches(file: parquet.ParquetFile, packed: int, label: str, limits: Limits) -> Iterator[pa.RecordBatch]:
    # Rows are handed on as they are decoded: a large file may hold much, a small one may not pretend to.
    bound = max(limits.uncompressed, packed * limits.ratio)
    size = 0
    # Within lists and structures there are no references: what is repeated is there before it is counted.
    rows = NESTED_BATCH if any(field.type.num_fields for field in file.schema_arrow) else BATCH
    for batch in file.iter_batches(rows):
        # Bytes that are no text pass for text here, and would be found only in the lake, whose file nobody could then read.
        batch.validate(full=True)
        # A null or a flag takes no byte, and a row does: the frame numbers it.
        size += batch.nbytes + batch.num_rows * 8 + sum(map(_text_size, batch.columns))
        if size > bound:
            raise archive_faults.bomb(label, bound)
        yield batch


def _text_size(column: pa.Array) -> int:
    """Bytes of a column of text once each row holds its own."""
    if not pa.types.is_dictionary(column.type):
        return 0
    return compute.sum(compute.take(compute.binary_length(column.dictionary), column.indices)).as_py() or 0


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([], schema=schema)


def _frame(batches: list[pa.RecordBatch], names: list[str], first: int) -> pl.DataFrame:
    table = pa.Table.from_batches(batches)
    columns = [pl.Series(name, pl.from_arrow(_known(table.column(at)))) for at, name in enumerate(names)]
    frame = pl.DataFrame(columns)
    rows = pl.int_range(first, first + pl.len(), dtype=pl.Int64)
    return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String), _row=rows)


def _known(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The column in a type that polars has: references it knows to texts only, and numbers to 38 digits."""
    if pa.types.is_decimal256(column.type):
        return column.cast(pa.string())
    if pa.types.is_dictionary(column.type) and not pa.types.is_string(column.type.value_type):
        return column.cast(column.type.value_type)
    return column


def _depth(kind: pa.DataType) -> int:
    return 1 + max((_depth(kind.field(at).type) for at in range(kind.num_fields)), default=0)


def _wrong_shape(label: str, en: str, zh: str) -> UnreadableError:
    return UnreadableError(
        "wrong_shape",
        f"The file is not the Parquet that was agreed on: {en}.",
        f"文件不是约定的 Parquet：{zh}。",
        where=label,
        hint_en="Correct the source's `read: format`, or ask it what has changed.",
        hint_zh="请更正数据源配置 `read: format`，或向提供单位核实格式变化。",
    )


def _damaged(label: str, error: Exception) -> UnreadableError:
    what = (str(error).splitlines() or [""])[0][:200]
    return UnreadableError(
        "damaged_parquet",
        f"The Parquet file is cut or damaged: {what}.",
        f"Parquet 文件不完整或已损坏：{what}。",
        where=label,
        hint_en="Fetch it again, or ask the source to send it again.",
        hint_zh="请重新获取，或请提供单位重新报送。",
    )
