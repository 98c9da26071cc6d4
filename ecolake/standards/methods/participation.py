"""What is disclosed, asked again and matched: the shape of `standards/methods/participation.yaml`.

Shape only; the relations that it gives are made by `ecolake.warehouse.participation_tables`, the rest is done by the dbt models.
"""

from collections.abc import Iterator
from typing import Literal

from pydantic import model_validator

from ecolake.standards.catalogue import Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.methods.figure import Figure
from ecolake.standards.model_base import Model, Text

FILE = "participation.yaml"
Origin = Literal["problem", "duty", "village"]
Fault = tuple[tuple[str | int, ...], str, str]


class DisclosureSet(Model):
    """What is disclosed of a dataset.

    Attributes:
        title: Of the set.
        dataset: Whose rows are disclosed.
        items: Which items; empty: all of them that no grade guards.
        only: The item that a row must have.
    """

    title: Text
    dataset: str
    items: tuple[str, ...] = ()
    only: str | None = None


class ExpertClass(Model):
    """A class of experts, and the words by which one is known."""

    title: Text
    words: tuple[str, ...]


class Need(Model):
    """What a need asks for."""

    expert: str
    services: tuple[str, ...]


class Matching(Model):
    """Weights of the ranking, and how many of each kind are shown."""

    shown: Figure
    certificate: Figure
    green: Figure
    blue: Figure
    same_county: Figure
    same_city: Figure
    single_field: Figure
    emergencies: Figure
    honours: Figure


class ParticipationMethod(Model):
    """The method."""

    sets: dict[str, DisclosureSet]
    revisit_days: Figure
    revisits_at_most: Figure
    classes: dict[str, ExpertClass]
    needs: dict[Origin, dict[str, Need]]
    matching: Matching

    @model_validator(mode="after")
    def _asks_for_classes_that_there_are(self) -> "ParticipationMethod":
        asked = {need.expert for kinds in self.needs.values() for need in kinds.values()}
        if unknown := sorted(asked - self.classes.keys()):
            raise ValueError(f"there is no class {', '.join(unknown)} of experts")
        return self


def faults_of(method: ParticipationMethod, standards: Standards) -> Iterator[Fault]:
    """Find sets of what is not there, not open, or guarded."""
    for name, one in method.sets.items():
        dataset = standards.datasets.get(one.dataset)
        if dataset is None:
            yield (
                ("sets", name),
                f"there is no dataset '{one.dataset}'",
                did_you_mean(one.dataset, standards.datasets),
            )
            continue
        if dataset.spec.open.type == "none":
            yield ("sets", name), f"'{one.dataset}' is not opened to the public", "open it, or leave it out"
        if dataset.spec.open.type == "conditional" and not one.items:
            yield (
                ("sets", name),
                f"'{one.dataset}' is open under conditions",
                "name the items that they allow",
            )
        for item in one.items:
            if item not in dataset.items:
                yield ("sets", name, "items"), f"there is no item '{item}'", did_you_mean(item, dataset.items)
            elif dataset.items[item].guarded:
                yield ("sets", name, "items"), f"'{item}' is personal or restricted", "leave it out"
        if one.only is not None and one.only not in dataset.items:
            yield (
                ("sets", name, "only"),
                f"there is no item '{one.only}'",
                did_you_mean(one.only, dataset.items),
            )
