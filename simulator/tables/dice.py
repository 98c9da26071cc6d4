"""Chance that belongs to a row: the same row gets the same number, whatever rows stand around it.

A draw is a hash of the row's own number and of what is drawn. So a frame may be cut, sorted or made for one day alone,
and its rows stay as they are. Nothing here knows a dataset.
"""

import hashlib
from functools import lru_cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

Words = NDArray[np.uint64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_MANTISSA = 2.0**-53


@lru_cache(maxsize=1 << 16)
def salt(name: str) -> np.uint64:
    """Return 64 bits for the name of a draw."""
    return np.uint64(int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big"))


def mix(words: Words) -> Words:
    """Scramble 64-bit words (the finaliser of SplitMix64, Steele, Lea and Flood 2014)."""
    words = (words ^ (words >> np.uint64(30))) * _FIRST
    words = (words ^ (words >> np.uint64(27))) * _SECOND
    return words ^ (words >> np.uint64(31))


class Dice:
    """Draws for the rows of one frame.

    Args:
        name: What the draws are for: seed, dataset, round.
        rows: One word a row, its number.
    """

    def __init__(self, name: str, rows: Words) -> None:
        self.name = name
        self.rows = rows

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def words(self, what: str) -> Words:
        """Draw 64 bits a row."""
        with np.errstate(over="ignore"):
            return mix(mix(self.rows * _GOLDEN + salt(f"{self.name}/{what}")) + _GOLDEN)

    def uniform(self, what: str) -> NDArray[np.float64]:
        """Draw from the open interval of 0 and 1."""
        drawn: NDArray[np.float64] = (
            (self.words(what) >> np.uint64(11)).astype(np.float64) + 0.5
        ) * _MANTISSA
        return drawn

    def normal(self, what: str) -> NDArray[np.float64]:
        """Draw from the standard normal distribution (Box and Muller 1958), cut at three and a half deviations."""
        radius = np.sqrt(-2.0 * np.log(self.uniform(f"{what}/radius")))
        drawn: NDArray[np.float64] = radius * np.cos(2.0 * np.pi * self.uniform(f"{what}/angle"))
        return np.clip(drawn, -3.5, 3.5)

    def below(self, what: str, limit: int) -> NDArray[np.int64]:
        """Draw whole numbers from 0 up to but not including the limit."""
        drawn: NDArray[np.int64] = (self.words(what) % np.uint64(max(1, limit))).astype(np.int64)
        return drawn

    def choice(self, what: str, among: pl.Series) -> pl.Series:
        """Draw one of some values for each row."""
        return among.gather(self.below(what, len(among)))

    def chance(self, what: str, share: float) -> NDArray[np.bool_]:
        """Say yes for that share of the rows."""
        return self.uniform(what) < share


def children(rows: Words, nth: Words) -> Words:
    """Number the rows that come from others: the nth of each."""
    with np.errstate(over="ignore"):
        return mix(rows * _GOLDEN + (nth + np.uint64(1)) * _SECOND)
