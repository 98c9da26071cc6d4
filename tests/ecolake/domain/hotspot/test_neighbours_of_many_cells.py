"""Gi* of a province's cells needs no table of all pairs of them, and is what that table would give."""

import tracemalloc

import numpy as np
import pytest

from ecolake.domain.hotspot.significance import getis_ord


def by_all_pairs(values, columns, rows):
    """Ord and Getis 1995, equation 5, as it is written."""
    near = (np.abs(columns[:, None] - columns) <= 1) & (np.abs(rows[:, None] - rows) <= 1)
    weights, size = near.sum(axis=1), len(values)
    below = values.std() * np.sqrt((size * weights - weights**2) / (size - 1))
    return (near @ values - values.mean() * weights) / below


def cells(count, side, seed):
    rng = np.random.default_rng(seed)
    places = rng.choice(side * side, count, replace=False)
    return rng.lognormal(0, 1, count), 11_800 + places // side, 2_400 + places % side


@pytest.mark.parametrize("seed", [1, 2])
def test_it_is_what_all_pairs_give(seed):
    told = cells(200, 20, seed)
    assert getis_ord(*told) == pytest.approx(by_all_pairs(*told))


def test_four_thousand_cells_need_little_memory():
    told = cells(4000, 90, 3)
    tracemalloc.start()
    getis_ord(*told)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5e6
