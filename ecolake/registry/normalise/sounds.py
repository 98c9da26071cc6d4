"""How a text sounds: each character as one sign that stands for its syllable (Mandarin, without tones)."""

import unicodedata
from functools import cache
from typing import Any

import numpy as np
import polars as pl

_BETWEEN = "\n"
# Signs of the private use area, a syllable each: a text that sounds is never taken for one that is written.
_SIGNS = 0xE000


def sound(values: pl.Series) -> pl.Series:
    """Return texts in which characters that are read alike are the same sign; null stays null."""
    known = values.drop_nulls()
    if not len(known):
        return values
    table = _table()
    points = np.frombuffer(_BETWEEN.join(known.to_list()).encode("utf-32-le"), dtype=np.uint32)
    heard = np.where(points < len(table), table[np.minimum(points, len(table) - 1)], points)
    told = pl.Series(values.name, heard.astype("<u4").tobytes().decode("utf-32-le").split(_BETWEEN))
    if len(known) == len(values):
        return told
    places = values.is_not_null().arg_true()
    return pl.Series(values.name, [None] * len(values), dtype=pl.String).scatter(places, told)


@cache
def _table() -> "np.ndarray[Any, np.dtype[np.uint32]]":
    """The sign of each code point, by its first reading; itself where it has none."""
    from pypinyin.constants import PINYIN_DICT

    readings = {point: _plain(said.split(",")[0]) for point, said in PINYIN_DICT.items()}
    signs = {syllable: _SIGNS + place for place, syllable in enumerate(sorted(set(readings.values())))}
    table = np.arange(max(readings) + 1, dtype=np.uint32)
    for point, syllable in readings.items():
        table[point] = signs[syllable]
    return table


def _plain(syllable: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", syllable) if not unicodedata.combining(one))
