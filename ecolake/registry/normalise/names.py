"""Names of enterprises in parts: the division in front, what it is called, its organisation form, its branch.

Belongs here: what a name says. Does not belong here: whether two names are of one enterprise (`tiers`, `splink_model`).
"""

import re
from collections.abc import Sequence

import polars as pl

from ecolake.registry.matching import Words
from ecolake.registry.normalise.divisions import Divisions
from ecolake.registry.normalise.text import bare

# What a text needs to be left with, so that a prefix or suffix may be taken from it.
_LEAST = 2


def name_parts(name: str, words: Words, divisions: Divisions) -> list[pl.Expr]:
    """Return expressions for the parts of the names in a column.

    Args:
        name: The column.
        words: Organisation forms, branches, words for an older name.
        divisions: The divisions that a name may begin with.

    Returns:
        `whole`: the name in one width, without branch and words for an older name; `core`: that without division and
        organisation form; `branch`: the branch; `place`: the code of the division that it begins with.
    """
    plain = bare(pl.col(name)).str.replace(f"^(?:{_any(words.former)})", "")
    plain = pl.when(plain.str.len_chars() >= _LEAST).then(plain).otherwise(bare(pl.col(name)))
    form = f"(?:{_any(words.forms)})"
    # A branch follows the form, or stands at the end of a name without one.
    split = plain.str.extract_groups(f"^(?P<whole>.*?{form})(?P<branch>{_branch(words)})$")
    full = pl.coalesce(split.struct.field("whole"), plain)
    groups = full.str.extract_groups(divisions.prefix)
    rest = full.str.replace(divisions.prefix, "")
    rest = pl.when(rest.str.len_chars() >= _LEAST).then(rest).otherwise(full)
    # A form in which a character was lost, doubled or swapped is still a form.
    core = rest.str.replace(f"{form}$", "").str.replace(f"[{re.escape(words.slips)}]{{2,}}$", "")
    core = pl.when(core.str.len_chars() >= _LEAST).then(core).otherwise(rest)
    return [
        full.alias("whole"),
        core.alias("core"),
        split.struct.field("branch").alias("branch"),
        divisions.code_of(groups).alias("place"),
    ]


def _any(words: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=lambda word: (-len(word), word)))


def _branch(words: Words) -> str:
    return f"第?[一二三四五六七八九十0-9]*(?:{_any(words.branches)})"
