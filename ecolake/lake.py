"""The only module that writes lake tables (Delta, through delta-rs).

Tables are named by their path below the lake: `accepted/<source>/<dataset>`, `rejected/<source>/<dataset>`, `accounts`,
`registry/<name>`. Append and replace only, never deletion vectors, so that a table at a version is a list of Parquet
files that DuckDB reads without an extension.
"""

from collections.abc import Sequence
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, WriterProperties, write_deltalake

from ecolake.home import Home

ACCOUNTS = "accounts"
BATCH = "_batch"

_WRITER = WriterProperties(compression="ZSTD")
_PROPERTIES = CommitProperties(max_commit_retries=50)


def accepted(dataset_table: str) -> str:
    """Name of the table of accepted rows of `<source>/<dataset>`."""
    return f"accepted/{dataset_table}"


def rejected(dataset_table: str) -> str:
    """Name of the table of rejected rows of `<source>/<dataset>`."""
    return f"rejected/{dataset_table}"


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
    opened = _open(home, table)
    # delta-rs names files as addresses: a blank or a Chinese character of the home is percent-encoded.
    return opened.version(), sorted(unquote(uri) for uri in opened.file_uris())


def scan(home: Home, table: str, schema: pl.Schema | None = None) -> pl.LazyFrame:
    """Read the current version lazily; an absent table is empty, in the schema given."""
    found = files(home, table)
    if found:
        return pl.scan_parquet(
            found, missing_columns="insert", extra_columns="ignore", schema=schema, glob=False
        )
    if schema is None and exists(home, table):
        # All rows were replaced by none: the table still knows its columns.
        return pl.DataFrame(pa.schema(_open(home, table).schema().to_arrow()).empty_table()).lazy()
    return pl.LazyFrame(schema=schema)


def append(home: Home, table: str, frame: pl.DataFrame) -> None:
    """Add rows in one commit."""
    write_deltalake(
        _path(home, table),
        frame.to_arrow(),
        mode="append",
        schema_mode="merge",
        writer_properties=_WRITER,
        commit_properties=_PROPERTIES,
    )


def replace(home: Home, table: str, frame: pl.DataFrame, predicate: str | None = None) -> None:
    """Replace the whole table, or the rows that the predicate names, in one commit."""
    write_deltalake(
        _path(home, table),
        frame.to_arrow(),
        mode="overwrite",
        predicate=predicate,
        writer_properties=_WRITER,
        commit_properties=_PROPERTIES,
    )


def append_batches(home: Home, table: str, frame: pl.DataFrame, batches: Sequence[str]) -> None:
    """Add the rows of batches, removing what an interrupted run left of them."""
    stale = _present(home, table, batches)
    if stale:
        is_stale = pl.col(BATCH).is_in(stale)
        listed = ", ".join(f"'{batch}'" for batch in stale)
        replace(home, table, frame.filter(is_stale), f"{BATCH} IN ({listed})")
        frame = frame.filter(is_stale.not_())
    if frame.height:
        append(home, table, frame)


def _open(home: Home, table: str) -> DeltaTable:
    return DeltaTable(str(home.lake / table))


def _path(home: Home, table: str) -> str:
    path = home.lake / table
    path.parent.mkdir(parents=True, exist_ok=True)
    return str(path)


def _present(home: Home, table: str, batches: Sequence[str]) -> list[str]:
    """Which of the batches have rows in the table, visible or not."""
    if not exists(home, table):
        return []
    mine = scan(home, table).filter(pl.col(BATCH).is_in(list(batches)))
    return sorted(mine.select(pl.col(BATCH).unique()).collect().get_column(BATCH).to_list())
