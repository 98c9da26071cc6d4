"""Rows on their way from the readers to the judge: in memory while few, as Parquet files in a scratch folder once many.

So a group of batches costs the same memory whatever its files hold. What the rows mean is not known here.
"""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from ecolake.mapping_typed import together

# Bytes that all files of a group may hold in memory. Judging rows there takes thirteen times as much; by way of the disk it takes no
# longer (measured on 1.6 M rows), only a few small files more.
MOST = 32 << 20
# Rows go to disk in files of about this size: readers hand over much smaller parts.
PART = 32 << 20


class Spool:
    """Keeps the rows of files, those beyond a size on disk.

    Args:
        folder: Existing folder for the files; what is kept can be read while it is there.
        most: Bytes kept in memory; by default `MOST`.
    """

    def __init__(self, folder: Path, most: int | None = None) -> None:
        self.folder = folder
        self._most = MOST if most is None else most
        self._held = 0.0
        self._files = 0

    @property
    def spilled(self) -> bool:
        """Whether there were more rows than are kept in memory."""
        return self._files > 0

    def keep(self, parts: Iterable[pl.DataFrame]) -> list[pl.LazyFrame]:
        """Take the rows of one file, part by part, and give them back in a few frames, in their order.

        Whatever reading a part raises is raised here; what came before it is forgotten.
        """
        kept: list[pl.LazyFrame] = []
        waiting: list[pl.DataFrame] = []
        size = 0.0
        for part in parts:
            waiting.append(part)
            size += part.estimated_size()
            if size > PART:
                kept.append(self._put_away(waiting))
                waiting, size = [], 0.0
        if waiting:
            kept.append(self._put_away(waiting))
        return kept

    def _put_away(self, parts: list[pl.DataFrame]) -> pl.LazyFrame:
        rows = together([part.lazy() for part in parts]).collect()
        size = rows.estimated_size()
        if self._held + size <= self._most:
            self._held += size
            return rows.lazy()
        path = self.folder / f"rows-{self._files:05d}.parquet"
        self._files += 1
        # Read back once, at once: the cheapest compression.
        rows.write_parquet(path, compression="lz4")
        return pl.scan_parquet(path)
