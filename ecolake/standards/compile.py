"""A dataset's standard, compiled once: a list of checks over typed columns.

One list serves both forms: `ecolake.validation` folds it into one lazy plan, `ecolake.standards.schema` hangs the
same expressions on a pandera schema. What each kind of check means is in `checks`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check, item_checks, reference_check, rule_check, validity_check

WORD_BITS = 64
_WORDS = {8: pl.UInt8(), 16: pl.UInt16(), 32: pl.UInt32(), WORD_BITS: pl.UInt64()}


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
        """Names of the columns that hold the failure mask: one of the narrowest kind, or several of 64 bits."""
        return tuple(f"_failed_{index}" for index in range(max(1, -(-len(self.checks) // WORD_BITS))))

    @cached_property
    def word_type(self) -> pl.DataType:
        """The unsigned integer that a word of the mask is."""
        widest = min(len(self.checks), WORD_BITS)
        return next(kind for bits, kind in _WORDS.items() if widest <= bits)

    @cached_property
    def rejecting(self) -> tuple[Check, ...]:
        """The checks that keep a row out."""
        return tuple(check for check in self.checks if check.severity == "reject")

    @cached_property
    def admitting(self) -> tuple[Check, ...]:
        """The checks that let a row in and mark or count it."""
        return tuple(check for check in self.checks if check.severity != "reject")

    @cached_property
    def _position(self) -> dict[str, int]:
        return {check.id: position for position, check in enumerate(self.checks)}

    def with_check(self, check: Check) -> "CompiledStandard":
        """The same standard with one more check, after the others."""
        return CompiledStandard(self.dataset, (*self.checks, check))

    def failing(self, check: Check) -> pl.Expr:
        """Whether a row's mask says that it fails the check."""
        word, bit = divmod(self._position[check.id], WORD_BITS)
        return (pl.col(self.words[word]) & pl.lit(1 << bit, self.word_type)) != 0

    def evaluate(self, frame: pl.LazyFrame) -> pl.LazyFrame:
        """Add the failure mask: one pass, one bit a check, 0 where all hold.

        Args:
            frame: The items as typed columns, `received_at` and `received_on`, `_unread_<item>` for each received item, and
                `_found_<reference>` for each reference.
        """
        return frame.with_columns(
            self._word(self.checks[index * WORD_BITS : (index + 1) * WORD_BITS]).alias(word)
            for index, word in enumerate(self.words)
        )

    def _word(self, checks: Sequence[Check]) -> pl.Expr:
        none = pl.lit(0, self.word_type)
        bits = [
            check.failure().cast(self.word_type) * pl.lit(1 << bit, self.word_type)
            for bit, check in enumerate(checks)
        ]
        return pl.sum_horizontal(none, *bits).cast(self.word_type)


def all_hold(checks: Iterable[Check]) -> pl.Expr:
    """Whether a row satisfies all of the checks; cheaper than their masks, and never null.

    A check that another implies is left out: the row that fails it fails the other.
    """
    holds = [check.holds for check in checks if not check.implied]
    return pl.all_horizontal(pl.lit(value=True), *holds).fill_null(value=True)


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
