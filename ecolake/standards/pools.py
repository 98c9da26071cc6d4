"""Values that an item may have: enough of its domain to tell what a rule does, the ends and the middle first.

Every value satisfies the item's own element. What cannot be guessed from a pattern or a check comes from the examples that
such an element has to give. Nothing here is random.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal
from typing import Any

import polars as pl

from ecolake.standards.catalogue import Item
from ecolake.standards.data_types import MAX_PRECISION, DataType
from ecolake.standards.model import Rule

# A fixed day of receipt, so that the same standards always give the same values.
RECEIVED_AT = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)
RECEIVED_ON = date(2026, 7, 1)
MOST_CODES = 12

# The usual 28 digits are fewer than a decimal may have.
_EXACT = Context(prec=2 * MAX_PRECISION)

_QUOTED = re.compile(r"'((?:[^']|'')*)'")
_NUMBER = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)(?![\w.])")
_DAYS = (0, -1, 1, -2, -7, -30, -100, -366, -800, -2000, -4000, 30, 200, 400, 2000, -12000)
_SECONDS = (
    0,
    -60,
    -3600,
    -7200,
    -90_000,
    -86_400 * 40,
    -86_400 * 400,
    -86_400 * 4000,
    -86_400 * 12000,
    3000,
    86_400 * 9,
)
_COUNTS = (0, 1, 2, 3, 10, 12, 24, 31, 60, 100, 365, 2017, 2020, 2026)
_FRACTIONS = ("0", "0.5", "1", "1.5", "2", "5", "10", "25", "60", "99", "100", "1000", "20000")
_TEXTS = ("甲", "乙", "丙丁", "A1")


def pool(item: Item, rules: Sequence[Rule] = ()) -> list[Any]:
    """Values that satisfy the item's element; what the rules say of numbers and words is among them.

    Args:
        item: An item with an element.
        rules: Rules whose literals are worth trying.
    """
    if item.element is None:
        return [] if item.each is None else _lists(item.each)
    kind = item.element.type
    candidates = _candidates(item, kind, list(_literals(rules)))
    return list(dict.fromkeys(value for value in candidates if _admitted(item, value)))


def series(item: Item, values: Sequence[Any]) -> pl.Series:
    """The values as a column of the item's type."""
    return pl.Series(item.name, values, dtype=item.polars, strict=False)


def _candidates(item: Item, kind: DataType, literals: Sequence[str]) -> Iterator[Any]:
    element = item.element
    if element is None:
        return
    match kind.name:
        case "boolean":
            yield from (True, False)
        case "date":
            yield from (RECEIVED_ON + timedelta(days=days) for days in _DAYS)
        case "datetime":
            yield from (RECEIVED_AT + timedelta(seconds=seconds) for seconds in _SECONDS)
        case "text":
            yield from _texts(item, literals)
        case _:
            yield from _numbers(kind, element.range or (None, None), literals)


def _texts(item: Item, literals: Sequence[str]) -> Iterator[str]:
    if item.codes is not None:
        yield from literals
        codes = item.codes.sorted_codes
        yield from codes[:: max(1, len(codes) // MOST_CODES)]
        return
    if item.element and item.element.examples:
        yield from item.element.examples
    if not (item.element and item.element.check):
        yield from literals
        yield from _TEXTS


def _numbers(
    kind: DataType, bounds: tuple[Decimal | None, Decimal | None], literals: Sequence[str]
) -> Iterator[Any]:
    low, high = bounds
    step = Decimal(1).scaleb(-kind.scale)
    spoken = [Decimal(word) for word in literals if _NUMBER.fullmatch(word)]
    around = [value + move for value in spoken for move in (0, -step, step, 1, -1)]
    ends = [end for end in (low, high) if end is not None]
    middle = [(low + high) / 2, low + (high - low) / 10] if low is not None and high is not None else []
    usual = [Decimal(text) for text in (map(str, _COUNTS) if kind.name == "integer" else _FRACTIONS)]
    for value in (*around, *usual, *ends, *middle):
        # A literal of a rule may be longer than any number of the type.
        if value.adjusted() < MAX_PRECISION:
            exact = value.quantize(step, context=_EXACT)
            yield int(exact) if kind.name == "integer" else exact


def _literals(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (text.replace("''", "'") for text in _QUOTED.findall(rule.holds))
        yield from _NUMBER.findall(_QUOTED.sub(" ", rule.holds))


def _admitted(item: Item, value: Any) -> bool:
    element = item.element
    if element is None or value is None:
        return False
    if isinstance(value, bool):
        return True
    if isinstance(value, int | Decimal):
        low, high = element.range or (None, None)
        number = Decimal(value)
        inside = (low is None or number >= low) and (high is None or number <= high)
        return inside and element.type.holds(number)
    if isinstance(value, str):
        if element.examples and value in element.examples:
            return True
        fits = len(value) <= element.type.size and element.check is None
        listed = item.codes is None or value in item.codes.sorted_codes
        return fits and listed and (element.pattern is None or _matches(element.pattern, value))
    return True


def _matches(pattern: str, value: str) -> bool:
    # The engine that judges the rows, not Python's: the two differ in what they understand.
    return bool(pl.select(pl.lit(value).str.contains(pattern)).item())


def _lists(fields: Sequence[Item]) -> list[Any]:
    """No element, and one in which every field has its first value."""
    one: Mapping[str, Any] = {field.name: next(iter(pool(field)), None) for field in fields}
    return [[dict(one)], []]
