"""Texts from patterns.

`{d4}` is four digits, `{L2}` two letters, `{x6}` six hex digits; `{year}`, `{ym}` and `{ymd}` are of a day; `{<column>}` is
what another column of the row says. How a text is put together; which pattern an item has is said in `vocabulary.yaml` and in the plans.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl

from simulator.tables.dice import Dice

_PLACE = re.compile(r"\{([^{}]*)\}")
_DRAWN = re.compile(r"([dLx])(\d+)\Z")
_DAY = {"year": "%Y", "ymd": "%Y%m%d", "ym": "%Y-%m"}
# So many digits a 64-bit word holds with room to spare.
_WHOLE = 15
_ALPHABET = {"d": "0123456789", "x": "0123456789abcdef", "L": "ABCDEFGHJKLMNPQRTUWXY"}


def choose(
    what: str, among: Sequence[str], dice: Dice, frame: pl.DataFrame, day: date, nth: pl.Series | None = None
) -> pl.Series:
    """Choose a pattern for each row and fill it in.

    Args:
        what: What is drawn.
        among: Patterns, or plain texts.
        dice: Draws of the rows.
        frame: Columns that the patterns may name; a pattern that names one that is not there is left out.
        day: The day that `{year}` and its like mean.
        nth: Where the rows of one origin have to differ: the number of each among them.
    """
    usable = [one for one in among if _names(one) <= set(frame.columns)] or [
        _PLACE.sub(lambda place: place[0] if _is_own(place[1]) else "", one) for one in among
    ]
    picked = dice.below(what, len(usable))
    if nth is not None:
        picked = (picked + nth.to_numpy()) % len(usable)
    if not any(_PLACE.search(one) for one in usable):
        return pl.Series(what, usable, dtype=pl.String).gather(picked)
    out = pl.Series(what, [None], dtype=pl.String).new_from_index(0, len(dice))
    for place, pattern in enumerate(usable):
        rows = np.flatnonzero(picked == place)
        if len(rows):
            some = Dice(dice.name, dice.rows[rows])
            out = out.scatter(rows, fill(what, pattern, some, frame[rows], day))
    return out


def fill(what: str, pattern: str, dice: Dice, frame: pl.DataFrame, day: date) -> pl.Series:
    """Fill one pattern in for every row."""
    parts: list[pl.Expr | pl.Series] = []
    for place, (text, name) in enumerate(_parts(pattern)):
        if text:
            parts.append(pl.lit(text))
        if name:
            parts.append(_value(f"{what}/{place}", name, dice, day))
    if not any(isinstance(part, pl.Series) or part.meta.root_names() for part in parts):
        parts.append(pl.Series("end", [""]).new_from_index(0, len(dice)))
    return frame.select(pl.concat_str(*parts, ignore_nulls=True).alias(what)).to_series()


def _value(what: str, name: str, dice: Dice, day: date) -> pl.Expr | pl.Series:
    if name == "ym":
        # What is told by the month is told of the last one that is over.
        return pl.lit((day.replace(day=1) - timedelta(days=1)).strftime(_DAY[name]))
    if name in _DAY:
        return pl.lit(day.strftime(_DAY[name]))
    if drawn := _DRAWN.match(name):
        return _characters(what, _ALPHABET[drawn[1]], int(drawn[2]), dice)
    return pl.col(name).cast(pl.String)


def _characters(what: str, alphabet: str, count: int, dice: Dice) -> pl.Series:
    if alphabet == _ALPHABET["d"] and count <= _WHOLE:
        return pl.Series(what, dice.below(what, 10**count)).cast(pl.String).str.zfill(count)
    letters = np.frombuffer(alphabet.encode(), dtype=np.uint8)
    columns = [letters[dice.below(f"{what}/{place}", len(letters))] for place in range(count)]
    joined = np.ascontiguousarray(np.stack(columns, axis=1)).reshape(-1).view(f"S{count}")
    return pl.Series(what, joined.astype(f"U{count}"), dtype=pl.String)


def _parts(pattern: str) -> list[tuple[str, str]]:
    pieces = _PLACE.split(pattern)
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def _is_own(name: str) -> bool:
    return name in _DAY or bool(_DRAWN.match(name))


def _names(pattern: str) -> set[str]:
    return {name for name in _PLACE.findall(pattern) if not _is_own(name)}
