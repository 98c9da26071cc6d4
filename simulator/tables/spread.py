"""How many rows an anchor becomes: a share of it for a small world, and of each row as many as the key says.

Rows get their numbers here: what is of a day has another number every day, a state the same until it turns over.
"""

from datetime import date
from math import ceil, prod

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.tables import anchor as anchors
from simulator.tables.anchor import AGED, ID
from simulator.tables.dice import children
from simulator.tables.drawing import Calendar
from simulator.tables.nature import binding, is_choice, is_identifier, usual_cross
from simulator.tables.plan import Plan

ENTERPRISES_OF_A_PROVINCE = 20_758
_USUAL_STATE, _USUAL_DAY, _USUAL_SERIES = 1500, 60, 200
# A row of a state changes once in so many days.
_TURNS_OVER = 100


def spread(
    base: pl.DataFrame, dataset: Dataset, plan: Plan, calendar: Calendar, enterprises: int, hours: int
) -> pl.DataFrame:
    """Take as many anchor rows as are wanted, and make of each as many as the key says.

    Args:
        base: The anchor.
        dataset: The standard.
        plan: What is said of it.
        calendar: The days.
        enterprises: How large the world is.
        hours: How many hours of a day it has.
    """
    given = {
        name
        for name in dataset.key
        if binding(dataset, name, base.columns, plan) or (name in plan.values and plan.values[name].sql)
    }
    crosses = [anchors.list_frame(name) for name in plan.cross or usual_cross(dataset, given)]
    for cross in crosses:
        given |= {name for name in dataset.key if binding(dataset, name, cross.columns, plan)}
    if calendar.daily and (timed := _timed(dataset, plan, given, hours)):
        name, count = timed
        crosses.append(anchors.hours_of(calendar.day, count, name))
        given.add(name)
    open_key = [dataset.items[name] for name in dataset.key if name not in given]
    each = plan.each or (2 if any(is_choice(item) for item in open_key) else 1)
    wanted = base.height
    if plan.anchor is None or plan.rows is not None:
        wanted = _wanted(plan, calendar, enterprises, prod(cross.height for cross in crosses) * each)
    frame = anchors.taken(base, wanted, dataset.id, repeat=any(is_identifier(item) for item in open_key))
    for cross in crosses:
        frame = anchors.crossed(frame, cross)
    return _dated(anchors.several(frame, each), dataset, calendar)


def _timed(dataset: Dataset, plan: Plan, given: set[str], hours: int) -> tuple[str, int] | None:
    """The item of the key that tells the hour, and how many hours there are."""
    for name in dataset.key:
        item = dataset.items[name]
        if item.element is not None and item.element.type.name == "datetime" and name not in given:
            usual = 24 if dataset.spec.update in {"hourly", "realtime"} else 0
            count = min(hours, usual if plan.hours is None else plan.hours)
            return (name, count) if count else None
    return None


def _wanted(plan: Plan, calendar: Calendar, enterprises: int, many: int) -> int:
    """How many anchor rows give the rows that are wanted."""
    scale = enterprises / ENTERPRISES_OF_A_PROVINCE
    least = min(30, max(5, enterprises // 2))
    if plan.rows is None and many > 1 and calendar.daily:
        return ceil(max(least / 4, _USUAL_SERIES * scale))
    figure = plan.rows or (_USUAL_DAY if calendar.daily else _USUAL_STATE)
    return ceil(max(least, figure * scale) / many)


def _dated(frame: pl.DataFrame, dataset: Dataset, calendar: Calendar) -> pl.DataFrame:
    """Number anew, day by day or month by month, the rows of a day or a month."""
    elements = {dataset.items[name].element_name for name in dataset.key}
    if calendar.daily:
        turn = calendar.day.toordinal()
    elif elements & {"year_month", "month"}:
        turn = calendar.day.year * 12 + calendar.day.month
    else:
        return frame
    words = children(frame[ID].to_numpy(), np.full(frame.height, turn, dtype=np.uint64))
    return frame.with_columns(pl.Series(ID, words, dtype=pl.UInt64))


def aged(frame: pl.DataFrame, calendar: Calendar) -> pl.DataFrame:
    """Give each row the word of its present version: of a state, one row in a hundred changes in a day."""
    frame = frame.with_columns(pl.lit(calendar.today).alias("_today"))
    if calendar.daily:
        return frame.with_columns(pl.col(ID).alias(AGED))
    words = frame[ID].to_numpy()
    version = (words % np.uint64(_TURNS_OVER) + np.uint64(_days(calendar.begin, calendar.day))) // np.uint64(
        _TURNS_OVER
    )
    present = np.where(version == 0, words, children(words, version))
    return frame.with_columns(pl.Series(AGED, present, dtype=pl.UInt64))


def turned_over(wide: pl.DataFrame, begin: date, day: date) -> pl.DataFrame:
    """The rows of a state that have their present version since the day; on the first day, all."""
    days = _days(begin, day)
    if not days:
        return wide
    words = wide[ID].to_numpy()
    return wide.filter(
        pl.Series((words % np.uint64(_TURNS_OVER) + np.uint64(days)) % np.uint64(_TURNS_OVER) == 0)
    )


def _days(begin: date, day: date) -> int:
    return max(0, (day - begin).days)
