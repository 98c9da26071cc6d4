"""The shape of `standards/methods/river.yaml`: speeds, what is an episode, and what evidence is worth."""

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text


class Speed(Model):
    """v = factor * Q ** exponent, km/h and m3/s."""

    factor: Figure
    exponent: Figure
    least_flow: Figure


class Episode(Model):
    """When an exceedance is one, and sudden."""

    sudden_share: Figure
    gap_hours: Figure
    days: Figure


class ShowsAs(Model):
    """What outlets discharge that shows as a parameter of a section.

    Attributes:
        pollutants: Codes of HJ 212.
        share: mg/L of the parameter that a mg/L of them shows as.
        reason: Where the share is from.
    """

    pollutants: list[str]
    share: float
    reason: str


class Evidence(Model):
    """What each item of evidence is worth, 0 to 1, and the figures behind them."""

    fits: Figure
    unknown: Figure
    unfit: Figure
    caught: Figure
    unwatched: Figure
    quiet: Figure
    clean_between: Figure
    strength: Figure
    decay_per_day: Figure
    tolerance: Figure
    most_hours: Figure
    record_scale: Figure
    capacity: dict[str, Figure]


class River(Model):
    """The whole file."""

    title: Text
    speed: Speed
    sinuosity: Figure
    runoff: Figure
    episode: Episode
    shows_as: dict[str, ShowsAs]
    evidence: Evidence
