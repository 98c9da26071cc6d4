"""The shape of `standards/methods/river.yaml`: speeds, what is an episode, and what evidence is worth."""

from pydantic import Field

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text


class RiverSpeed(Model):
    """The speed of the water is a power of its discharge: v = factor * Q ** exponent.

    Attributes:
        factor_km_h: Speed where 1 m3/s passes.
        exponent: How much faster more water is.
        least_flow_m3_s: Discharge below which a brook is taken to carry this much.
    """

    factor_km_h: Figure
    exponent: Figure
    least_flow_m3_s: Figure


class RiverEpisode(Model):
    """When hours at a station are one exceedance, and a sudden one.

    Attributes:
        sudden_share: Excess over the usual, as a share of it, from which it is sudden.
        gap_hours: Hours within the limit that do not end it.
        rise_hours: Hours that a rise within the limit must have.
        days: Days whose median is the usual, the day itself among them.
    """

    sudden_share: Figure
    gap_hours: Figure
    rise_hours: Figure
    days: Figure


class ShowsAs(Model):
    """What outlets discharge that shows as a parameter of a section.

    Attributes:
        pollutants: Their codes of HJ 212.
        share: mg/L of the parameter that a mg/L of them shows as.
        reason: Where the share is from.
    """

    pollutants: list[str] = Field(min_length=1)
    share: float = Field(gt=0)
    reason: str


class RiverEvidence(Model):
    """What each item of evidence is worth, and the figures behind them.

    The items are likelihood ratios: how many times as likely what is known is of the source as of another place.

    Attributes:
        unknown: Nothing is known of what may be discharged.
        unfit: The permit is known and does not name it.
        caught: The device was over its limit in just the hours in which the water left.
        quiet: The device reported all of those hours, and was never over its limit.
        named: Somebody complained of the water and named the enterprise.
        near: Somebody complained of the water near it and named nobody known.
        unreported: Nobody complained of it.
        report_hours: Hours after a discharge in which it is complained of.
        near_km: Distance that is near.
        elsewhere: Its water does not pass a station that saw the same rise on its way.
        clean_between: Its water passes a station that saw nothing.
        strength: Concentration of an unlawful discharge, in limits of the permit.
        spread: By which what a place can let out may be wrong, as the deviation of its natural logarithm.
        decay_per_day: Share lost in a day under way.
        tolerance: Share of a travel time by which it may be wrong.
        most_hours: Travel time beyond which nothing is followed.
        record_scale: Penalty cases that weigh two thirds of what a record can.
        capacity_m3_s: What a place can let out at once, by the management class of its permit; farm for farms.
    """

    unknown: Figure
    unfit: Figure
    caught: Figure
    quiet: Figure
    named: Figure
    near: Figure
    unreported: Figure
    report_hours: Figure
    near_km: Figure
    elsewhere: Figure
    clean_between: Figure
    strength: Figure
    spread: Figure
    decay_per_day: Figure
    tolerance: Figure
    most_hours: Figure
    record_scale: Figure
    capacity_m3_s: dict[str, Figure] = Field(min_length=1)


class RiverMethod(Model):
    """The whole file.

    Attributes:
        title: What it is.
        speed: How fast the water is.
        sinuosity: Length of a course over the straight line, where no gauge tells.
        runoff_m3_s_km2: Discharge of a square kilometre, where no gauge reported.
        episode: When hours are an exceedance.
        shows_as: By parameter of a section, what outlets discharge that shows as it.
        evidence: What speaks for a source.
    """

    title: Text
    speed: RiverSpeed
    sinuosity: Figure
    runoff_m3_s_km2: Figure
    episode: RiverEpisode
    shows_as: dict[str, ShowsAs]
    evidence: RiverEvidence
