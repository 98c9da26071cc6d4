"""By what an enterprise of the world is known, in truth: its codes, numbers, devices and names.

Belongs here: the look-up. Does not belong here: which rows are looked up (`record`).
"""

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from simulator.world import World

CODE = "unified_social_credit_code"
# By which element of a row, beside the code itself, its enterprise is known, the surest first; the frame that tells, and its column.
KNOWN_BY = {
    "permit_number": ("enterprise", "permit_number"),
    "pollution_source_code": ("enterprise", "pollution_source_code"),
    "organisation_code": ("enterprise", "organisation_code"),
    "device_number": ("outlet", "device_number"),
    "enterprise_name": ("enterprise", "enterprise_name"),
}


def identities(world: "World") -> dict[str, pl.DataFrame]:
    """Return, by element, a table of values and the codes of the enterprises that they name; what names two names nobody."""
    told = {}
    for element, (frame, column) in KNOWN_BY.items():
        rows = world.frame(frame).select(value=column, code=CODE).drop_nulls().unique()
        told[element] = (
            rows.filter(pl.col("code").n_unique().over("value") == 1).unique("value").sort("value")
        )
    return told
