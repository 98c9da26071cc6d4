"""Pasquill's classes from wind, cloud and sun, as GB/T 3840-91 revises them (appendix B, tables B1 and B2).

Belongs here: classes, the half steps between them, and how the wind grows with height by class.
Does not belong here: cloud that nobody observed (the caller estimates it and says so).
"""

import numpy as np
from numpy.typing import NDArray

from ecolake.domain.dispersion.sun import Floats

Classes = NDArray[np.int64]
Levels = NDArray[np.int64]

CLASSES = ("A", "A-B", "B", "B-C", "C", "C-D", "D", "D-E", "E", "F")
"""Names by number; half classes are those of the standard, which has none between E and F."""

# Table B1, rows by cloud: total and low cloud in tenths at most 4/4; 5-7/4; from 8/at most 4; from 5/5-7; from 8/from 8.
# Columns by the sun: night, to 15, to 35, to 65 degrees, above.
_LEVEL = np.array(
    [
        [-2, -1, 1, 2, 3],
        [-1, 0, 1, 2, 3],
        [-1, 0, 0, 1, 1],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 0],
    ]
)
_SUN = np.array([0.0, 15.0, 35.0, 65.0])

# Table B2, rows by wind at 10 m: up to 1.9, 2-2.9, 3-4.9, 5-5.9, from 6 m/s. Columns by level, +3 to -2.
_CLASS = np.array(
    [
        [0, 1, 2, 6, 8, 9],
        [1, 2, 4, 6, 8, 9],
        [2, 3, 4, 6, 6, 8],
        [4, 5, 6, 6, 6, 6],
        [6, 6, 6, 6, 6, 6],
    ]
)
_WIND = np.array([2.0, 3.0, 5.0, 6.0])
_HIGHEST_LEVEL = 3

# Exponents of the wind profile, classes A, B, C, D, E and F (GB/T 3840-91 table B3; HJ/T 2.2-93 table 4).
_EXPONENT = {
    "urban": (0.10, 0.15, 0.20, 0.25, 0.30, 0.30),
    "rural": (0.07, 0.07, 0.10, 0.15, 0.25, 0.25),
}
_WHOLE = np.array([0, 2, 4, 6, 8, 9])
_TOP = 200.0  # metres above which the standard lets the wind grow no more


def radiation_level(elevation: Floats, total_cloud: Floats, low_cloud: Floats) -> Levels:
    """Return the level of solar radiation, from +3 (strong) to −2 (clear night), of GB/T 3840-91 table B1.

    Args:
        elevation: Of the sun, degrees.
        total_cloud: Tenths of the sky.
        low_cloud: Tenths of the sky, at most the total.
    """
    row = np.where(
        low_cloud >= 8,
        4,
        np.where(low_cloud >= 5, 3, np.where(total_cloud >= 8, 2, np.where(total_cloud >= 5, 1, 0))),
    )
    column = np.searchsorted(_SUN, elevation, side="left")
    levels: Levels = _LEVEL[row, column]
    return levels


def stability(wind_speed: Floats, level: Levels) -> Classes:
    """Return the class as a number into ``CLASSES`` (GB/T 3840-91 table B2).

    Args:
        wind_speed: At 10 m, mean of 10 minutes, m/s.
        level: As ``radiation_level`` gives it.
    """
    row = np.searchsorted(_WIND, wind_speed, side="right")
    classes: Classes = _CLASS[row, _HIGHEST_LEVEL - level]
    return classes


def wind_at(height: Floats, wind_speed: Floats, classes: Classes, surroundings: str) -> Floats:
    """Return the wind at a height by the power law u = u10 (z / 10)^m; above 200 m it stays as it is there.

    Args:
        height: Metres above ground; below 10 m the wind at 10 m holds.
        wind_speed: At 10 m, m/s.
        classes: Numbers into ``CLASSES``; of half classes the exponents are interpolated.
        surroundings: ``urban`` or ``rural``.
    """
    exponent = np.interp(classes, _WHOLE, _EXPONENT[surroundings])
    wind: Floats = wind_speed * (np.clip(height, 10, _TOP) / 10) ** exponent
    return wind
