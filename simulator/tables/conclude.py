"""Items that follow from others: the expressions of a plan, in its order."""

import re

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.tables.anchor import AGED
from simulator.tables.dice import Dice
from simulator.tables.plan import Plan

_EVEN = re.compile(r"\b_u[1-9]\b")


def concluded(frame: pl.DataFrame, dataset: Dataset, plan: Plan, name: str) -> pl.DataFrame:
    """Compute what the plan says by expression; numbers are rounded to the places of their type.

    Args:
        frame: Anchor columns and items.
        dataset: The standard.
        plan: The plan.
        name: What the even draws `_u1` to `_u9` are for.
    """
    for item_name, value in plan.values.items():
        if value.sql is None:
            continue
        item = dataset.items[item_name]
        dice = Dice(f"{name}/{item_name}", frame[AGED].to_numpy())
        even = [pl.Series(one, dice.uniform(one)) for one in sorted(set(_EVEN.findall(value.sql)))]
        series = frame.with_columns(even).select(pl.sql_expr(value.sql).alias(item_name)).to_series()
        if series.dtype.is_float() and item.element is not None:
            series = series.round(item.element.type.scale)
        if len(series) != frame.height:
            series = series.new_from_index(0, frame.height)
        frame = frame.with_columns(series.cast(item.polars, strict=False))
    return frame
