"""Which of many hashes may be among many others: in memory that does not depend on how many there are.

The answer is never a false no. A false yes comes the more often the fuller the sieve is: of ten million hashes one in fourteen,
of a hundred million every second. Who asks goes on to look exactly.
"""

import numpy as np
import polars as pl
from numpy.typing import NDArray

# A byte a mark, by the first bits of the hash: 128 MiB, of which only what is marked is ever touched.
_BITS = 27
_SHIFT = np.uint64(64 - _BITS)


class Sieve:
    """Marks of the hashes that were put in."""

    def __init__(self) -> None:
        self._marks = np.zeros(1 << _BITS, dtype=bool)

    def put(self, hashes: pl.Series) -> None:
        """Put hashes (UInt64) in."""
        self._marks[_places(hashes)] = True

    def may_hold(self, hashes: pl.Series) -> pl.Series:
        """Say of each hash whether it may have been put in."""
        return pl.Series(hashes.name, self._marks[_places(hashes)])


def _places(hashes: pl.Series) -> NDArray[np.uint64]:
    return hashes.to_numpy() >> _SHIFT
