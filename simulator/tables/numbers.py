"""Numbers: around what is usual for the element rather than at the ends of its range."""

from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ecolake.standards.catalogue import Item
from simulator.tables.drawing import Drawing
from simulator.tables.plan import Value, vocabulary

CENSUS_YEAR = 2017
"""Of the second national census of pollution sources."""
DIGITS = 4
PERIODS = {"year", "census_year", "month", "quarter", "week_number"}


def numbers(item: Item, what: str, value: Value | None, at: Drawing) -> pl.Series:
    """Draw numbers around what is usual, inside the range of the element; a period is the last that is over."""
    name, kind = item.element_name or "", item.element.type if item.element is not None else None
    if name in PERIODS and value is None:
        return pl.Series([_period(item, at)], dtype=pl.Int64).new_from_index(0, len(at.dice))
    low, high = _bounds(item)
    if value is not None and value.between is not None:
        start, end = value.between
        drawn = start + (end - start) * at.dice.uniform(what)
    else:
        usual, spread = _magnitude(item, value)
        middle = at.frame["_usual"].to_numpy() if _follows(name, value, at) else usual
        drawn = middle * np.exp(spread * at.dice.normal(what))
    whole = kind is None or kind.name == "integer"
    rounded = (
        pl.Series(np.rint(drawn).astype(np.int64)) if whole else _rounded(drawn, kind.scale if kind else 0)
    )
    # After rounding, which may step over an end.
    return rounded.clip(low, high) if low is not None or high is not None else rounded


_MEASURED = {"monitored_value", "reading_value", "outlet_factor_value", "concentration_ug_m3"}


def _follows(name: str, value: Value | None, at: Drawing) -> bool:
    return value is None and name in _MEASURED and "_usual" in at.frame.columns


def _magnitude(item: Item, value: Value | None) -> tuple[float, float]:
    if value is not None and value.around is not None:
        return value.around
    if known := vocabulary().numbers.get(item.element_name or ""):
        return known
    low, high = _bounds(item)
    if low is not None and high is not None:
        return low + (high - low) / 4, 0.3
    return max(1.0, low or 0.0), 0.8


def _bounds(item: Item) -> tuple[float | None, float | None]:
    low, high = item.element.range if item.element is not None and item.element.range else (None, None)
    return None if low is None else float(low), None if high is None else float(high)


def _period(item: Item, at: Drawing) -> int:
    """The number of the last period that is over; a year is that of the month, week or quarter beside it."""
    elements = {one.element_name for one in at.dataset.items.values()}
    day, month = at.calendar.day, at.calendar.month
    week = (day - timedelta(days=7)).isocalendar()
    quarter = day.year * 4 + (day.month - 1) // 3 - 1
    periods = {
        "month": (month.year, month.month),
        "week_number": (week.year, week.week),
        "quarter": divmod(quarter, 4),
    }
    if item.element_name == "census_year":
        return CENSUS_YEAR
    if item.element_name == "quarter":
        return quarter % 4 + 1
    if item.element_name in periods:
        return periods[item.element_name][1]
    beside = next((name for name in periods if name in elements), None)
    return periods[beside][0] if beside else at.calendar.today.year - 1


def _rounded(drawn: NDArray[np.float64], scale: int) -> pl.Series:
    """Keep four digits and no more than the type has, as an instrument or a form does."""
    with np.errstate(divide="ignore"):
        size = np.floor(np.log10(np.maximum(np.abs(drawn), 1e-12)))
    places = np.clip(DIGITS - 1 - size, 0, scale)
    step = 10.0**places
    return pl.Series(np.rint(drawn * step) / step).round(scale)
