"""Which rejected row was mended by which later row: the lake table `mended/<source>/<dataset>`, and what it says of a row.

A link is written before the account of the batch that brought the mended row, and is visible with it.
"""

from typing import Final

import polars as pl

from ecolake import lake
from ecolake.home import Home
from ecolake.rejects.returned import LINKS
from ecolake.standards.catalogue import Dataset
from ecolake.validation import REJECTED
from ecolake.visibility import visible

OPEN, MENDED, AGAIN = "open", "mended", "again"
_OLD: Final = ["old_batch", "old_file", "old_row"]
_PLACE: Final = ["_batch", "_file", "_row"]


def visible_links(home: Home, dataset: Dataset) -> pl.LazyFrame:
    """The links of a dataset whose mended row counts."""
    return visible(home, lake.mended(dataset.table), dataset, LINKS)


def with_status(home: Home, dataset: Dataset, rejected: pl.LazyFrame) -> pl.LazyFrame:
    """Add `status`: `open`, `mended`, or `again` where the mended row was rejected in its turn and stands for this one.

    Args:
        home: The installation.
        dataset: The dataset of the rows.
        rejected: All its visible rejected rows.
    """
    if not lake.exists(home, lake.mended(dataset.table)):
        return rejected.with_columns(status=pl.lit(OPEN))
    failed = rejected.select(_PLACE).unique().with_columns(failed=pl.lit(value=True))
    outcome = (
        visible_links(home, dataset)
        .join(failed, on=_PLACE, how="left")
        .group_by(_OLD)
        .agg(again=pl.col("failed").fill_null(value=False).all())
    )
    status = pl.when(pl.col("again").is_null()).then(pl.lit(OPEN)).when("again").then(pl.lit(AGAIN))
    return (
        rejected.join(outcome, left_on=_PLACE, right_on=_OLD, how="left", maintain_order="left")
        .with_columns(status=status.otherwise(pl.lit(MENDED)))
        .select(*REJECTED, "status")
    )
