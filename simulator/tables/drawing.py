"""What drawing an item needs: the days that a frame knows, the draws of its rows, what is known beside.

Shapes only; `draw` draws.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.tables.dice import Dice
from simulator.tables.plan import Value

OFFSET = timedelta(hours=8)
"""China Standard Time; all sources are in it."""


@dataclass(frozen=True)
class Calendar:
    """The days that a frame knows: when its world begins, the day it is made for, and whether its rows are of that day."""

    begin: date
    day: date
    daily: bool

    @property
    def month(self) -> date:
        """The last day of the last complete month."""
        return self.day.replace(day=1) - timedelta(days=1)

    @property
    def today(self) -> date:
        """The day that dates are counted from: a state keeps to the day on which the world begins."""
        return self.day if self.daily else self.begin


@dataclass(frozen=True)
class Drawing:
    """What drawing an item needs beside it.

    Attributes:
        dataset: The standard.
        calendar: The days.
        dice: Draws of the rows.
        frame: Columns known so far, for patterns that name them.
        values: What the plan says of items.
        pool: Gives a column of a world frame, by `frame.column`.
        turn: 0 for the first draw; later ones repair.
        nth: The number of each row among those of one origin, for items of the key.
    """

    dataset: Dataset
    calendar: Calendar
    dice: Dice
    frame: pl.DataFrame
    values: Mapping[str, Value]
    pool: Callable[[str], pl.Series]
    turn: int = 0
    nth: pl.Series | None = field(default=None)


def instants(day: date) -> tuple[tuple[datetime, date], tuple[datetime, date]]:
    """When a day's rows may be received: at its end, and after a delay of a day or two; instant and local day."""
    end = datetime(day.year, day.month, day.day, 15, 59, 59, tzinfo=UTC)
    late = end + timedelta(hours=44)
    return (end, day), (late, (late + OFFSET).date())
