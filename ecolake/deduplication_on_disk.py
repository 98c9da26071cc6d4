"""The same as `deduplication` for rows that do not fit in memory: only those whose key comes more than once are held.

Nearly all rows of a large delivery have a key of their own; they are found in one reading of the keys and stay where they are. The
others are told apart by `deduplicate` itself, so many keys at a time.
"""

from pathlib import Path

import polars as pl

from ecolake.deduplication import Deduplicated, deduplicate
from ecolake.standards.catalogue import Dataset
from ecolake.uniqueness import POSITION, repeated

# Rows held at a time.
PART = 1_000_000


def deduplicate_on_disk(
    rows: pl.LazyFrame, known: pl.LazyFrame, dataset: Dataset, scratch: Path
) -> tuple[Deduplicated, pl.LazyFrame]:
    """Tell new rows from known ones.

    Args:
        rows: Admissible rows, as in the accepted table, in an order that is the same each time they are read.
        known: Visible accepted rows of earlier batches.
        dataset: The standard, for its key.
        scratch: Existing folder for temporary files.

    Returns:
        The rows whose key comes more than once, told apart; and all others, which are new.
    """
    key = list(dataset.key)
    shared = repeated(rows, key, scratch).select(POSITION)
    numbered = rows.with_row_index(POSITION)
    again = (
        numbered.select(POSITION, *key)
        .join(known.select(key).unique(), on=key, how="semi", nulls_equal=True)
        .select(POSITION)
        .collect(engine="streaming")
    )
    many = pl.concat([shared, again]).unique().lazy()
    contested = scratch / "contested.parquet"
    numbered.join(many, on=POSITION, how="semi").drop(POSITION).sink_parquet(contested)
    single = numbered.join(many, on=POSITION, how="anti", maintain_order="left").drop(POSITION)
    return _in_parts(pl.scan_parquet(contested), known, dataset), single


def _in_parts(rows: pl.LazyFrame, known: pl.LazyFrame, dataset: Dataset) -> Deduplicated:
    """Tell rows apart, all of a key at once and so many keys at a time."""
    parts = 1 + rows.select(pl.len()).collect().item() // PART
    share = pl.struct(dataset.key).hash(seed=1) % parts
    told = [
        deduplicate(rows.filter(share == part).collect(), known.filter(share == part), dataset)
        for part in range(parts)
    ]
    return Deduplicated(
        accepted=pl.concat([one.accepted for one in told]),
        duplicates=pl.concat([one.duplicates for one in told]),
        conflicts=pl.concat([one.conflicts for one in told]),
        refused=pl.concat([one.refused for one in told]),
    )
