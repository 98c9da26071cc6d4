"""Seeded chance: a stream of numbers for each name, so that nothing made depends on what was made before it.

Belongs here: streams, sharing out a total, picking. Does not belong here: what is drawn.
"""

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
Days = NDArray[np.datetime64]
Flags = NDArray[np.bool_]


def stream(*name: object) -> np.random.Generator:
    """Return the generator that belongs to a name; the same name gives the same numbers anywhere."""
    digest = hashlib.sha256("/".join(str(part) for part in name).encode()).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest[:16], "big")))


def share_out(total: int, weights: Sequence[float] | NDArray[Any]) -> Ints:
    """Share a whole number out by weights (largest remainders); the parts sum to it exactly."""
    weight = np.asarray(weights, dtype=np.float64)
    if total == 0 or weight.sum() <= 0:
        return np.zeros(len(weight), dtype=np.int64)
    exact = total * weight / weight.sum()
    parts: Ints = np.floor(exact).astype(np.int64)
    # Sorted stably: of equal remainders the earlier one gets the rest.
    first = np.argsort(parts - exact, kind="stable")
    parts[first[: total - int(parts.sum())]] += 1
    return parts


def pick(
    rng: np.random.Generator, among: Sequence[Any], size: int, weights: Sequence[float] | None = None
) -> Texts:
    """Return ``size`` values drawn from a few, with weights if given."""
    values = np.array(among, dtype=object)
    if weights is None:
        return values[rng.integers(0, len(values), size)]
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    drawn: Texts = values[np.searchsorted(bounds / bounds[-1], rng.random(size), side="right")]
    return drawn


def of_the_day(a_year: float, day_of_year: int) -> int:
    """Return how many of a yearly number fall on a day, so that the 365 days sum to it exactly."""
    return int(np.floor(a_year * day_of_year / 365) - np.floor(a_year * (day_of_year - 1) / 365))
