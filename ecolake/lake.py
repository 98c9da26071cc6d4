"""The only module that writes lake tables (Delta, through delta-rs).

Tables are named by their path below the lake: `accepted/<source>/<dataset>`, `rejected/…`, `mended/…`, `withdrawn/…`, `accounts`,
`holds`, `registry/<name>`, `derived/<name>`. Append and replace only, never deletion vectors, so that a table at a version is a list of Parquet
files that DuckDB reads without an extension.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake
from pyarrow import parquet

from ecolake.home import Home
from ecolake.lake_faults import opened
from ecolake.system_faults import told_plainly

ACCOUNTS = "accounts"
HOLDS = "holds"
BATCH = "_batch"
ATTEMPT = "_attempt"
# Rows that were written before attempts were counted are of this one.
FIRST_ATTEMPT = 1

_WRITER = WriterProperties(compression="ZSTD")
PROPERTIES = CommitProperties(max_commit_retries=50)


def accepted(dataset_table: str) -> str:
    """Name of the table of accepted rows of `<source>/<dataset>`."""
    return f"accepted/{dataset_table}"


def rejected(dataset_table: str) -> str:
    """Name of the table of rejected rows of `<source>/<dataset>`."""
    return f"rejected/{dataset_table}"


def mended(dataset_table: str) -> str:
    """Name of the table that links rejected rows of `<source>/<dataset>` to the rows that mend them."""
    return f"mended/{dataset_table}"


def withdrawn(dataset_table: str) -> str:
    """Name of the table of withdrawn keys of `<source>/<dataset>`."""
    return f"withdrawn/{dataset_table}"


def exists(home: Home, table: str) -> bool:
    """Whether the table has ever been written."""
    return DeltaTable.is_deltatable(str(home.lake / table))


def version(home: Home, table: str) -> int | None:
    """Current version of the table, None when it does not exist."""
    return _open(home, table).version() if exists(home, table) else None


def files(home: Home, table: str) -> list[str]:
    """The Parquet files of the current version, sorted."""
    found = pin(home, table)
    return found[1] if found else []


def pin(home: Home, table: str) -> tuple[int, list[str]] | None:
    """The current version and its Parquet files, sorted, of one look at the table; None when it does not exist."""
    if not exists(home, table):
        return None
    found = _open(home, table)
    return found.version(), _files(found)


def parts(home: Home, table: str, told: Sequence[str]) -> tuple[int, pl.DataFrame] | None:
    """The current version, and of each of its files `path` and what the log tells of it; None when the table does not exist.

    Args:
        home: The installation.
        table: The table.
        told: Columns of the flattened log, as `min._sequence` or `partition._month`; null where the log does not say.
    """
    if not exists(home, table):
        return None
    found = _open(home, table)
    log = pl.DataFrame(pa.table(found.get_add_actions(flatten=True)))
    there = [pl.col(name) if name in log.columns else pl.lit(None).alias(name) for name in told]
    folder = f"{home.lake / table}/"
    rows = log.select(pl.col("path"), *there)
    paths = [folder + unquote(name) for name in rows["path"]]
    return found.version(), rows.with_columns(path=pl.Series(paths, dtype=pl.String())).sort("path")


def scan(home: Home, table: str, columns: pl.Schema | None = None) -> pl.LazyFrame:
    """Read the current version lazily; an absent table is empty, with the columns given.

    A column that the table keeps in another type than is wanted, because its item has changed its type since, is cast; what
    does not fit is null.
    """
    if not exists(home, table):
        return pl.LazyFrame(schema=columns)
    # One look: the files hold the columns in these types.
    opened = _open(home, table)
    found, there = _files(opened), _schema(opened)
    wanted = there if columns is None else columns
    if not found:
        # All rows were replaced by none: the table still knows its columns.
        return pl.LazyFrame(schema=wanted)
    others = _of_other_types(there, wanted)
    kept = pl.Schema({**wanted, **others})
    rows = pl.scan_parquet(found, missing_columns="insert", extra_columns="ignore", schema=kept, glob=False)
    return rows.with_columns(pl.col(name).cast(wanted[name], strict=False) for name in others)


def schema(home: Home, table: str) -> pl.Schema:
    """The columns of the current version; none when the table does not exist."""
    if not exists(home, table):
        return pl.Schema()
    return _schema(_open(home, table))


def row_count(home: Home, table: str) -> int:
    """How many rows the current version has, visible or not, by its log alone."""
    if not exists(home, table):
        return 0
    return sum(pa.table(_open(home, table).get_add_actions(flatten=True))["num_records"].to_pylist())


def append(home: Home, table: str, frame: pl.DataFrame) -> None:
    """Add rows in one commit."""
    with told_plainly(home.lake / table):
        write_deltalake(
            _path(home, table),
            frame.to_arrow(),
            mode="append",
            schema_mode="merge",
            writer_properties=_WRITER,
            commit_properties=PROPERTIES,
        )


def append_file(home: Home, table: str, path: Path) -> None:
    """Add the rows of a Parquet file in one commit, a part of them in memory at a time."""
    with told_plainly(home.lake / table), parquet.ParquetFile(path) as file:
        write_deltalake(
            _path(home, table),
            pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches()),
            mode="append",
            schema_mode="merge",
            writer_properties=_WRITER,
            commit_properties=PROPERTIES,
        )


def replace(
    home: Home,
    table: str,
    frame: pl.DataFrame,
    predicate: str | None = None,
    partition_by: Sequence[str] = (),
) -> None:
    """Replace the whole table, or the rows that the predicate names, in one commit.

    Args:
        home: The installation.
        table: The table.
        frame: The rows.
        predicate: A condition in SQL that all of them meet.
        partition_by: Columns by whose values the files are kept apart, of a table that is new or replaced whole. Their values are in the
            names of folders alone.
    """
    with told_plainly(home.lake / table):
        write_deltalake(
            _path(home, table),
            frame.to_arrow(),
            mode="overwrite",
            # Of a whole table the columns may be others than before; of a part of it they are the table's.
            schema_mode="overwrite" if predicate is None else None,
            predicate=predicate,
            partition_by=list(partition_by) or None,
            writer_properties=_WRITER,
            commit_properties=PROPERTIES,
        )


def retype(home: Home, table: str, columns: pl.Schema, scratch: Path) -> None:
    """Keep columns in other types from now on, in one commit; nothing happens where the table has these types.

    The rows that are there are cast as `scan` does; the files that held them stay on the disk, for the releases pinned to them.

    Args:
        home: The installation.
        table: A table that need not exist.
        columns: The types wanted.
        scratch: Existing folder for temporary files.
    """
    there = schema(home, table)
    if not _of_other_types(there, columns):
        return
    wanted = pl.Schema({name: columns.get(name, kind) for name, kind in there.items()})
    path = scratch / "retyped.parquet"
    scan(home, table, wanted).sink_parquet(path)
    with parquet.ParquetFile(path) as file:
        write_deltalake(
            _path(home, table),
            pa.RecordBatchReader.from_batches(file.schema_arrow, file.iter_batches()),
            mode="overwrite",
            schema_mode="overwrite",
            writer_properties=_WRITER,
            commit_properties=PROPERTIES,
        )


def keep_attempts(home: Home, table: str, attempts: Mapping[str, int]) -> None:
    """Remove, in one commit, the rows of every batch and attempt but these.

    The files that held them stay on the disk, for the releases that are pinned to them.

    Args:
        home: The installation.
        table: Accepted or rejected rows of a dataset.
        attempts: The attempt of each batch that counts.
    """
    if not exists(home, table):
        return
    is_numbered = ATTEMPT in schema(home, table)
    number = pl.col(ATTEMPT).fill_null(FIRST_ATTEMPT) if is_numbered else pl.lit(FIRST_ATTEMPT, pl.Int64())
    there = scan(
        home, table, pl.Schema({BATCH: pl.String(), **({ATTEMPT: pl.Int64()} if is_numbered else {})})
    )
    pairs = there.select(pl.col(BATCH), number.alias(ATTEMPT)).unique().collect(engine="streaming")
    stale: dict[int, list[str]] = {}
    for batch, attempt in sorted(pairs.iter_rows()):
        if attempts.get(batch) != attempt:
            stale.setdefault(attempt, []).append(batch)
    if stale:
        said = f"coalesce({ATTEMPT}, {FIRST_ATTEMPT})" if is_numbered else f"{FIRST_ATTEMPT}"
        listed = {attempt: ", ".join(f"'{batch}'" for batch in named) for attempt, named in stale.items()}
        predicate = " OR ".join(f"({said} = {n} AND {BATCH} IN ({batches}))" for n, batches in listed.items())
        with told_plainly(home.lake / table):
            _open(home, table).delete(predicate, writer_properties=_WRITER, commit_properties=PROPERTIES)


def _of_other_types(there: pl.Schema, columns: pl.Schema) -> dict[str, pl.DataType]:
    """The types in which a table keeps those of the columns that are wanted in others."""
    return {name: there[name] for name, kind in columns.items() if name in there and there[name] != kind}


def _files(opened: DeltaTable) -> list[str]:
    # delta-rs names files as addresses: a blank or a Chinese character of the home is percent-encoded.
    return sorted(unquote(uri) for uri in opened.file_uris())


def _schema(opened: DeltaTable) -> pl.Schema:
    return pl.Schema(pa.schema(opened.schema().to_arrow()))


def _open(home: Home, table: str) -> DeltaTable:
    return opened(home.lake / table)


def _path(home: Home, table: str) -> str:
    path = home.lake / table
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)
