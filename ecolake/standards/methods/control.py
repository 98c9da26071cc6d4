"""Classes, lists and orders for heavy pollution: the shape of `standards/methods/control.yaml`.

Shape only; the rules are asked in the dbt models of `marts/control`.
"""

from pydantic import Field, model_validator

from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import NAME, Model, Text

FILE = "control.yaml"


class ControlCondition(Model):
    """What a figure of an enterprise has to be: one of the two.

    Attributes:
        indicator: The figure.
        at_least: Its least value.
        at_most: Its greatest value.
    """

    indicator: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> "ControlCondition":
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("say either at_least or at_most")
        return self


class ControlRule(Model):
    """One rule of a scheme.

    Attributes:
        id: Its name in the scheme.
        outcome: What an enterprise is when all conditions hold.
        when: The conditions; none for what is left.
        reason: Why, in words.
    """

    id: str = Field(pattern=NAME)
    outcome: str
    when: tuple[ControlCondition, ...]
    reason: Text


class ControlScheme(Model):
    """A way to class enterprises.

    Attributes:
        title: What it is called.
        outcomes: From worst to best.
        rules: In the order in which they are asked; the last holds for whoever is left.
    """

    title: Text
    outcomes: tuple[str, ...]
    rules: tuple[ControlRule, ...]

    @model_validator(mode="after")
    def _decides_for_everyone(self) -> "ControlScheme":
        if unknown := sorted({rule.outcome for rule in self.rules} - set(self.outcomes)):
            raise ValueError(f"outcomes that are not listed: {unknown}")
        open_ended = [rule.id for rule in self.rules if not rule.when]
        if not self.rules or open_ended != [self.rules[-1].id]:
            raise ValueError("the last rule, and no other, has no conditions")
        return self


class StopOrder(Model):
    """Who stops when emissions have to fall.

    Attributes:
        reductions: Share of the emission by which it has to fall, by warning level.
        pollutants: Which emissions, by code.
        sector_share: Share of the enterprises of one industry in a city that may stop at once.
        keeps_running: Share of its emission that a stopped enterprise still has.
        protected_industries: Industries that do not stop, by the first two digits of GB/T 4754.
        protected_reason: Why.
        exempt_grades: Performance grades that do not stop.
    """

    reductions: dict[str, Figure]
    pollutants: tuple[str, ...]
    sector_share: Figure
    keeps_running: Figure
    protected_industries: tuple[str, ...]
    protected_reason: Text
    exempt_grades: tuple[str, ...]


class EffectMethod(Model):
    """How the effect of a response is told.

    Attributes:
        alike: How many days of like weather a day is compared with.
        apart_days: Days around a day that are not compared with it.
        within_days: Days before and after that may be compared with it.
        least_days: Days without a response below which nothing is said.
        confidence: Of the interval.
    """

    alike: Figure
    apart_days: Figure
    within_days: Figure
    least_days: Figure
    confidence: Figure


class ControlMethod(Model):
    """The whole file.

    Attributes:
        looks_back_days: Days for which what an enterprise did counts.
        exceedance_days_back: Days for which readings above a limit count.
        event_days_back: Days after its end for which a list of a response is shown.
        indicators: The figures that rules ask for.
        schemes: The ways to class.
        order: Who stops.
        effect: How the effect of a response is told.
    """

    looks_back_days: Figure
    exceedance_days_back: Figure
    event_days_back: Figure
    indicators: dict[str, Text]
    schemes: dict[str, ControlScheme]
    order: StopOrder
    effect: EffectMethod

    @model_validator(mode="after")
    def _knows_what_it_asks_for(self) -> "ControlMethod":
        rules = [rule for scheme in self.schemes.values() for rule in scheme.rules]
        asked = {condition.indicator for rule in rules for condition in rule.when}
        if unknown := sorted(asked - self.indicators.keys()):
            raise ValueError(f"rules ask for figures that there are not: {unknown}")
        return self
