"""Which unit values seem to be in now, when all of them moved by a factor: m to mm, 元 to 万元.

A guess for a person to confirm, in words; nothing is converted by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ecolake.standards.catalogue import Item
from ecolake.standards.units import conversion_factor

_PREFIXES = ("m", "u", "k", "c", "n", "M", "h", "d", "")
_TIMES = ("s", "min", "h", "d", "a")
_MASSES_AND_AREAS = ("g", "kg", "t", "m2", "har", "km2", "L", "m3")
_TEN_THOUSAND = "10*4."
_FIRST = re.compile(
    r"^(?P<prefix>[munkcMhd]?)(?P<atom>g|m|L|W|Pa|V|A|Bq|B|mol|Gy|S|s)(?P<rest>(?:[23])?(?:[./].*)?)$"
)


@dataclass(frozen=True)
class ChangedUnit:
    """From which unit to which."""

    before: str
    now: str

    @property
    def guess(self) -> tuple[str, str]:
        """The guess in English and Chinese."""
        return (
            f"as if its unit had changed from {self.before} to {self.now}",
            f"疑似单位由 {self.before} 改为 {self.now}",
        )


def changed_unit(item: Item, stated: str | None, factor: int) -> ChangedUnit | None:
    """Name the unit that makes numbers larger by a factor, or smaller by its negative; None when no common one does.

    Args:
        item: The quantity.
        stated: The unit that the source's mapping gives it, if it does.
        factor: As `compare.jump` returns it.
    """
    if item.element is None or not item.element.unit:
        return None
    before = stated or item.element.unit
    ratio = Fraction(factor) if factor > 0 else Fraction(1, -factor)
    candidates = (*item.element.accepts, item.element.unit, *_candidates(before))
    return next((ChangedUnit(before, unit) for unit in candidates if _ratio(before, unit) == ratio), None)


def _ratio(unit: str, other: str) -> Fraction | None:
    try:
        return conversion_factor(unit, other)
    except ValueError:
        return None


def _candidates(unit: str) -> Iterator[str]:
    """Units of the same kind that people write, the commonest first."""
    if unit.startswith(_TEN_THOUSAND):
        yield unit.removeprefix(_TEN_THOUSAND)
    else:
        yield _TEN_THOUSAND + unit
    if found := _FIRST.match(unit):
        yield from (f"{prefix}{found['atom']}{found['rest']}" for prefix in _PREFIXES)
    whole, slash, per = unit.rpartition("/")
    if slash and per in _TIMES:
        yield from (f"{whole}/{time}" for time in _TIMES)
        yield from (f"{amount}/{per}" for amount in _MASSES_AND_AREAS)
    yield from _MASSES_AND_AREAS
    yield from _TIMES
