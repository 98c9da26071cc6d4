"""Divisions: abolished codes as those of today, and the division that a name or an address begins with.

Belongs here: what the code list of divisions says. Does not belong here: which code list it is (`matching.yaml`).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

_LEVEL_ENDS = {"province": "省", "city": "市", "county": "县市区"}
# A name of two characters without its ending is no longer a name: 县 of 金门县 may go, 市 of 沙市 may not.
_SHORTEST = 2


@dataclass(frozen=True)
class Divisions:
    """The divisions of a code list.

    Attributes:
        current: The code of today for each code, its own where it is in force.
        by_level: Of each level from the top, the codes of today by name, short names too; a name of several divisions has none.
    """

    current: Mapping[str, str]
    by_level: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, table: Iterable[Mapping[str, str]]) -> "Divisions":
        """Read the rows of a code list with the columns code, level, name_zh and successor_code."""
        rows = list(table)
        after = {row["code"]: row["successor_code"] for row in rows if row.get("successor_code")}
        current = {row["code"]: _last(row["code"], after) for row in rows}
        by_level: dict[str, dict[str, str]] = {}
        for level, ends in _LEVEL_ENDS.items():
            named: dict[str, set[str]] = {}
            for row in rows:
                if row["level"] == level:
                    for name in _names(row["name_zh"], ends):
                        named.setdefault(name, set()).add(current[row["code"]])
            by_level[level] = {name: min(found) for name, found in sorted(named.items()) if len(found) == 1}
        return cls(current, by_level)

    @cached_property
    def prefix(self) -> str:
        """A pattern for the divisions that a text may begin with: groups province, city, county, each of which may be absent."""
        return "^" + "".join(
            f"(?P<{level}>{'|'.join(sorted(map(re.escape, names), key=_longest))})?"
            if names
            else f"(?P<{level}>)?"
            for level, names in self.by_level.items()
        )

    def today(self, code: pl.Expr) -> pl.Expr:
        """The code of today; null for a code that never was."""
        return code.replace_strict(dict(self.current), default=None, return_dtype=pl.String())

    def code_of(self, groups: pl.Expr) -> pl.Expr:
        """The lowest division that the groups of `prefix` name, as a code; null where they name none."""
        levels = [
            groups.struct.field(level).replace_strict(dict(names), default=None, return_dtype=pl.String())
            for level, names in reversed(list(self.by_level.items()))
        ]
        return pl.coalesce(levels)


def _last(code: str, after: Mapping[str, str]) -> str:
    while code in after:
        code = after[code]
    return code


def _names(name: str, ends: str) -> list[str]:
    short = name.rstrip(ends)
    return [name, short] if len(short) >= _SHORTEST else [name]


def _longest(name: str) -> tuple[int, str]:
    return -len(name), name
