"""What is to be explained, and what evidence is worth.

Belongs here: the question and the constants of its answer, which are a method of the standards. Does not belong here: how an item is
judged (`weighing`), who is judged (`tracing`).
"""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Weights:
    """What each item of evidence is worth; see `standards/methods/river.yaml` for every number and its reason.

    Attributes:
        unknown: Of a place of which nobody knows what it may discharge, against one whose permit names the pollutant.
        unfit: Of a place whose permit is known and has no such pollutant.
        caught: Of an outlet whose device was over its limit for just the hours in which the water must have left.
        quiet: Of an outlet whose device reported all of those hours, and never over its limit.
        named: Of a place whose enterprise somebody complained of about then.
        near: Of a place near which somebody complained of the water about then, naming nobody.
        unreported: Of a place of which nobody complained, where complaints are known.
        elsewhere: Of a place whose water does not pass a station that saw the same rise on its way.
        clean_between: Of a place whose water passes a station that saw nothing.
        capacity_m3_s: What a place can let out at once, by its class.
        strength: Concentration of an unlawful discharge over the limit of the permit.
        spread: By which what a place can let out may be wrong, as the deviation of its logarithm.
        decay_per_hour: Share that is lost in an hour under way.
        tolerance: Share of a travel time by which it may be wrong.
        most_hours: Travel time beyond which nothing is followed.
        record_scale: Penalties after which a record weighs fully, as the scale of an exponential.
        report_hours: After a discharge, in which it is complained of.
    """

    unknown: float
    unfit: float
    caught: float
    quiet: float
    named: float
    near: float
    unreported: float
    elsewhere: float
    clean_between: float
    capacity_m3_s: dict[str, float]
    strength: float
    spread: float
    decay_per_hour: float
    tolerance: float
    most_hours: float
    record_scale: float
    report_hours: float


@dataclass(frozen=True)
class Exceedance:
    """What is to be explained.

    Attributes:
        row: Catchment of the section in the network.
        parameter: Code of what rose.
        pollutants: Codes of what outlets discharge that shows as the parameter exceeded.
        front_at: When it came.
        tail_at: When it went, or was last seen.
        excess: mg/L above what the river usually carries; of what lasts, above the limit.
        share: mg/L of the parameter that a mg/L of the outlet's pollutant shows as.
        is_sudden: Whether its times tell anything.
    """

    row: int
    parameter: str
    pollutants: tuple[str, ...]
    front_at: datetime
    tail_at: datetime
    excess: float
    share: float
    is_sudden: bool
