"""Time: the hours of a day of China, and smooth waves that any hour can be asked for.

Belongs here: clocks and shapes over time. Does not belong here: what has such a shape.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from simulator.world.chance import Floats, stream

UTC_OFFSET = timedelta(hours=8)
_PERIODS = np.array([19.0, 43.0, 97.0, 211.0])  # hours: from half a day's swing to a weather front's


def midnight(day: date) -> datetime:
    """Return the UTC time at which a day of China begins."""
    return datetime.combine(day, datetime.min.time()) - UTC_OFFSET


def hours_of(day: date) -> NDArray[np.datetime64]:
    """Return the 24 full hours of a day of China, in UTC."""
    return np.datetime64(midnight(day), "us") + np.arange(24) * np.timedelta64(3600, "s")


def utc(times: NDArray[np.datetime64]) -> pl.Series:
    """Return times as a column in UTC."""
    return pl.Series(times.astype("datetime64[us]")).dt.replace_time_zone("UTC")


def wave(seed: int, name: str, size: int, day: date, hours: Floats | None = None) -> Floats:
    """Return (size, hours) smooth numbers about 0, mostly within -2 and 2.

    Each of ``size`` things has its own phases; the number at an hour is the same whichever day asks for it.
    """
    at = day.toordinal() * 24.0 + (np.arange(24.0) if hours is None else hours)
    rng = stream("wave", name, seed)
    phase, weight = rng.uniform(0, 2 * np.pi, (size, 4)), rng.uniform(0.5, 1.0, (size, 4))
    angle = 2 * np.pi * at[None, :, None] / _PERIODS[None, None, :] + phase[:, None, :]
    made: Floats = (weight[:, None, :] * np.sin(angle)).sum(axis=2)
    return made


def season(day: date, highest: int) -> float:
    """Return a number between -1 and 1 that is highest on a day of the year."""
    return float(np.cos(2 * np.pi * (day.timetuple().tm_yday - highest) / 365.25))


def table(
    keys: pl.DataFrame, day: date, values: Mapping[str, NDArray[Any]], digits: Mapping[str, int]
) -> pl.DataFrame:
    """Return one row per key and hour of (keys, 24) arrays, rounded, NaN as null."""
    size = keys.height
    long = keys.select(pl.all().repeat_by(24).explode(empty_as_null=False)) if size else keys
    columns = [pl.Series("observed_at", utc(np.tile(hours_of(day), size)))]
    for name, array in values.items():
        column = pl.Series(name, np.ascontiguousarray(array).ravel())
        columns.append(column.round(digits[name]).fill_nan(None) if column.dtype.is_float() else column)
    return long.hstack(columns)
