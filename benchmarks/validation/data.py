"""The data of the race: made by seed, a slice at a time, kept in a folder for the next run.

A race is a Parquet file of good rows with one in fifty spoilt, and beside it the truth: the `_row` of every row that breaks
a rule, known from how the row was made and not from any engine. What the rows of a dataset look like is in `readings` and
`enterprises`.
"""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq

STANDARDS = Path(__file__).parent / "standards"
SLICE = 500_000
ROW_GROUP = 250_000
DEFECTIVE = 0.02
# Bumped when a generator changes, so that no file of an older one is taken.
EDITION = 1

# A slice's first row and how many it has, as rows and as the spoilt ones among them.
Make = Callable[[int, int, np.random.Generator], tuple[pl.DataFrame, np.ndarray]]


@dataclass(frozen=True)
class Course:
    """A race's input.

    Attributes:
        dataset: Id of the standard.
        path: The Parquet file.
        truth: `_row` of every row that has to be rejected, sorted.
    """

    dataset: str
    path: Path
    truth: Path


def prepare(dataset: str, rows: int, folder: Path, make: Make) -> Course:
    """Make the files of a race, unless they are there."""
    stem = f"{dataset.replace('.', '_')}-{rows}-{EDITION}"
    course = Course(dataset, folder / f"{stem}.parquet", folder / f"{stem}-truth.parquet")
    if course.truth.exists():
        return course
    folder.mkdir(parents=True, exist_ok=True)
    spoilt = list(_write(course.path, rows, make))
    bad = pl.DataFrame({"_row": np.sort(np.concatenate(spoilt))})
    bad.write_parquet(course.truth)
    return course


def _write(path: Path, rows: int, make: Make) -> Iterator[np.ndarray]:
    writer = None
    for start in range(0, rows, SLICE):
        frame, bad = make(start, min(SLICE, rows - start), np.random.default_rng([EDITION, start]))
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        if writer is None:
            writer = pq.ParquetWriter(path, table.schema, compression="zstd", store_decimal_as_integer=True)
        writer.write_table(table, row_group_size=ROW_GROUP)
        yield bad
    if writer is not None:
        writer.close()


def digest(rows: pl.Series) -> str:
    """A hash of a set of rows, to compare without carrying them."""
    return hashlib.sha256(rows.cast(pl.Int64).unique().sort().to_numpy().tobytes()).hexdigest()[:16]


def spoil_where(rng: np.random.Generator, count: int, kinds: int) -> np.ndarray:
    """Which defect each row gets: 0 for none, else 1 to `kinds`, evenly."""
    hit = rng.random(count) < DEFECTIVE
    return np.where(hit, rng.integers(1, kinds + 1, count), 0)


def sources_of_copies(
    defect: np.ndarray, kind: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Pair the rows that shall repeat a key with good rows to take it from, each taken once."""
    copies = np.flatnonzero(defect == kind)
    good = np.flatnonzero(defect == 0)
    return copies, rng.choice(good, size=len(copies), replace=False)
