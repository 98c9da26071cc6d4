"""The shape of `standards/methods/water.yaml`: when a trend of a section is a warning."""

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text


class Decline(Model):
    """Over which days a trend is tested, how sure it must be, and how near the fall."""

    days: Figure
    least_days: Figure
    significance: Figure
    ahead_days: Figure
    least_change: Figure


class Water(Model):
    """The whole file."""

    title: Text
    decline: Decline
