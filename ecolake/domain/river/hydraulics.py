"""How much water passes a reach, and how fast: discharge by area, speed by discharge.

Belongs here: formulas with their sources and limits. Does not belong here: the network (`network`), the constants, which are
a method of the standards.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ecolake.domain.river.network import Floats, Network


@dataclass(frozen=True)
class Speed:
    """Speed of the water as a power of its discharge, v = factor * Q ** exponent.

    The form is that of downstream hydraulic geometry (L. B. Leopold and T. Maddock, USGS Professional Paper 252, 1953), who found
    exponents of about 0.1 downstream. It is a mean over a reach in which water is neither stored nor diverted: behind a dam, in a
    tidal reach or in a drought it is too fast.

    Attributes:
        factor: km/h where 1 m3/s passes.
        exponent: Without unit.
        least_flow: m3/s below which a brook is taken to carry this much.
    """

    factor: float
    exponent: float
    least_flow: float

    def hours(self, length_km: Floats, flow: Floats) -> Floats:
        """Return the hours through reaches of a length, km, at a discharge, m3/s."""
        made: Floats = length_km / (self.factor * np.maximum(flow, self.least_flow) ** self.exponent)
        return made


def runoff(stages: pl.DataFrame, usual: float) -> pl.DataFrame:
    """Return what a square kilometre of each river gives: the median over its gauges of discharge over drained area.

    Discharge at a place without a gauge is then in proportion to its drained area (drainage-area ratio; R. M. Hirsch, Water Resources
    Research 15(6), 1979), which holds for places whose area is near that of a gauge on the same river.

    Args:
        stages: `river_name`, `discharge` (m3/s), `drainage_area` (km2), one row a reading; rows without either do not count.
        usual: m3/s and km2 where no gauge of a river reported.

    Returns:
        `river_name`, `runoff` (m3/s and km2), `readings`, by name; the empty name is that of all other rivers.
    """
    known = stages.filter(pl.col("discharge") > 0, pl.col("drainage_area") > 0).with_columns(
        runoff=pl.col("discharge").cast(pl.Float64) / pl.col("drainage_area").cast(pl.Float64)
    )
    measured = known.group_by("river_name").agg(
        pl.col("runoff").median(), pl.len().cast(pl.Int64).alias("readings")
    )
    others = pl.DataFrame(
        {
            "river_name": [""],
            "runoff": [known["runoff"].median() if known.height else usual],
            "readings": [known.height],
        },
        schema=measured.schema,
    )
    return pl.concat([others, measured.drop_nulls("river_name")]).sort("river_name")


def flows(network: Network, runoffs: pl.DataFrame) -> Floats:
    """Return the discharge of each catchment, m3/s, from what a square kilometre of its river gives (`runoff`)."""
    given = dict(runoffs.select("river_name", "runoff").iter_rows())
    names, place = np.unique(network.river, return_inverse=True)
    each = np.array([given.get(str(name), given.get("", 0.0)) for name in names], dtype=np.float64)
    made: Floats = network.area_km2 * each[place] if len(names) else np.zeros(0)
    return made
