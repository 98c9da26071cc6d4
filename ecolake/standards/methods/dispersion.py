"""How plumes are computed: the shape of `standards/methods/dispersion.yaml`.

Shape only; the formulas are `ecolake.domain.dispersion`, what they are fed with is `ecolake.derived.dispersion`.
"""

from typing import Literal

from pydantic import model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Basis, Model

FILE = "dispersion.yaml"
Curves = Literal["gbt3840", "turner", "briggs_rural", "briggs_urban"]
Surroundings = Literal["urban", "rural"]


class Limits(Model):
    """Within which cases the plume is computed; outside, a reason stands instead of a number.

    Attributes:
        least_wind_m_s: At 10 m; below it the air is as good as calm, and a plume in one direction is no picture of it.
        nearest_m: Downwind; nearer than this no curve was ever measured.
        farthest_m: Downwind; farther than this the weather of one hour and one station is not that of the plume.
        reach_m: How far from its source points are looked at.
        least_share: Of a point's concentration in its limit for an hour; less is not kept as a row.
        least_ug_m3: Where a pollutant has no limit for an hour; less is not kept as a row.
    """

    least_wind_m_s: Figure
    nearest_m: Figure
    farthest_m: Figure
    reach_m: Figure
    least_share: Figure
    least_ug_m3: Figure


class Stack(Model):
    """What is taken of an outlet where nothing better is known of it.

    Attributes:
        height_m: Of the stack.
        diameter_m: Of its mouth.
        gas_celsius: Temperature of the gas.
        gas_speed_m_s: Speed of the gas at the mouth.
    """

    height_m: Figure
    diameter_m: Figure
    gas_celsius: Figure
    gas_speed_m_s: Figure


class Cloud(Model):
    """What is taken for the cloud that no station observes, by the moisture of the air.

    Attributes:
        overcast_humidity: Per cent from which, or with rain, the sky counts as covered by low cloud (10/8).
        broken_humidity: Per cent from which it counts as broken (6/4); below, as clear (3/2).
    """

    overcast_humidity: Figure
    broken_humidity: Figure


class Compared(Model):
    """A pollutant whose plume is computed.

    Attributes:
        hour_limit_ug_m3: The limit for an hour in class 2 zones that a plume is held against; none where there is none.
        source: Standard, table and clause.
    """

    hour_limit_ug_m3: float | None = None
    source: str


class Region(Model):
    """Coefficients of the mixed layer by class, and where they stand."""

    coefficients: dict[str, float]
    basis: Basis
    source: str

    @model_validator(mode="after")
    def _one_of_each_class(self) -> "Region":
        if sorted(self.coefficients) != list("ABCDEF"):
            raise ValueError("there is one coefficient for each of the classes A to F")
        return self


class Dispersion(Model):
    """The method.

    Attributes:
        curves: Which curves of spread.
        surroundings: Which of the tables for towns and for open land are used.
        averaging_hours: Of which mean the concentrations are.
        point_height_m: Above ground, of the points that are exposed.
        limits: See `Limits`.
        stack: See `Stack`.
        cloud: See `Cloud`.
        mixing: See `Region`.
        pollutants: By code of HJ 212; others are not computed.
        sensitive: Categories of points of interest that count as sensitive.
    """

    curves: Curves
    surroundings: Surroundings
    averaging_hours: Figure
    point_height_m: Figure
    limits: Limits
    stack: Stack
    cloud: Cloud
    mixing: Region
    pollutants: dict[str, Compared]
    sensitive: tuple[str, ...]
