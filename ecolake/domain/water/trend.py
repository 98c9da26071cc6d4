"""Trends of many short series at once: the Mann-Kendall test, and the slope of Theil and Sen.

Belongs here: the statistics. Does not belong here: when a trend is a warning (`decline`).

Sources: H. B. Mann, Econometrica 13 (1945) 245; M. G. Kendall, Rank Correlation Methods (1975), with its correction for ties and for
continuity; P. K. Sen, J. Am. Stat. Assoc. 63 (1968) 1379. The normal approximation is for ten values or more (R. O. Gilbert, Statistical
Methods for Environmental Pollution Monitoring, 1987, chapter 16). Values must not depend on their neighbours: means of several days
are less alike than days are.
"""

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Trend:
    """One number for each series.

    Attributes:
        count: Values known.
        score: S, pairs that rise less pairs that fall.
        z: Standardised S, with its ties and its continuity corrected; 0 where there is no variance.
        p: Two-sided probability of as much by chance.
        slope: Median of the slopes of all pairs, per step; NaN below two values.
        level: Value of that line at the last step.
    """

    count: NDArray[np.int64]
    score: NDArray[np.int64]
    z: Floats
    p: Floats
    slope: Floats
    level: Floats


def trends(values: Floats) -> Trend:
    """Test and fit each row of (series, steps) numbers, NaN where nothing was measured."""
    size, steps = values.shape
    known = ~np.isnan(values)
    count = known.sum(axis=1)
    first, second = np.triu_indices(steps, k=1)
    rise = values[:, second] - values[:, first]
    score = np.nansum(np.sign(rise), axis=1).astype(np.int64)
    variance = (_term(count) - _ties(values)) / 18
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.where(variance > 0, (score - np.sign(score)) / np.sqrt(variance), 0.0)
    p = np.array([erfc(abs(one) / sqrt(2)) for one in z])
    slope, level = np.full(size, np.nan), np.full(size, np.nan)
    enough = count >= 2
    if enough.any():
        slope[enough] = np.nanmedian(rise[enough] / (second - first), axis=1)
        at = np.where(known, np.arange(steps), np.nan)[enough]
        middle = np.nanmedian(values[enough], axis=1) - slope[enough] * np.nanmedian(at, axis=1)
        level[enough] = middle + slope[enough] * (steps - 1)
    return Trend(count, score, z, p, slope, level)


def _term(count: NDArray[np.int64]) -> Floats:
    made: Floats = (count * (count - 1) * (2 * count + 5)).astype(np.float64)
    return made


def _ties(values: Floats) -> Floats:
    """Return the sum over groups of equal values of t(t-1)(2t+5), for each series."""
    ordered = np.sort(values, axis=1)  # NaN last, and equal to nothing
    total = np.zeros(len(values))
    run = np.ones(len(values), dtype=np.int64)
    for step in range(1, values.shape[1] + 1):
        same = (
            ordered[:, step] == ordered[:, step - 1]
            if step < values.shape[1]
            else np.zeros(len(values), dtype=np.bool_)
        )
        total += np.where(same, 0.0, _term(run))
        run = np.where(same, run + 1, 1)
    return total
