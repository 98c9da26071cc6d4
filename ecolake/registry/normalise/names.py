"""Names of enterprises in parts: the division in front, what it is called, its organisation form, its branch.

Belongs here: what a name says. Does not belong here: whether two names are of one enterprise (`tiers`, `splink_model`).
"""

import re
from collections.abc import Iterable

import polars as pl

from ecolake.registry.matching import Words
from ecolake.registry.normalise.divisions import Divisions
from ecolake.registry.normalise.sounds import sound
from ecolake.registry.normalise.text import bare, over_distinct

# What a text needs to be left with, so that a prefix or suffix may be taken from it.
_LEAST = 2
# A form of fewer characters with a slip in it is something else.
_LONG_FORM = 4


def name_parts(names: pl.Series, words: Words, divisions: Divisions) -> pl.DataFrame:
    """Take names apart.

    Args:
        names: The names.
        words: Organisation forms, branches, words for an older name.
        divisions: The divisions that a name may begin with.

    Returns:
        The names, and of each `whole`: the name in one width, without branch and words for an older name; `branch`; `place`: the
        code of the division that it begins with; `core`: what is left without division and organisation form; `sounds`: how that
        sounds.
    """
    form = f"(?:{_any(words.forms)})"
    plain = bare(pl.col(names.name))
    current = _without(plain, f"^(?:{_any(words.former)})")
    # A branch follows the form.
    branch = f"第?[一二三四五六七八九十0-9]*(?:{_any(words.branches)})"
    split = current.str.extract_groups(f"^(?P<whole>.*?{form})(?P<branch>{branch})$")
    first = [
        pl.coalesce(split.struct.field("whole"), current).alias("whole"),
        split.struct.field("branch").alias("branch"),
    ]
    second = [
        divisions.code_of(pl.col("whole").str.extract_groups(divisions.prefix)).alias("place"),
        _without(pl.col("whole"), divisions.prefix).alias("_rest"),
    ]
    third = [_heard(pl.col("_rest")).alias("_heard")]
    slips = sorted(
        {slip for one in words.forms if len(one) >= _LONG_FORM for slip in _slips(one)} - {*words.forms}
    )
    exact = _without(pl.col("_rest"), f"{form}$")
    slipped = _without(pl.col("_rest"), f"(?:{_any(slips)})$")
    # A form in which a character was misheard sounds like one.
    spoken = sound(pl.Series([one for one in words.forms if len(one) >= _LONG_FORM])).to_list()
    misheard = (
        pl.col("_rest").str.len_chars()
        - pl.col("_heard").str.extract(f"((?:{_any(spoken)}))$").str.len_chars()
    )
    heard = pl.when(misheard >= _LEAST).then(pl.col("_rest").str.head(misheard))
    longer = exact.str.len_chars() > slipped.str.len_chars()
    fourth = [
        pl.when(longer)
        .then(slipped)
        .when(exact != pl.col("_rest"))
        .then(exact)
        .otherwise(pl.coalesce(heard, "_rest"))
        .alias("core")
    ]
    told = over_distinct(names, first, second, third, fourth, [_heard(pl.col("core")).alias("sounds")])
    return told.drop("_rest", "_heard")


def _without(text: pl.Expr, pattern: str) -> pl.Expr:
    """The text without what matches, unless too little would be left."""
    rest = text.str.replace(pattern, "")
    return pl.when(rest.str.len_chars() >= _LEAST).then(rest).otherwise(text)


def _heard(text: pl.Expr) -> pl.Expr:
    return text.map_batches(sound, return_dtype=pl.String())


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _slips(word: str) -> Iterable[str]:
    """The word with a character lost or doubled, or two swapped."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
        yield word[: place + 1] + word[place:]
        yield word[:place] + word[place + 1 : place + 2] + word[place] + word[place + 2 :]
