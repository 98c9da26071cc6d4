"""The same as `deduplication` for rows that do not fit in memory: only those whose key may come more than once are looked at.

Nearly all rows of a large delivery have a key of their own; they stay where they are. The others, and the known rows of their
keys, are parted by their keys into files, and told apart by `deduplicate` itself, file by file.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ecolake.deduplication import deduplicate, nearby
from ecolake.sieve import Sieve
from ecolake.standards.catalogue import Dataset
from ecolake.uniqueness import POSITION, key_hash, repeated

# Rows that are told apart at a time.
PART = 100_000
# Each part's file is written so many rows at a time: they wait in memory until then, of all parts at once.
_WRITTEN = 4096
_SHARE = "_share"


@dataclass(frozen=True)
class OnDisk:
    """The admissible rows, told apart; what is lazy can be read while the scratch folder is there.

    Attributes:
        accepted: New rows.
        duplicates: Rows that are known, or repeated.
        conflicts: Rows that contradict their own batch.
        refused: Rows that contradict what may not change.
    """

    accepted: pl.LazyFrame
    duplicates: pl.LazyFrame
    conflicts: pl.LazyFrame
    refused: pl.LazyFrame


def deduplicate_on_disk(rows: pl.LazyFrame, known: pl.LazyFrame, dataset: Dataset, scratch: Path) -> OnDisk:
    """Tell new rows from known ones.

    Args:
        rows: Admissible rows, as in the accepted table, in an order that is the same each time they are read.
        known: Visible accepted rows of earlier batches.
        dataset: The standard, for its key.
        scratch: Existing folder for files of the outcome.
    """
    key = list(dataset.key)
    known = nearby(known, rows, key)
    contested = _contested(rows, known, key, scratch)
    is_contested = pl.col(POSITION).map_batches(
        lambda positions: pl.Series(contested[positions.to_numpy()]), pl.Boolean(), is_elementwise=True
    )
    numbered = rows.with_row_index(POSITION)
    told = _told_apart(numbered.filter(is_contested).drop(POSITION), known, dataset, scratch)
    alone = numbered.filter(is_contested.not_()).drop(POSITION)
    return OnDisk(pl.concat([alone, told.accepted]), told.duplicates, told.conflicts, told.refused)


def _contested(rows: pl.LazyFrame, known: pl.LazyFrame, key: list[str], scratch: Path) -> NDArray[np.bool_]:
    """Say of each row whether another of its key may be among the rows or the known ones."""
    among_known = _sieve_of(known, key)
    found = [np.zeros(0, dtype=bool)]
    hashes = rows.select(key_hash(key))
    hashes.sink_batches(
        lambda part: found.append(among_known.may_hold(part.to_series()).to_numpy()), maintain_order=True
    )
    contested = np.concatenate(found)
    contested[repeated(rows, key, scratch)[POSITION].to_numpy()] = True
    return contested


def _sieve_of(rows: pl.LazyFrame, key: list[str]) -> Sieve:
    sieve = Sieve()
    rows.select(key_hash(key)).sink_batches(lambda part: sieve.put(part.to_series()))
    return sieve


def _told_apart(rows: pl.LazyFrame, known: pl.LazyFrame, dataset: Dataset, scratch: Path) -> OnDisk:
    """Tell contested rows apart, all of a key at once and so many keys at a time."""
    key = list(dataset.key)
    contested = scratch / "contested.parquet"
    rows.sink_parquet(contested, compression="lz4")
    rows = pl.scan_parquet(contested)
    parts = 1 + rows.select(pl.len()).collect().item() // PART
    asked = _sieve_of(rows, key)
    is_asked = key_hash(key).map_batches(asked.may_hold, pl.Boolean(), is_elementwise=True)
    now = _parted(rows, key, parts, scratch / "now")
    before = _parted(known.filter(is_asked), key, parts, scratch / "before")
    files: dict[str, list[Path]] = {name: [] for name in ("accepted", "duplicates", "conflicts", "refused")}
    for part, (these, earlier) in enumerate(zip(now, before, strict=True)):
        told = deduplicate(these.collect(), earlier, dataset)
        for name, written in files.items():
            written.append(scratch / f"{name}-{part:05d}.parquet")
            frame: pl.DataFrame = getattr(told, name)
            frame.write_parquet(written[-1], compression="lz4")
    return OnDisk(**{name: pl.scan_parquet(written, glob=False) for name, written in files.items()})


def _parted(rows: pl.LazyFrame, key: list[str], parts: int, folder: Path) -> list[pl.LazyFrame]:
    """Part rows by their keys; one part is left where it is."""
    if parts == 1:
        return [rows]
    share = (key_hash(key) % parts).cast(pl.Int64).alias(_SHARE)
    by_share = pl.PartitionBy(folder, key=_SHARE, include_key=False)
    rows.with_columns(share).sink_parquet(by_share, compression="lz4", row_group_size=_WRITTEN, mkdir=True)
    nothing = pl.LazyFrame(schema=rows.collect_schema())
    places = [folder / f"{_SHARE}={part}" for part in range(parts)]
    return [
        pl.scan_parquet(sorted(place.iterdir()), glob=False) if place.is_dir() else nothing
        for place in places
    ]
