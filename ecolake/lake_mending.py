"""Look a lake through for what a disk or a power cut has damaged, and set it aside so that its rows can be judged again.

Everything in the lake but a person's decisions over held batches can be made again from landed bytes and standards. Nothing is deleted
here: what is damaged is moved to `damaged/` in the home. Judging again is the business of `reacceptance`.
"""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from urllib.parse import unquote

import polars as pl
import pyarrow as pa
from deltalake import DeltaTable
from pyarrow import parquet

from ecolake import lake
from ecolake.errors import EcolakeError
from ecolake.home import Home
from ecolake.lake_faults import damaged, opened
from ecolake.system_faults import system_fault

# What reading a damaged file ends in, by way of polars and the system.
_SIGNS = (pl.exceptions.PolarsError, pl.exceptions.PanicException, FileNotFoundError)

# Bytes that must have room on a disk that is not full.
_PROBE = 8 << 20


@dataclass(frozen=True)
class Damage:
    """One damaged file.

    Attributes:
        table: The table's path below the lake.
        path: The file, or the folder of a log of which no entry can be blamed.
        en: What is wrong, in English.
        zh: The same in Chinese.
    """

    table: str
    path: Path
    en: str
    zh: str

    @property
    def is_log(self) -> bool:
        """Whether it is the log that is damaged, and not a file of rows."""
        return "_delta_log" in self.path.parts

    @property
    def dataset_id(self) -> str | None:
        """The dataset whose rows the table holds; None for accounts, holds and the registry."""
        layer, *dataset = self.table.split("/")
        return ".".join(dataset) if len(dataset) == 2 and layer != "registry" else None


def damages(home: Home) -> Iterator[Damage]:
    """Read the current version of every table whole, and tell what of it cannot be read."""
    for log in sorted(home.lake.glob("**/_delta_log")):
        table = log.parent.relative_to(home.lake).as_posix()
        broken = list(_of_log(table, log))
        yield from broken
        if not broken:
            yield from _of_rows(home, table)


@contextmanager
def told(home: Home) -> Iterator[None]:
    """Let an error that a damaged lake has caused say so; others pass as they are.

    Raises:
        EcolakeError: `damaged_lake`.
    """
    try:
        yield
    except _SIGNS as fault:
        refuse_machine(home, fault)
        raise


def refuse_machine(home: Home, fault: BaseException) -> None:
    """Raise where a fault is the disk's or the lake's, so that nobody blames the data that were being judged.

    Raises:
        OSError: It was the disk.
        EcolakeError: `damaged_lake`.
    """
    # A hostile file may have its own words in the error: the disk is asked.
    if (found := system_fault(fault)) and not _can_be_written(home):
        raise found from fault
    if isinstance(fault, _SIGNS) and (first := next(damages(home), None)):
        raise damaged(first.path, first.en, first.zh) from fault


def set_aside(home: Home, found: Sequence[Damage]) -> None:
    """Take damaged files out of their tables, which can be read afterwards and lack what the files held.

    A damaged entry is taken from the end of a log; where whole ones follow it, the table is taken away whole.
    """
    for table in sorted({one.table for one in found}):
        mine = [one for one in found if one.table == table]
        log = home.lake / table / "_delta_log"
        for path in sorted((one.path for one in mine if one.is_log), reverse=True):
            if path != max(log.glob("*.json"), default=None) or path == min(log.glob("*.json")):
                _move(home, home.lake / table)
                break
            _move(home, path)
        rows = [one.path for one in mine if not one.is_log]
        for path in rows:
            if path.is_file():
                _move(home, path)
        if rows:
            DeltaTable(str(home.lake / table)).repair(commit_properties=lake.PROPERTIES)


def _can_be_written(home: Home) -> bool:
    try:
        with TemporaryFile(dir=home.root) as probe:
            probe.write(bytes(_PROBE))
            probe.flush()
            os.fsync(probe.fileno())
    except OSError:
        return False
    return True


def _of_log(table: str, log: Path) -> Iterator[Damage]:
    for entry in sorted(log.glob("*.json")):
        if not entry.stem.isdecimal():
            continue
        try:
            lines = entry.read_text(encoding="utf-8").splitlines()
            whole = bool(lines) and all(isinstance(json.loads(line), dict) for line in lines)
        except ValueError:
            whole = False
        if not whole:
            yield Damage(
                table, entry, "an entry of the table's log is cut or empty", "表日志的一条记录不完整"
            )
            return
    try:
        opened(log.parent)
    except EcolakeError:
        yield Damage(table, log, "the log of the table cannot be read", "表的日志无法读取")


def _of_rows(home: Home, table: str) -> Iterator[Damage]:
    added = pa.table(DeltaTable(str(home.lake / table)).get_add_actions(flatten=True))
    sizes = zip(added["path"].to_pylist(), added["size_bytes"].to_pylist(), strict=True)
    for name, size in sorted(sizes):
        path = home.lake / table / unquote(name)
        if not path.is_file():
            yield Damage(table, path, "a file of rows is gone", "数据文件丢失")
        elif path.stat().st_size != size or not _is_readable(path):
            yield Damage(table, path, "a file of rows is cut or overwritten", "数据文件不完整或被改写")


def _is_readable(path: Path) -> bool:
    try:
        with parquet.ParquetFile(path) as file:
            for batch in file.iter_batches():
                batch.validate(full=True)
    except (pa.ArrowException, OSError, ValueError):
        return False
    return True


def _move(home: Home, path: Path) -> None:
    """Move a file or a table out of the lake; what was set aside under the same name before stays."""
    target = home.root / "damaged" / path.relative_to(home.lake)
    number = 0
    while target.exists():
        number += 1
        target = target.with_name(f"{path.name}.{number}")
    target.parent.mkdir(parents=True, exist_ok=True)
    path.rename(target)
