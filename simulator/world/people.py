"""Persons and telephones: all invented.

Belongs here: names and numbers. Does not belong here: who bears them.
"""

import numpy as np
import polars as pl

from simulator.world.chance import pick
from simulator.world.facts import words

_MOBILE_PREFIXES = (133, 135, 136, 137, 138, 139, 150, 151, 158, 159, 177, 180, 186, 189)


def person_names(rng: np.random.Generator, size: int) -> pl.Series:
    """Return names of persons."""
    surnames = pick(rng, list(words()["surnames"]), size, words()["surname_weights"])
    return pl.Series(surnames + pick(rng, words()["given"], size), dtype=pl.String)


def mobiles(rng: np.random.Generator, size: int) -> pl.Series:
    """Return mobile numbers of eleven digits."""
    prefix = np.array(_MOBILE_PREFIXES)[rng.integers(0, len(_MOBILE_PREFIXES), size)]
    return pl.Series(prefix * 100_000_000 + rng.integers(0, 100_000_000, size)).cast(pl.String)


def landlines(rng: np.random.Generator, area_codes: pl.Series) -> pl.Series:
    """Return a number of eight digits in each of the area codes."""
    numbers = pl.Series(rng.integers(81_000_000, 89_999_999, len(area_codes))).cast(pl.String)
    return area_codes + "-" + numbers
