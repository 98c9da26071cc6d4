"""A dataset's standard, compiled once: a list of checks over typed columns.

One list serves both forms: `ecolake.validation` folds it into one lazy plan, `ecolake.standards.schema` hangs the
same expressions on a pandera schema. What each kind of check means is in `checks`.
"""

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check, item_checks, reference_check, rule_check, validity_check

WORD_BITS = 64


@dataclass(frozen=True)
class CompiledStandard:
    """The checks of a dataset, in the order in which reasons are written.

    Attributes:
        dataset: The standard it was compiled from.
        checks: All checks; the position of a check is its bit in the failure mask.
    """

    dataset: Dataset
    checks: tuple[Check, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Names of the `UInt64` columns that hold the failure mask."""
        return tuple(f"_failed_{index}" for index in range((len(self.checks) + WORD_BITS - 1) // WORD_BITS))

    def failing(self, check: Check) -> pl.Expr:
        """Whether a row's mask says that it fails the check."""
        position = self.checks.index(check)
        return (pl.col(self.words[position // WORD_BITS]) & pl.lit(1 << position % WORD_BITS, pl.UInt64)) != 0

    def evaluate(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the failure mask: one pass, one bit a check, 0 where all hold.

        Args:
            frame: The items as typed columns, `received_at` and `received_on`, `_unread_<item>` for each received item, and
                `_found_<reference>` for each reference.
        """
        return frame.with_columns(
            pl.sum_horizontal(
                [
                    pl.when(check.failure())
                    .then(pl.lit(1 << position, pl.UInt64))
                    .otherwise(pl.lit(0, pl.UInt64))
                    for position, check in enumerate(self.checks[start : start + WORD_BITS])
                ]
            ).alias(word)
            for word, start in zip(self.words, range(0, len(self.checks), WORD_BITS), strict=True)
        )


def compile_dataset(dataset: Dataset) -> CompiledStandard:
    """Compile one dataset's items and rules."""
    mapping = dataset.mapping
    # Frames of HJ 212 arrive decoded; a value that is no number is counted by the decoder, not here.
    textual = set(mapping.column_of) if mapping and mapping.read.format != "hj212" else set()
    checks = [
        check
        for item in dataset.items.values()
        for check in item_checks(item, from_text=item.name in textual)
    ]
    checks.extend(
        check
        for item in dataset.items.values()
        for check in validity_check(item, dataset.items, dataset.timezone)
    )
    checks.extend(reference_check(link, dataset.items) for link in dataset.links)
    checks.extend(rule_check(rule, dataset.items) for rule in dataset.rules)
    return CompiledStandard(dataset, tuple(checks))
