"""Judge rows of items as acceptance does: which checks does each fail, and what becomes of it.

`failures` is for the search of good rows and of breaches; `verdict` is the way of accepted rows itself.
"""

from collections.abc import Mapping
from functools import cached_property

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check, found_column, unread_column
from ecolake.standards.compile import CompiledStandard
from ecolake.standards.pools import RECEIVED_AT
from ecolake.validation import META, Verdict, receipt, validate

UNREAD = "unread"


class Judge:
    """A dataset with its compiled checks.

    Args:
        standard: The compiled standard.
    """

    def __init__(self, standard: CompiledStandard) -> None:
        self.standard = standard
        self.dataset: Dataset = standard.dataset

    @cached_property
    def checks(self) -> Mapping[str, Check]:
        """The compiled checks by id."""
        return {check.id: check for check in self.standard.checks}

    @cached_property
    def filled(self) -> frozenset[str]:
        """Items that have to be filled in a row by which a reference or a day of validity can be proven."""
        referring = {item for link in self.dataset.links for item in link.items}
        dated = {name for name, item in self.dataset.items.items() if item.valid_on}
        days = {item.valid_on for item in self.dataset.items.values() if item.valid_on}
        return frozenset(referring | dated | days)

    def items_of(self, check: str) -> tuple[str, ...]:
        """The items that a check looks at."""
        return self.checks[check].items

    def failures(self, rows: pl.DataFrame) -> pl.DataFrame:
        """Give one boolean column a check: whether each row fails it. All references are taken to be found."""
        found = [pl.lit(value=True).alias(found_column(link)) for link in self.dataset.links]
        frame = _delivered(rows).lazy().with_columns([*self._readable(rows), *found])
        judged = frame.with_columns(receipt(self.standard))
        return judged.select(
            check.failure().alias(name) for name, check in sorted(self.checks.items())
        ).collect()

    def verdict(self, rows: pl.DataFrame, known: Mapping[str, pl.DataFrame]) -> Verdict:
        """Judge rows for acceptance, each as a batch of its own, named by its position.

        Args:
            rows: Items, and `_unread_<item>` where a value is taken to be unreadable.
            known: The keys that the references may name.
        """
        return validate(_delivered(rows).lazy().with_columns(self._readable(rows)), self.standard, known)

    def _readable(self, rows: pl.DataFrame) -> list[pl.Expr]:
        columns = [unread_column(check.items[0]) for check in self.standard.checks if check.kind == UNREAD]
        return [pl.lit(value=False).alias(name) for name in columns if name not in rows.columns]


def _delivered(rows: pl.DataFrame) -> pl.DataFrame:
    numbered = rows.with_row_index("_n").with_columns(
        pl.col("_n").cast(pl.String).alias("_batch"),
        pl.lit("").alias("_file"),
        pl.lit(1, pl.Int64).alias("_row"),
        pl.col("_n").cast(pl.Int64).alias("_sequence"),
        pl.lit(RECEIVED_AT).cast(pl.Datetime("us", "UTC")).alias("_received_at"),
    )
    return numbered.select(*META, *rows.columns)
