"""The kinds of fault that one row can have: which items each fits, and what it makes of a value.

Belongs here: single values. Does not belong here: which rows (`spoil`), what comes of it (`verdict`), names (`name_variants`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from ecolake.standards.catalogue import Dataset, Item
from simulator.departments.coordinates import pairs
from simulator.noise.feeds import FUTURE_YEAR
from simulator.noise.name_variants import VARIANTS

Row = Mapping[str, Any]


class Raw(str):
    """A text as it stands in the source's file, whatever the item is."""

    __slots__ = ()


# The items that a fault changes, and what they become: a value of the item, None, or a text as it is written.
Change = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of fault.

    Attributes:
        fits: Whether an item can have it.
        change: What it makes of a row at an item; None where this row cannot have it.
        in_key: Whether it may happen to the items that name a row.
        untyped: Whether it needs a format whose cells hold any text.
    """

    fits: Callable[[Item], bool]
    change: Callable[[Random, Item, Row], Change | None]
    in_key: bool = False
    untyped: bool = False


def _type(*names: str) -> Callable[[Item], bool]:
    return lambda item: item.element is not None and item.element.type.name in names


def _named(*elements: str) -> Callable[[Item], bool]:
    return lambda item: item.element_name in elements


def _is_measured(item: Item) -> bool:
    """Whether it is a measured number: not a place, and not a code or year that is written in digits."""
    return item.element is not None and item.element.type.name == "decimal" and not _is_place(item)


def _is_place(item: Item) -> bool:
    return "longitude" in item.name or "latitude" in item.name


def _is_bounded(item: Item) -> bool:
    return bool(_is_measured(item) and item.element and item.element.range)


def _only(make: Callable[[Random, Item, Any], Any]) -> Callable[[Random, Item, Row], Change | None]:
    """Make a change of one item from a function of its value; nothing comes of an empty cell, or of the same value."""

    def change(rng: Random, item: Item, row: Row) -> Change | None:
        if row[item.name] is None:
            return None
        value = make(rng, item, row[item.name])
        return None if value == row[item.name] and not isinstance(value, Raw) else {item.name: value}

    return change


def _impossible(rng: Random, item: Item, value: Decimal) -> Decimal:
    low, high = item.element.range if item.element and item.element.range else (None, None)
    if high is not None and (low is None or rng.random() < 0.5):
        return high * 2 if high > 0 else high + 1000
    return (low or Decimal(0)) - abs(value) - 1


def _mistyped(rng: Random, item: Item, value: str) -> str:
    """Change one character for another of its sort, or swap two that stand together, as fingers do."""
    del item
    if len(value) < 2:
        return value
    place = rng.randrange(len(value) - 1)
    if value[place] != value[place + 1] and rng.random() < 0.4:
        return value[:place] + value[place + 1] + value[place] + value[place + 2 :]
    letters = "0123456789" if value[place].isdigit() else "ABCDEFGHJKLMNPQRTUWXY"
    return value[:place] + rng.choice([one for one in letters if one != value[place]]) + value[place + 1 :]


def _future(rng: Random, item: Item, value: date) -> date:
    del rng, item
    return value.replace(year=FUTURE_YEAR, day=min(value.day, 28))


def _swapped(rng: Random, item: Item, row: Row) -> Change | None:
    del rng
    return _moved(item, row, lambda east, north: (north, east))


def _shifted(rng: Random, item: Item, row: Row) -> Change | None:
    by = Decimal(rng.randrange(20_000, 60_000)) / 10**6
    return _moved(item, row, lambda east, north: (east + by, north - by / 2))


def _moved(
    item: Item, row: Row, move: Callable[[Decimal, Decimal], tuple[Decimal, Decimal]]
) -> Change | None:
    other = next((pair for pair in pairs(row) if pair[0] == item.name), None)
    if other is None or row[other[0]] is None or row[other[1]] is None:
        return None
    east, north = move(row[other[0]], row[other[1]])
    return {other[0]: east, other[1]: north}


# Divisions of Fujian as they were before the changes of 2014, 2017 and 2021, by the code of today.
_BEFORE = {
    "350112": ("350182",),
    "350404": ("350402", "350403"),
    "350405": ("350427",),
    "350703": ("350784",),
    "350803": ("350822",),
}


def _old_division(rng: Random, item: Item, row: Row) -> Change | None:
    before = _BEFORE.get(row[item.name] or "")
    return {item.name: rng.choice(before)} if before else None


def _drifted(rng: Random, item: Item, row: Row) -> Change | None:
    moment = row[item.name]
    return (
        {item.name: moment + timedelta(minutes=rng.choice([-11, -7, 6, 9, 13]))}
        if isinstance(moment, datetime)
        else None
    )


def _is_coded(item: Item) -> bool:
    return item.codes is not None


def _has_form(item: Item) -> bool:
    return bool(
        item.element
        and item.element.type.name == "text"
        and (item.element.check or item.element.pattern or item.codes)
    )


KINDS: dict[str, Kind] = {
    "missing_required": Kind(
        lambda item: item.required,
        lambda _r, item, row: {item.name: None} if row[item.name] is not None else None,
        in_key=True,
    ),
    "missing_value": Kind(
        lambda item: not item.required,
        lambda _r, item, row: {item.name: None} if row[item.name] is not None else None,
    ),
    "zero_for_missing": Kind(_is_measured, _only(lambda _r, _i, _v: Raw("0"))),
    "sentinel": Kind(_is_measured, _only(lambda rng, _i, _v: Raw(rng.choice(["9999", "-9999", "999.9"])))),
    "impossible_value": Kind(_is_bounded, _only(_impossible)),
    "wrong_unit": Kind(_is_measured, _only(lambda _r, _i, value: value * 1000)),
    "unreadable_number": Kind(
        _type("decimal", "integer"),
        _only(lambda rng, _i, value: Raw(rng.choice([f"{value}左右", f"<{value}", "未检出", f"{value}mg"]))),
        untyped=True,
    ),
    "unreadable_date": Kind(
        _type("date", "datetime"),
        _only(lambda rng, _i, value: Raw(rng.choice([f"{value.year}-13-45", f"{value.year}年春", "待定"]))),
        untyped=True,
    ),
    "future_time": Kind(_type("date", "datetime"), _only(_future)),
    "mistyped_code": Kind(_has_form, _only(_mistyped), in_key=True),
    "unknown_code": Kind(
        _is_coded, _only(lambda rng, _i, _v: Raw(rng.choice(["其他未列明", "ZZ9", "待定"])))
    ),
    "old_division": Kind(_named("division_code"), _old_division),
    "swapped_coordinates": Kind(_is_place, _swapped),
    "shifted_coordinates": Kind(_is_place, _shifted),
    "clock_drift": Kind(_type("datetime"), _drifted, in_key=True),
    **{
        f"name_{name}": Kind(_named("enterprise_name", "organisation_name"), _only(make))
        for name, make in VARIANTS.items()
    },
}


def fitting(kind: Kind, dataset: Dataset, received: Mapping[str, str]) -> Iterator[Item]:
    """Yield the items of a dataset that can have the fault, of those that the source sends."""
    for name, item in dataset.items.items():
        if name not in received or item.derived or item.arrival or item.element is None:
            continue
        if (kind.in_key or name not in dataset.key) and kind.fits(item):
            yield item
