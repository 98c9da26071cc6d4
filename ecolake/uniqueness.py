"""Which rows share their key with another: in one reading of the key columns, in bounded memory, exactly.

Keys are hashed, the hashes sorted, and neighbours compared; only rows whose hash occurs twice are read again and compared by
the keys themselves, so that two keys of one hash are never taken for each other. What a repeated key means for a row is not
decided here.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check
from ecolake.standards.model_base import Text

POSITION = "_position"
_HASH = "_hash"
# Hashes that are held in memory: 128 MiB. A longer table leaves sorted runs of a quarter of that on disk.
RUN = 1 << 24


def repeated(frame: pl.LazyFrame, key: Sequence[str], scratch: Path, *, run: int = RUN) -> pl.DataFrame:
    """Find the rows whose key is that of another row; nulls are equal to each other, as in `unique`.

    Args:
        frame: The rows, in an order that is the same each time it is collected.
        key: Names of the key's columns.
        scratch: Existing folder for the runs of a table that is longer than one.
        run: How many hashes are held in memory.

    Returns:
        The key's columns and `_position`, the row's number from 0 (UInt32), in the order of the table.
    """
    runs = _Runs(scratch, run)
    hashed = frame.select(key_hash(key).alias(_HASH))
    hashed.sink_batches(lambda part: runs.add(part.to_series()), maintain_order=True)
    candidates = frame.select(key).with_row_index(POSITION)
    if runs.spilt:
        suspect = key_hash(key).is_in(_twice(runs.by_range()).implode())
    else:
        hashes = runs.last()
        alike = hashes.is_in(_twice([hashes]).implode()).arg_true()
        suspect = pl.col(POSITION).is_in(alike.cast(pl.UInt32).implode())
    found = candidates.filter(suspect).collect(engine="streaming")
    return found.filter(found.select(key).is_duplicated())


def unique_check(dataset: Dataset, found: pl.DataFrame) -> Check:
    """A check that a row's key is its own, over frames numbered as in `_position`.

    Args:
        dataset: The standard, for the names of its key.
        found: What `repeated` found in the whole table.
    """
    zh = "、".join(dataset.items[name].title.zh for name in dataset.key)
    en = ", ".join(dataset.items[name].title.en for name in dataset.key)
    message = Text(
        zh=f"{zh}与另一行相同；请核对后只报一行",
        en=f"{en} are those of another row; check, and send one row",
    )
    places = found[POSITION].sort().to_numpy()

    def own(positions: pl.Series) -> pl.Series:
        """Whether rows, which come in their order, are none of those found: of these it takes the stretch they are in."""
        rows = positions.to_numpy()
        alone = np.ones(len(rows), dtype=bool)
        if len(rows):
            first, last = np.searchsorted(places, [rows[0], rows[-1] + 1])
            near = places[first:last]
            at = np.searchsorted(rows, near)
            alone[at[rows[at] == near]] = False
        return pl.Series(positions.name, alone)

    holds = pl.col(POSITION).map_batches(own, return_dtype=pl.Boolean, is_elementwise=True)
    return Check("key.unique", "unique", dataset.key, "reject", holds, message)


def key_hash(key: Sequence[str]) -> pl.Expr:
    """One number a row: each column with a seed of its own, so that values that change places change it."""
    first, *others = (pl.col(name).hash(seed=n) for n, name in enumerate(key))
    for other in others:
        first = first.xor(other)
    return first


def _twice(parts: Sequence[pl.Series] | Iterator[pl.Series]) -> pl.Series:
    """The hashes that occur more than once; equal ones are in the same part."""
    found = [pl.Series(_HASH, [], dtype=pl.UInt64)]
    for part in parts:
        ordered = part.sort()
        found.append(ordered.filter(ordered == ordered.shift()).unique())
    return pl.concat(found)


class _Runs:
    """The hashes of a table in its order; sorted runs of them on disk once there are more than one run holds."""

    def __init__(self, scratch: Path, size: int) -> None:
        self._scratch = scratch
        self._size = size
        self._parts: list[pl.Series] = []
        self._held = 0
        self.spilt: list[Path] = []

    def add(self, hashes: pl.Series) -> None:
        self._parts.append(hashes)
        self._held += len(hashes)
        if self._held >= (self._size if not self.spilt else self._size // 4):
            self._spill()

    def last(self) -> pl.Series:
        """What is held in memory."""
        return pl.concat(self._parts) if self._parts else pl.Series(_HASH, [], dtype=pl.UInt64)

    def by_range(self) -> Iterator[pl.Series]:
        """All hashes in as many parts as there are runs, each of the hashes within a range."""
        if self._parts:
            self._spill()
        runs = [np.memmap(path, dtype=np.uint64, mode="r") for path in self.spilt]
        bounds = [(part << 64) // len(runs) for part in range(1, len(runs))]
        cuts = [
            [0, *(int(np.searchsorted(run, np.uint64(bound))) for bound in bounds), len(run)] for run in runs
        ]
        del runs
        for part in range(len(self.spilt)):
            pieces = [
                np.fromfile(path, np.uint64, count=cut[part + 1] - cut[part], offset=8 * cut[part])
                for path, cut in zip(self.spilt, cuts, strict=True)
            ]
            yield pl.Series(_HASH, np.concatenate(pieces))
        for path in self.spilt:
            path.unlink()

    def _spill(self) -> None:
        """Sort and write what is held, a quarter of the most that may be at a time: sorting takes as much again."""
        held, self._parts, self._held = self._parts[::-1], [], 0
        while held:
            piece = [held.pop()]
            while held and sum(map(len, piece)) < self._size // 4:
                piece.append(held.pop())
            path = self._scratch / f"hashes-{len(self.spilt)}"
            pl.concat(piece).sort().to_numpy().tofile(path)
            self.spilt.append(path)
