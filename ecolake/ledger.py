"""The accounts table as this process last saw it: read once, and then only what other commits have added.

A run asks for the accounts of each of hundreds of datasets several times, and each of them commits its own; reading the whole
table every time would make the time of a run grow with the square of their number. What an account is stands in `accounts`.
"""

import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

import polars as pl
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from ecolake.lake_faults import opened

_KEY = ["source", "dataset", "batch"]
# A process works on one home; tests work on many.
_MOST_TABLES = 4
_ABSENT = (0, 0)

Frames = dict[tuple[str, str], pl.DataFrame]


@dataclass
class _Seen:
    """A table at a version: its files, and its latest accounts by source and dataset."""

    table: DeltaTable
    born: tuple[int, int]
    last: tuple[int, int]
    files: frozenset[str] = frozenset()
    frames: Frames = field(default_factory=dict)


_tables: OrderedDict[Path, _Seen] = OrderedDict()
_lock = threading.Lock()


def latest(path: Path, schema: pl.Schema, order: str = "attempt") -> Frames:
    """Return the latest account of every batch, by source and dataset, each frame sorted by batch.

    Args:
        path: Folder of the accounts table, or of another kept like it; it need not exist.
        schema: Its columns.
        order: The column that grows with each further row of a batch.
    """
    with _lock:
        seen = _tables.pop(path, None)
        if seen is None or not _is_current(path, seen):
            if not DeltaTable.is_deltatable(str(path)):
                return {}
            born = _birth(path)
            if seen is None or seen.born != born or _is_undone(path, seen):
                seen = _Seen(opened(path), born, born)
            else:
                _update(seen, path)
            _take_new(seen, schema, order)
            seen.last = _identity(_entry(path, seen.table.version()))
        _tables[path] = seen
        while len(_tables) > _MOST_TABLES:
            _tables.popitem(last=False)
        return dict(seen.frames)


def _is_undone(path: Path, seen: _Seen) -> bool:
    """Tell whether the last commit that was seen is there no more: a damaged entry was taken away."""
    return _identity(_entry(path, seen.table.version())) == _ABSENT


def _update(seen: _Seen, path: Path) -> None:
    """Take what was committed since; a log that has been damaged since is opened again, which says so."""
    try:
        seen.table.update_incremental()
    except DeltaError:
        seen.table = opened(path)


def _is_current(path: Path, seen: _Seen) -> bool:
    """Tell from two looks at the log that the table is the one that was seen, and that nothing was committed since."""
    version = seen.table.version()
    known = _identity(_entry(path, version))
    return known == seen.last != _ABSENT and not _entry(path, version + 1).exists()


def _birth(path: Path) -> tuple[int, int]:
    """Tell a table from another that took its place: an entry of its log is never written again.

    The oldest that is left: checkpoints take entries away that are older than a month, and then the table is read anew.
    """
    return _identity(min((path / "_delta_log").glob("*.json")))


def _entry(path: Path, version: int) -> Path:
    return path / "_delta_log" / f"{version:020}.json"


def _identity(entry: Path) -> tuple[int, int]:
    """What tells an entry of a log from another of the same name; zeros where there is none."""
    try:
        status = entry.stat()
    except FileNotFoundError:
        return _ABSENT
    return status.st_ino, status.st_mtime_ns


def _take_new(seen: _Seen, schema: pl.Schema, order: str) -> None:
    files = frozenset(unquote(uri) for uri in seen.table.file_uris())
    if not seen.files <= files:
        # Rewritten into other files: what was known is in them too.
        seen.files, seen.frames = frozenset(), {}
    if fresh := sorted(files - seen.files):
        rows = pl.scan_parquet(
            fresh, schema=schema, missing_columns="insert", extra_columns="ignore", glob=False
        ).collect()
        for (source, dataset), added in rows.partition_by("source", "dataset", as_dict=True).items():
            name = (str(source), str(dataset))
            known = seen.frames.get(name)
            seen.frames[name] = _latest(added if known is None else pl.concat([known, added]), order)
    seen.files = files


def _latest(rows: pl.DataFrame, order: str) -> pl.DataFrame:
    return rows.sort([*_KEY, order]).unique(_KEY, keep="last", maintain_order=True)
