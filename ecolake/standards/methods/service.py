"""How enterprises are served and judged: the shape of `standards/methods/service.yaml`.

Shape only; the tables that say it to SQL are made by `ecolake.warehouse.service_tables`, the judging is done by the dbt models.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Basis, Model, Text

FILE = "service.yaml"
Aspect = Literal[
    "pollution_prevention", "environmental_management", "ecological_protection", "social_supervision"
]
Fault = tuple[tuple[str | int, ...], str, str]


class ServicePart(Model):
    """A matter or an act, and which parts of the form it asks."""

    title: Text
    asks: tuple[str, ...]


class ServiceItems(Model):
    """The services, numbered matter by matter and act by act.

    Attributes:
        code: Format of a service's code, given its number from 1.
        basis: Whether the list is published.
        reason: Why it is as it is.
        matters: What a service is about.
        acts: What it does.
    """

    code: str
    basis: Basis
    reason: str
    matters: dict[str, ServicePart]
    acts: dict[str, ServicePart]


class FormQuestion(Model):
    """One field of the form.

    Attributes:
        title: What is asked.
        known: Where the answer stands: an item of `enterprise_value`, or `source.dataset.item`.
    """

    title: Text
    known: tuple[str, ...]


class DutyScope(Model):
    """Who owes a duty: whoever has a row of the dataset, and in it one of the codes."""

    dataset: str
    item: str | None = None
    codes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _codes_are_of_an_item(self) -> "DutyScope":
        if (self.item is None) != (not self.codes):
            raise ValueError("an item and its codes go together")
        return self


class Duty(Model):
    """A duty.

    Attributes:
        title: What is owed.
        because: Why, of an enterprise that owes it.
        law: What it rests on.
        applies: Who owes it.
        evidence: Datasets whose rows show that it was done, each with the item that says when; none where the day of the record does.
        every_days: How long it counts as done.
    """

    title: Text
    because: Text
    law: str
    applies: DutyScope
    evidence: dict[str, str | None]
    every_days: Figure


class CreditIndicator(Model):
    """An indicator of the credit between ratings.

    Attributes:
        title: What is counted.
        aspect: Of the rating.
        full: Marks it can cost at most.
        each: Marks that one event costs.
        kinds: Of events of `enterprise_event`; `duty_overdue` is a duty of `enterprise_duty` that is overdue.
        is_veto: Whether one event makes the grade red.
    """

    title: Text
    aspect: Aspect
    full: int
    each: int
    kinds: tuple[str, ...]
    is_veto: bool = False


class CreditMethod(Model):
    """How the credit is kept between ratings."""

    basis: Basis
    reason: str
    window_days: Figure
    agrees_within: Figure
    indicators: dict[str, CreditIndicator]

    @model_validator(mode="after")
    def _makes_a_hundred(self) -> "CreditMethod":
        if sum(one.full for one in self.indicators.values()) != 100:
            raise ValueError("the full marks of all indicators make 100")
        return self


class Lending(Model):
    """Which decisions of a bank fit which grade."""

    basis: Basis
    reason: str
    allowed: dict[str, tuple[str, ...]]


class ServiceMethod(Model):
    """The method."""

    items: ServiceItems
    parts: dict[str, dict[str, FormQuestion]]
    acceptance_days: Figure
    due_soon_days: Figure
    duties: dict[str, Duty]
    credit: CreditMethod
    lending: Lending

    @model_validator(mode="after")
    def _asks_for_parts_that_there_are(self) -> "ServiceMethod":
        asked = {
            part for one in (*self.items.matters.values(), *self.items.acts.values()) for part in one.asks
        }
        if unknown := sorted(asked - self.parts.keys()):
            raise ValueError(f"there is no part {', '.join(unknown)} of the form")
        return self


def faults_of(method: ServiceMethod, standards: Standards) -> Iterator[Fault]:
    """Find datasets and items that do not exist."""
    for part, questions in method.parts.items():
        for name, question in questions.items():
            for known in question.known:
                if "." in known:
                    dataset, _, item = known.rpartition(".")
                    yield from _missing(("parts", part, name, "known"), dataset, item, standards)
    for name, duty in method.duties.items():
        yield from _missing(("duties", name, "applies"), duty.applies.dataset, duty.applies.item, standards)
        for dataset, on in duty.evidence.items():
            yield from _missing(("duties", name, "evidence"), dataset, on, standards)


def _missing(
    place: tuple[str | int, ...], dataset: str, item: str | None, standards: Standards
) -> Iterator[Fault]:
    if dataset not in standards.datasets:
        yield place, f"there is no dataset '{dataset}'", did_you_mean(dataset, standards.datasets)
    elif item is not None and item not in standards.datasets[dataset].items:
        yield place, f"there is no item '{item}'", did_you_mean(item, standards.datasets[dataset].items)
