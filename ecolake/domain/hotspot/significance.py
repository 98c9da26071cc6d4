"""How likely chance alone makes as much, and which findings stand when many are looked at.

Belongs here: binomial tails, Benjamini and Hochberg, Getis and Ord. Does not belong here: what is counted (``cells``).
"""

from math import lgamma

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def at_least(successes: Ints, trials: Ints, chance: float) -> Floats:
    """Return the probability of so many successes or more among independent trials.

    Args:
        successes: Whole numbers from 0.
        trials: At least as many.
        chance: Of one success, between 0 and 1, neither of them.
    """
    most = int(trials.max(initial=0))
    logs = np.array([lgamma(one + 1) for one in range(most + 1)])
    tails = np.zeros(len(trials))
    for number in range(most + 1):
        counts = (number >= successes) & (number <= trials)
        rest = np.where(counts, trials - number, 0)
        log = logs[trials] - logs[number] - logs[rest] + number * np.log(chance) + rest * np.log1p(-chance)
        tails += np.exp(np.where(counts, log, -np.inf))
    result: Floats = np.clip(tails, 0.0, 1.0)
    return result


def false_discovery(probabilities: Floats) -> Floats:
    """Return the adjusted probabilities of Benjamini and Hochberg (1995).

    Those that are at most q are findings of which, on average, a share of at most q is false.
    """
    size = len(probabilities)
    order = np.argsort(probabilities, kind="stable")
    ranked = probabilities[order] * size / np.arange(1, size + 1)
    lowest = np.minimum.accumulate(ranked[::-1])[::-1]
    adjusted = np.empty(size)
    adjusted[order] = np.minimum(lowest, 1.0)
    return adjusted


def getis_ord(values: Floats, columns: Ints, rows: Ints) -> Floats:
    """Return Gi* of each cell with its eight neighbours, as a normal score (Getis and Ord 1992; Ord and Getis 1995, equation 5).

    Cells without a value are left out of sums and numbers alike.

    Args:
        values: One for each cell that has any, each cell once.
        columns: Of the cells in the grid.
        rows: Of the cells in the grid.
    """
    size = len(values)
    if size < 2 or values.std() == 0:
        return np.zeros(size)
    # Neighbours are looked up by name: a table of all pairs of a province's cells would take gigabytes.
    wide = int(rows.max() - rows.min()) + 3
    names = (columns - columns.min() + 1) * wide + (rows - rows.min() + 1)
    order = np.argsort(names)
    sorted_names, sorted_values = names[order], values[order]
    weights, near = np.zeros(size, dtype=np.int64), np.zeros(size)
    for step in (east * wide + north for east in (-1, 0, 1) for north in (-1, 0, 1)):
        at = np.minimum(np.searchsorted(sorted_names, names + step), size - 1)
        there = sorted_names[at] == names + step
        weights += there
        near += np.where(there, sorted_values[at], 0.0)
    mean, spread = values.mean(), values.std()
    above = near - mean * weights
    below = spread * np.sqrt((size * weights - weights**2) / (size - 1))
    # A cell whose neighbours are all the cells there are differs from nothing.
    score: Floats = np.divide(above, below, out=np.zeros(size), where=below > 0)
    return score
