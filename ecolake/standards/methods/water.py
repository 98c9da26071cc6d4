"""The shape of `standards/methods/water.yaml`: when a trend of a section is a warning."""

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text


class Decline(Model):
    """Over which span a trend is tested, how sure it must be, and how near the fall.

    Attributes:
        step_days: Days in a mean.
        steps: Means in the span.
        least_steps: Means that must be there.
        significance: Two-sided probability by chance that is not exceeded.
        ahead_days: Days within which the class must fall for a warning.
        least_change: Change over the span, as a share of the mean, from which it matters.
    """

    step_days: Figure
    steps: Figure
    least_steps: Figure
    significance: Figure
    ahead_days: Figure
    least_change: Figure


class WaterMethod(Model):
    """The whole file.

    Attributes:
        title: What it is.
        decline: When a trend is told of.
    """

    title: Text
    decline: Decline
