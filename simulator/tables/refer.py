"""References to other datasets than the one that a row comes from: they name rows that are there.

Of the rows that could be named, one of the same enterprise or place is; where there is none, any other, or none at all.
"""

import numpy as np
import polars as pl

from ecolake.standards.catalogue import Dataset, Link
from simulator.tables.dice import Dice

# By which column two rows belong together, the closest first.
_TOGETHER = (
    "unified_social_credit_code",
    "monitoring_point_code",
    "section_code",
    "grid_code",
    "village_code",
    "county_name",
)


def referred(
    frame: pl.DataFrame, target: pl.DataFrame, dataset: Dataset, link: Link, dice: Dice, *, known: bool
) -> pl.DataFrame:
    """Let every row name one that is there.

    Args:
        frame: The rows.
        target: The rows that may be named: anchor columns and items.
        dataset: The standard of the rows.
        link: The reference.
        dice: Draws of the rows.
        known: Whether the rows name one already; what is not there is replaced.
    """
    names = list(link.items)
    there = target.with_columns(
        pl.col(at).cast(dataset.items[name].polars, strict=False).alias(f"_to_{name}")
        for name, at in zip(names, link.targets, strict=True)
    ).drop_nulls([f"_to_{name}" for name in names])
    if there.is_empty():
        return frame.with_columns(pl.lit(None, dataset.items[name].polars).alias(name) for name in names)
    anyone = there[dice.below("any", there.height)]
    found = {name: anyone[f"_to_{name}"] for name in names}
    if known:
        found = _corrected(frame, there, found)
    elif together := _together(frame, there, names):
        required = any(dataset.items[name].required or name in dataset.key for name in names)
        near = there.unique(together, keep="first", maintain_order=True)
        near = near.select(together, *(f"_to_{name}" for name in names))
        joined = frame.select(together).join(near, on=together, how="left", maintain_order="left")
        closest = {name: joined[f"_to_{name}"] for name in names}
        found = {name: closest[name].fill_null(found[name]) for name in names} if required else closest
    return frame.with_columns(series.alias(name) for name, series in found.items())


def _corrected(frame: pl.DataFrame, there: pl.DataFrame, found: dict[str, pl.Series]) -> dict[str, pl.Series]:
    keys = there.select(pl.col(f"_to_{name}").alias(name) for name in found).unique()
    rows = frame.select(found.keys()).with_row_index("_n").join(keys, on=list(found), how="semi")["_n"]
    known = pl.Series(np.isin(np.arange(frame.height), rows.to_numpy()))
    return {name: frame[name].zip_with(known, other) for name, other in found.items()}


def _together(frame: pl.DataFrame, there: pl.DataFrame, names: list[str]) -> str | None:
    return next(
        (one for one in _TOGETHER if one in frame.columns and one in there.columns and one not in names),
        None,
    )
