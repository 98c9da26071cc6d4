"""Rows on their way from the readers to the judge: in memory while few, as Parquet files in a scratch folder once many.

So a group of batches costs the same memory whatever its files hold. What the rows mean is not known here.
"""

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ecolake.typed_text import as_text

# Bytes held before they are written down; the plan that judges them needs several times as much.
MOST = 64 << 20


class Spool:
    """Collects frames and hands them back as one lazy frame, in their order.

    Columns may differ from frame to frame: what a frame lacks is null, and a column that has one type here and another
    there is text.

    Args:
        folder: Existing folder for the files.
        most: Bytes kept in memory.
    """

    def __init__(self, folder: Path, most: int = MOST) -> None:
        self._folder = folder
        self._most = most
        self._held: list[pl.DataFrame] = []
        self._size = 0.0
        self._files: list[Path] = []
        self._void: list[pl.Expr] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Take rows."""
        self._held.append(frame)
        self._size += frame.estimated_size()
        if self._size > self._most:
            self._spill()

    def void(self, rows: pl.Expr) -> None:
        """Leave out rows that were taken before: they are of a file or a batch that turned out unreadable."""
        self._void.append(rows)

    @property
    def spilled(self) -> bool:
        """Whether there were more rows than are kept in memory."""
        return bool(self._files)

    def scan(self) -> pl.LazyFrame:
        """All rows that count, in the order in which they were taken."""
        files = [pl.scan_parquet(path) for path in self._files]
        rows = _joined([*files, *(frame.lazy() for frame in self._held)])
        for void in self._void:
            rows = rows.filter(void.not_())
        return rows

    def _spill(self) -> None:
        path = self._folder / f"rows-{len(self._files):05d}.parquet"
        # Read back once, at once: the cheapest compression.
        _joined([frame.lazy() for frame in self._held]).collect().write_parquet(path, compression="lz4")
        self._files.append(path)
        self._held, self._size = [], 0.0


def _joined(parts: Sequence[pl.LazyFrame]) -> pl.LazyFrame:
    if not parts:
        return pl.LazyFrame()
    schemas = [part.collect_schema() for part in parts]
    kinds: dict[str, set[pl.DataType]] = {}
    for schema in schemas:
        for name, kind in schema.items():
            kinds.setdefault(name, set()).add(kind)
    unlike = {name for name, known in kinds.items() if len(known - {pl.Null()}) > 1}
    alike = [
        part.with_columns(
            as_text(pl.col(name), kind).alias(name) for name, kind in schema.items() if name in unlike
        )
        for part, schema in zip(parts, schemas, strict=True)
    ]
    return pl.concat(alike, how="diagonal_relaxed")
