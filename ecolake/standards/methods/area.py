"""How parks and areas are judged: the shape of `standards/methods/area.yaml`; the judging is done by the dbt models."""

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model

FILE = "area.yaml"


class AreaMethod(Model):
    """The method.

    Attributes:
        near_capacity_share: Discharge in what is permitted, from which on an area is near its capacity.
        effect_share: Reduction recognised in that planned, below which measures fall short.
        media_metres: Farthest from a risk point that a picture is counted to its area.
    """

    near_capacity_share: Figure
    effect_share: Figure
    media_metres: Figure
