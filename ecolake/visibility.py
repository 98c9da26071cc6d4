"""Which rows of a lake table count: those of the attempt that the current account of their batch names.

A batch may be judged again. Its new rows are written beside the old ones and count from the moment that the new account is
there; until then the old account and the old rows are the truth, whatever is killed. What an account is stands in `accounts`;
how rows that count no more are removed, in `lake`.
"""

from collections.abc import Mapping

import polars as pl

from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.lake_faults import lost_rows
from ecolake.standards.catalogue import Dataset


def visible(
    home: Home, table: str, dataset: Dataset, schema: pl.Schema | None, *, before: int | None = None
) -> pl.LazyFrame:
    """Rows of the dataset's accepted, rejected or withdrawn table that count, of one moment.

    Args:
        home: The installation.
        table: One of the three, or that of the links of mended rows.
        dataset: The dataset.
        schema: The columns wanted, those of origin among them; all that the table has when None.
        before: Only batches that were landed before this place in the landing order.
    """
    while True:
        attempts = accounts.attempts(home, dataset.source, dataset.name, before=before)
        rows = lake.scan(home, table, _with_attempt(home, table, schema))
        # Rows are removed only after a newer account of their batch. None was written between the two looks at the accounts, so
        # the files named meanwhile hold the rows of these attempts.
        now = accounts.attempts(home, dataset.source, dataset.name, before=before)
        if attempts.items() <= now.items():
            return rows.filter(_counts(attempts)).drop(lake.ATTEMPT)


def sweep(home: Home, dataset: Dataset, *, again: bool = False) -> None:
    """Remove the rows that count no more, or never did: of superseded attempts, and of attempts that were killed.

    The caller holds the lock under which the dataset is accepted.

    Args:
        home: The installation.
        dataset: The dataset.
        again: Whether all its batches will be judged again, which also mends what is missing.

    Raises:
        EcolakeError: `damaged_lake`: rows that an account tells of are not there.
    """
    current = accounts.of_dataset(home, dataset.source, dataset.name)
    attempts = {batch: account.attempt for batch, account in current.items()}
    for table, rows in (
        (lake.accepted(dataset.table), sum(account.accepted for account in current.values())),
        (lake.rejected(dataset.table), sum(account.rejected for account in current.values())),
        (lake.withdrawn(dataset.table), sum(account.withdrawn for account in current.values())),
    ):
        # The books say whether there is anything to look for; looking means reading the table.
        if lake.row_count(home, table) != rows:
            lake.keep_attempts(home, table, attempts)
            if not again and (there := lake.row_count(home, table)) < rows:
                raise lost_rows(home.lake / table, rows, there)
    # The books do not count links; there are few of them.
    lake.keep_attempts(home, lake.mended(dataset.table), attempts)


def _with_attempt(home: Home, table: str, schema: pl.Schema | None) -> pl.Schema:
    return pl.Schema({**(schema or lake.schema(home, table)), lake.ATTEMPT: pl.Int64()})


def _counts(attempts: Mapping[str, int]) -> pl.Expr:
    """One list of batches an attempt: few batches are judged more than once, and a list is pushed down to the files."""
    batches: dict[int, list[str]] = {}
    for batch, attempt in sorted(attempts.items()):
        batches.setdefault(attempt, []).append(batch)
    number = pl.col(lake.ATTEMPT).fill_null(lake.FIRST_ATTEMPT)
    each = [(number == attempt) & pl.col(lake.BATCH).is_in(named) for attempt, named in batches.items()]
    return pl.any_horizontal([pl.lit(value=False), *each])
