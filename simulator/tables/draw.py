"""A value for every row from an item's own domain: plausible rather than at the ends of what is allowed.

One item at a time. What has to hang together between items is said in the plans or comes from the anchor.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Item
from simulator.tables.dice import Dice
from simulator.tables.drawing import Drawing
from simulator.tables.moments import moments
from simulator.tables.numbers import numbers
from simulator.tables.plan import Value, vocabulary
from simulator.tables.texts import choose

# Share of rows that leave out what may be left out.
_EMPTY = 0.12
_MOSTLY_YES = 0.6
# A code has been in force for so many days.
_SETTLED_DAYS = 1400


def draw(item: Item, at: Drawing) -> pl.Series:
    """Draw an item for all rows, typed as it is in the lake; empty in some rows where it may be."""
    value = at.values.get(item.name)
    what = f"{item.name}/{at.turn}" if at.turn else item.name
    drawn = _drawn(item, what, value, at).alias(item.name)
    typed = drawn if drawn.dtype == item.polars else drawn.cast(item.polars, strict=False)
    share = _EMPTY if value is None or value.empty is None else value.empty
    if item.required or item.name in at.dataset.key or (value is not None and value.empty is None):
        return typed
    return typed.set(pl.Series(at.dice.chance(f"{what}/empty", share)), None)


def is_inside(item: Item) -> bool:
    """Whether what is drawn is inside the item's domain by the way it is drawn, and need not be judged."""
    if item.element is None or item.element.pattern is not None:
        return False
    return item.codes is not None or item.element.type.name != "text"


def _drawn(item: Item, what: str, value: Value | None, at: Drawing) -> pl.Series:
    if value is not None and value.among is not None:
        return _chosen(what, pl.Series(item.name, list(value.among)), item, at)
    if value is not None and value.of is not None:
        return at.dice.choice(what, at.pool(value.of))
    if item.element is None:
        return _listed(item, what, at)
    kind = item.element.type
    match kind.name:
        case "boolean":
            return pl.Series(at.dice.chance(what, _MOSTLY_YES))
        case "date" | "datetime":
            return moments(item, what, value, at)
        case "text":
            return _text(item, what, value, at)
        case _:
            return numbers(item, what, value, at)


def _listed(item: Item, what: str, at: Drawing) -> pl.Series:
    """One or two elements, each field drawn as an item of its own."""
    fields = item.each or ()
    rows = []
    for nth in range(2):
        inner = Drawing(
            at.dataset, at.calendar, Dice(f"{at.dice.name}/{what}/{nth}", at.dice.rows), at.frame, {}, at.pool
        )
        rows.append(pl.DataFrame([_full(child, inner) for child in fields]).to_struct(f"nth{nth}"))
    return pl.DataFrame(rows).select(pl.concat_list("nth0", "nth1").alias(item.name)).to_series()


def _full(item: Item, at: Drawing) -> pl.Series:
    return _drawn(item, item.name, None, at).alias(item.name).cast(item.polars, strict=False)


def _text(item: Item, what: str, value: Value | None, at: Drawing) -> pl.Series:
    day = at.calendar.today
    if value is not None and value.pattern is not None:
        return choose(
            what, value.pattern, at.dice, at.frame, day, at.nth if item.name in at.dataset.key else None
        )
    if item.codes is not None:
        return _chosen(what, pl.Series(_codes(item, day), dtype=pl.String), item, at)
    name = item.element_name or ""
    texts = vocabulary().texts.get(name)
    if name == "identity_number":
        return _identity_numbers(what, at.dice)
    if name == "person_name":
        surname = at.dice.choice(f"{what}/surname", pl.Series(vocabulary().surnames))
        return surname + at.dice.choice(f"{what}/given", pl.Series(vocabulary().given))
    if pool := _POOLS.get(name):
        return at.dice.choice(what, at.pool(pool))
    if texts:
        return choose(what, texts, at.dice, at.frame, day, at.nth if item.name in at.dataset.key else None)
    if item.element is not None and item.element.examples:
        return _chosen(what, pl.Series(item.element.examples), item, at)
    return choose(what, (f"{item.title.zh}{{d6}}",), at.dice, at.frame, day)


# Names and codes that nothing invents: some enterprise of the world has them.
_POOLS = {
    "unified_social_credit_code": "enterprise.unified_social_credit_code",
    "census_unit_code": "enterprise.unified_social_credit_code",
    "enterprise_name": "enterprise.enterprise_name",
    "penalty_party_name": "enterprise.enterprise_name",
    "permit_number": "enterprise.permit_number",
    "division_code": "county.division_code",
    "county_name": "county.county_name",
    "city_name": "county.city_name",
}


def _codes(item: Item, day: date) -> list[str]:
    """The codes in force on the day and for some years before it."""
    if item.codes is None:
        return []
    codes, validity = item.codes.sorted_codes, item.codes.validity
    if validity is None:
        return list(codes)
    in_force = [
        code
        for code in codes
        if any(
            since <= day - timedelta(days=_SETTLED_DAYS) and day <= until
            for since, until in validity.spans[code]
        )
    ]
    return in_force or list(codes)


def _chosen(what: str, among: pl.Series, item: Item, at: Drawing) -> pl.Series:
    picked = at.dice.below(what, len(among))
    if at.nth is not None and item.name in at.dataset.key:
        picked = (picked + at.nth.to_numpy()) % len(among)
    return among.gather(picked)


# GB 11643-1999.
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def _identity_numbers(what: str, dice: Dice) -> pl.Series:
    """Citizen identity numbers with the check character of GB 11643-1999; the persons are invented."""
    birth = np.datetime64("1985-01-01") + dice.below(f"{what}/birth", 7000).astype("timedelta64[D]")
    stamp = pl.Series(birth).cast(pl.Date).dt.strftime("%Y%m%d")
    body = "350102" + stamp + pl.Series(dice.below(f"{what}/serial", 1000)).cast(pl.String).str.zfill(3)
    digits = np.array(body.to_numpy().astype("U17")).view("U1").reshape(-1, 17).astype(np.int64)
    check = pl.Series(list("10X98765432")).gather((digits * np.array(_WEIGHTS)).sum(axis=1) % 11)
    return body + check
