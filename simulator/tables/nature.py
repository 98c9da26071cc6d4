"""What a standard tells of the rows of a dataset, where its plan says nothing.

Whether they are a state or those of a day, what they come from, which items name a row by what exists and which by a
number of their own. Questions only; nothing is made here.
"""

from collections.abc import Sequence

import polars as pl

from ecolake.standards.catalogue import Dataset, Item, Link
from simulator.tables.plan import Plan, vocabulary

_PERIODS = {"year", "census_year", "year_month", "month", "quarter", "week_number"}
# What every frame has of its own: of the same element, and yet of another thing.
_OF_ITS_OWN = {"record_id", "description"}
_OF_AN_ENTERPRISE = {"unified_social_credit_code", "census_unit_code", "enterprise_name", "permit_number"}


def is_daily(dataset: Dataset, plan: Plan) -> bool:
    """Whether the rows are those of a day rather than the state on it."""
    if plan.daily is not None:
        return plan.daily
    if dataset.mapping is not None and dataset.mapping.delivers != "increment":
        return False
    if dataset.mapping is not None or dataset.spec.update in {"hourly", "realtime"}:
        return dataset.spec.update in {"daily", "hourly", "realtime"}
    return dataset.spec.update == "daily" and any(is_time(dataset.items[name]) for name in dataset.key)


def is_register(dataset: Dataset, plan: Plan, base: pl.DataFrame) -> bool:
    """Whether rows are named by what exists, not by when or by a number of their own."""
    return all(
        not is_time(dataset.items[name]) and binding(dataset, name, base.columns, plan)
        for name in dataset.key
    )


def is_time(item: Item) -> bool:
    """Whether the item is a day or an instant."""
    return item.element is not None and item.element.type.name in {"date", "datetime"}


def usual_anchor(dataset: Dataset, link: Link | None) -> str:
    """The frame of the world that rows come from."""
    required = {item.element_name for item in dataset.items.values() if item.required}
    key = {dataset.items[name].element_name for name in dataset.key}
    if link is not None or _OF_AN_ENTERPRISE & (required | key):
        return "enterprise"
    if {"village_code", "village_name"} & key:
        return "village"
    return "county" if key & {"division_code", "county_name", "city_name"} else "village"


def usual_cross(dataset: Dataset, given: set[str]) -> tuple[str, ...]:
    """The list of pollutants, where the key names one that the anchor does not."""
    open_key = [name for name in dataset.key if name not in given]
    if not any(dataset.items[name].element_name == "pollutant_code" for name in open_key):
        return ()
    return ("ambient_air",) if "air" in dataset.name else ("surface_water",)


def binding(dataset: Dataset, name: str, columns: Sequence[str], plan: Plan) -> str | None:
    """The anchor's column that an item takes its values from: of its own name, else of its element's for the first such."""
    if name in plan.values:
        return None
    element = dataset.items[name].element_name
    if name in _OF_ITS_OWN and name in dataset.key and is_daily(dataset, plan):
        # The number of what happened, not of the one that it happened to.
        return None
    if name in columns:
        return name
    if element is None or element not in columns or element in dataset.items or element in _OF_ITS_OWN:
        return None
    first = next(one for one, item in dataset.items.items() if item.element_name == element)
    return element if first == name else None


def is_choice(item: Item) -> bool:
    """Whether values of the item are few, so that rows of one origin have to take turns."""
    if item.element is None or is_identifier(item) or item.element_name in _PERIODS:
        return False
    return not is_time(item)


def is_identifier(item: Item) -> bool:
    """Whether the item's values are as many as one likes."""
    if item.element is None or item.codes is not None or item.element.type.name != "text":
        return False
    if item.element_name in {"person_name", "identity_number"}:
        return True
    texts = vocabulary().texts.get(item.element_name or "") or ()
    return bool(texts) and all("{d" in one or "{x" in one for one in texts)
