"""When the codes of a list were in force: the days between `valid_from` and `valid_to`, each open where it is empty.

A year stands for its first day as a beginning and for its last day as an end: the tables of divisions know years only, and
in the year of a change either code is met.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

FIRST, LAST = date.min, date.max


@dataclass(frozen=True)
class Validity:
    """The spans in which each code was in force; a code may come back."""

    spans: Mapping[str, tuple[tuple[date, date], ...]]

    def holds(self, code: pl.Expr, day: pl.Expr) -> pl.Expr:
        """Whether the code was in force on the day; null where either is null or the code is of no span."""
        most = max((len(spans) for spans in self.spans.values()), default=0)
        within = [day.is_between(self._bound(code, nth, 0), self._bound(code, nth, 1)) for nth in range(most)]
        known = pl.Series(sorted(self.spans), dtype=pl.String)
        inside = pl.any_horizontal(within).fill_null(value=False) if within else pl.lit(value=False)
        judged = day.is_not_null() & code.is_in(known.implode())
        return pl.when(judged).then(inside)

    def _bound(self, code: pl.Expr, nth: int, end: int) -> pl.Expr:
        bounds = {name: spans[nth][end] for name, spans in sorted(self.spans.items()) if nth < len(spans)}
        return code.replace_strict(bounds, default=None, return_dtype=pl.Date)


def read_span(since: str, until: str) -> tuple[date, date]:
    """Read the two cells of a code's span.

    Raises:
        ValueError: A cell is neither empty, a year nor a day, or the span ends before it begins.
    """
    span = _day(since, FIRST, "-01-01"), _day(until, LAST, "-12-31")
    if span[0] > span[1]:
        raise ValueError(f"the code ceases to be valid ({until}) before it begins ({since})")
    return span


def _day(text: str, otherwise: date, of_year: str) -> date:
    if not text:
        return otherwise
    try:
        return date.fromisoformat(text + of_year if len(text) == len("2021") else text)
    except ValueError as error:
        raise ValueError(f"'{text}' is neither a year nor a day as 2021-02-03") from error
