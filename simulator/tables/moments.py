"""Days and instants: what a dataset names later is mostly later, a term lies ahead, people work from eight to six."""

from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ecolake.standards.catalogue import Item
from simulator.tables.drawing import OFFSET, Drawing
from simulator.tables.nature import is_time
from simulator.tables.plan import Value

_AHEAD_ELEMENTS = {"valid_to_date", "due_date"}
_AHEAD = ("_to_", "due_on", "due_at", "planned", "deadline", "expires", "until", "forecast")
_SPAN_DAYS, _RECENT_DAYS, _LEAST_TERM, _TERM_DAYS = 1400, 25, 40, 900
_OPENS, _HOURS = 8, 10


def moments(item: Item, what: str, value: Value | None, at: Drawing) -> pl.Series:
    """Draw a day, or an instant in working hours."""
    if value is not None and value.between is not None:
        low, high = value.between
        days = low + (high - low + 1) * at.dice.uniform(what)
    elif _is_ahead(item.name, item.element_name):
        days = _LEAST_TERM + _TERM_DAYS * at.dice.uniform(what)
    else:
        days = _past(item, what, at)
    drawn = np.datetime64(at.calendar.today, "D") + np.floor(days).astype(np.int64).astype("timedelta64[D]")
    if item.element is not None and item.element.type.name == "date":
        return pl.Series(item.name, drawn).cast(pl.Date)
    seconds = (_hour(item, what, at) * 3600).astype(np.int64) - int(OFFSET.total_seconds())
    instants = drawn.astype("datetime64[us]") + seconds.astype("timedelta64[s]").astype("timedelta64[us]")
    return pl.Series(item.name, instants).dt.replace_time_zone("UTC")


def _hour(item: Item, what: str, at: Drawing) -> NDArray[np.float64]:
    """Draw an hour of the local day; where several instants fall on one day, the later named is the later."""
    chance = at.dice.uniform(f"{what}/hour")
    past = _in_order(at)
    if at.turn or item.name not in past:
        return _OPENS + _HOURS * chance
    return _OPENS + _HOURS * (past.index(item.name) + chance) / len(past)


def _in_order(at: Drawing) -> list[str]:
    """The past days and instants of a dataset, in the order in which it names them: mostly that in which they come."""
    items = at.dataset.items.items()
    return [name for name, item in items if is_time(item) and not _is_ahead(name, item.element_name)]


@lru_cache(maxsize=4096)
def _is_ahead(name: str, element: str | None) -> bool:
    return element in _AHEAD_ELEMENTS or any(mark in f"{name}_" for mark in _AHEAD)


def _past(item: Item, what: str, at: Drawing) -> NDArray[np.float64]:
    """Draw days before today, as negative numbers; of rows of a day the main one is that day, and none is later."""
    # A field of a nested list stands by itself.
    past = [name for name in _in_order(at) if item.name in at.dataset.items] or [item.name]
    place, chance = past.index(item.name), at.dice.uniform(what)
    if at.calendar.daily:
        required = [
            name for name in past if name in at.dataset.items and at.dataset.items[name].required
        ] or past[:1]
        main = next((name for name in past if name in at.dataset.key), required[-1])
        steps = past.index(main) - place
        return np.zeros(len(at.dice)) if steps <= 0 else -_RECENT_DAYS * (steps - 1 + chance) - 1
    if at.turn:
        return -_SPAN_DAYS * chance - 1
    return -_SPAN_DAYS * (1 - (place + chance) / len(past)) - 1
