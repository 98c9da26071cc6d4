"""Frames of the world as anchors: what exists, and what a day brought, each row with its number.

What a frame holds is the world's; here it is kept, numbered, and its columns answer to the elements that they say too.
"""

from datetime import date
from typing import Protocol

import polars as pl

from simulator.tables.anchor import numbered
from simulator.tables.plan import Plan
from simulator.tables.views import happened

SERIES, EACH = "day:", "each:"
# Elements that a world's column of another name says.
_ALSO = {
    "census_unit_code": "unified_social_credit_code",
    "penalty_party_name": "enterprise_name",
    "observation_time": "observed_at",
}


class TrueWorld(Protocol):
    """What is asked of a world."""

    seed: int
    start: date
    hours: int

    def frame(self, name: str) -> pl.DataFrame:
        """What exists, one row each."""
        ...

    def day(self, series: str, day: date) -> pl.DataFrame:
        """What happened on a day."""
        ...

    def since(self, series: str, day: date, days: int) -> pl.DataFrame:
        """What happened on that many days up to a day."""
        ...


class Frames:
    """The anchors that a world gives, each made once."""

    def __init__(self, world: TrueWorld) -> None:
        self._world = world
        self._static: dict[str, pl.DataFrame] = {}
        self._series: dict[tuple[str, int], pl.DataFrame] = {}

    def forget_the_day(self) -> None:
        """Drop what a day brought."""
        self._series.clear()

    def static(self, name: str) -> pl.DataFrame:
        """A frame of the world, or with `each:frame.column` its first row of each value of a column."""
        if name not in self._static:
            entity, _, column = name.removeprefix(EACH).partition(".")
            rows = self._world.frame(entity)
            if name.startswith(EACH):
                rows = rows.unique(column, keep="first", maintain_order=True)
            self._static[name] = _named(numbered(rows, name))
        return self._static[name]

    def series(self, name: str, day: date, days: int) -> pl.DataFrame:
        """What a day and those before it brought, with what its rows name; `name` is `day:<series>`."""
        if (name, days) not in self._series:
            rows = happened(self._world, name.removeprefix(SERIES), day, days)
            self._series[name, days] = _named(numbered(rows, name))
        return self._series[name, days]

    def column(self, name: str) -> pl.Series:
        """A column of a frame, by `frame.column`, without the empty values."""
        frame, _, column = name.partition(".")
        return self.static(frame)[column].drop_nulls()


def is_series(plan: Plan) -> bool:
    """Whether the rows come from what a day brought."""
    return plan.anchor is not None and plan.anchor.startswith(SERIES)


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    """Give columns the names of the elements that they say too."""
    return frame.with_columns(
        pl.col(column).alias(element)
        for element, column in _ALSO.items()
        if column in frame.columns and element not in frame.columns
    )
