"""What green villages are held against: the shape of `standards/methods/village.yaml`.

Shape only; the tables that say it to SQL are made by `ecolake.warehouse.village_tables`, the judging is done by the dbt models.
"""

from typing import Literal

from pydantic import model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Basis, Model, Text

FILE = "village.yaml"
Dimension = Literal["greening", "charm", "state", "spirit"]


class GradeLimits(Model):
    """A limit of each grade."""

    primary: float
    intermediate: float
    advanced: float


class VillageIndicator(Model):
    """What is measured, and what each grade asks of it.

    Attributes:
        title: What it is.
        dimension: Of the plan.
        unit: Of the value; "1" of counts and of yes (1) or no (0).
        at_least: Least values, rising from grade to grade.
        at_most: Greatest values, falling from grade to grade.
        reason: Why these.
    """

    title: Text
    dimension: Dimension
    unit: str
    at_least: GradeLimits | None = None
    at_most: GradeLimits | None = None
    reason: str

    @property
    def limits(self) -> GradeLimits:
        """What the grades ask, in whichever direction."""
        limits = self.at_least or self.at_most
        if limits is None:
            raise AssertionError("the model lets no indicator through without limits")
        return limits

    @model_validator(mode="after")
    def _asks_more_of_a_higher_grade(self) -> "VillageIndicator":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("an indicator has either at_least or at_most")
        steps = (self.limits.primary, self.limits.intermediate, self.limits.advanced)
        if list(steps) != sorted(steps, reverse=self.at_most is not None):
            raise ValueError("a higher grade asks no less than a lower one")
        return self


class VillageMethod(Model):
    """The method."""

    basis: Basis
    reason: str
    indicators: dict[str, VillageIndicator]
    low_load_share: Figure
    push_days: Figure
