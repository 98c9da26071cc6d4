"""Check characters of whole columns at once: the arithmetic of `identifiers` without a Python call per value.

A code of 18 characters is nine pairs, and a table says of each pair what it adds: to the sum of GB 32100-2015, to that of
GB 11714-1997 inside it, and whether a character has no place there. The tables are made on import, because checks run on
several threads at once.
"""

import numpy as np
import polars as pl

from ecolake.standards.identifiers import USCC_LENGTH

_PAIRS = USCC_LENGTH // 2
# GB 32100-2015: the characters in the order of their values; I, O, Z, S and V are not used.
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
# Registering department and kind of body, as amended in 2016.
CLASSES = frozenset(
    [
        "11",
        "12",
        "13",
        "19",
        "21",
        "29",
        "31",
        "33",
        "34",
        "35",
        "39",
        "41",
        "49",
        "51",
        "52",
        "53",
        "59",
        "61",
        "62",
        "69",
        "71",
        "72",
        "79",
        "81",
        "89",
        "91",
        "92",
        "93",
        "99",
        "A1",
        "A9",
        "N1",
        "N2",
        "N3",
        "N9",
        "Y1",
    ]
)
_OUTER_WEIGHTS = [pow(3, place, 31) for place in range(17)] + [1]
# GB 11714-1997, at the places 8 to 16: the body's weights, and 1 for the check character, in which X is ten.
_INNER_WEIGHTS = dict(zip(range(8, 17), (3, 7, 9, 10, 5, 8, 4, 2, 1), strict=True))
# Where in a number each of the three sums lies; none can run into the next.
_INNER, _WRONG = 14, 25


def are_uscc(values: pl.Series) -> pl.Series:
    """Say of each text whether it is a unified social credit code with both check characters right; null stays null."""
    sized = values.str.len_bytes() == USCC_LENGTH
    codes = values.filter(sized)
    joined = codes.str.join("")[0].encode() if len(codes) else b""
    pairs = np.frombuffer(joined, dtype="<u2").reshape(len(codes), _PAIRS)
    total = np.zeros(len(codes), dtype=np.uint32)
    for place, table in enumerate(_TABLES):
        total += table[pairs[:, place]]
    outer, inner = total & ((1 << _INNER) - 1), (total >> _INNER) & ((1 << _WRONG - _INNER) - 1)
    valid = (outer % 31 == 0) & (inner % 11 == 0) & (total >> _WRONG == 0)
    result = np.zeros(len(values), dtype=bool)
    result[sized.fill_null(value=False).to_numpy()] = valid
    told = pl.Series(values.name, result)
    return told if not values.null_count() else told.set(values.is_null(), None)


def are_permit_numbers(values: pl.Series) -> pl.Series:
    """Say of each text whether its first 18 characters are such a code (HJ 608-2017)."""
    return are_uscc(values.str.head(USCC_LENGTH))


def _table(place: int) -> np.ndarray:
    """What each pair of bytes adds that begins at the place; the first byte is the low one."""
    table = np.full(1 << 16, 1 << _WRONG, dtype=np.uint32)
    for first in _ALPHABET:
        for second in _ALPHABET:
            if _fits(place, first, second):
                adds = _worth(place, first) + _worth(place + 1, second)
                table[ord(first) | ord(second) << 8] = adds
    return table


def _fits(place: int, first: str, second: str) -> bool:
    if place == 0:
        return first + second in CLASSES
    if place < 8:
        return first.isdigit() and second.isdigit()
    return place < 16 or first.isdigit() or first == "X"


def _worth(place: int, character: str) -> int:
    outer = _ALPHABET.index(character) * _OUTER_WEIGHTS[place]
    if place not in _INNER_WEIGHTS:
        return outer
    # There the letters count A = 10 to Z = 35, but the check character X is ten.
    value = 10 if place == 16 and character == "X" else int(character, 36)
    return outer | value * _INNER_WEIGHTS[place] << _INNER


_TABLES = tuple(_table(2 * pair) for pair in range(_PAIRS))
