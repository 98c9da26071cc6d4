"""What stands in the file of an enterprise, and from which dataset: the shape of `standards/registry/dossier.yaml`.

Shape and lint only; the relations are made in `ecolake.warehouse.enterprise_records`, the file itself by the dbt models.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pydantic import Field

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.model_base import Model, Number, Text
from ecolake.standards.survivorship import Fault, Keys

# What an event says of the compliance of its quarter.
Tone = Literal["good", "neutral", "warning", "violation"]
Value = bool | str


class RecordRule(Model):
    """The rows of one dataset in a section.

    Attributes:
        on: The item with the day by which rows are put in order, the newest first.
        items: The items shown; all that are not personal by default.
        leave_out: Items not shown, as passwords of devices.
    """

    on: str | None = None
    items: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()


class Section(Model):
    """A section of the file.

    Attributes:
        title: Its heading.
        records: The datasets whose rows stand in it, by id, in this order.
    """

    title: Text
    records: dict[str, RecordRule] = Field(default_factory=dict)


class EventRule(Model):
    """Rows that are events of a kind.

    Attributes:
        dataset: The dataset, by id.
        on: The item with the day or the instant.
        where: Items and the values that they must have; any row by default.
        says: Items that tell what happened, in this order.
    """

    dataset: str
    on: str
    where: dict[str, Value] = Field(default_factory=dict)
    says: tuple[str, ...] = ()


class EventKind(Model):
    """A kind of event.

    Attributes:
        title: What it is.
        tone: What it says of the compliance of its quarter.
        rows: Where such events are found.
    """

    title: Text
    tone: Tone = "neutral"
    rows: tuple[EventRule, ...]


class FigureRule(Model):
    """A dataset that tells how much an enterprise discharged, used or may discharge.

    Attributes:
        dataset: The dataset, by id.
        says: What the amount is: reported, permitted, used, taxed.
        amounts: What each item is an amount of.
        subject: The item that says what the one amount is of, in place of several amounts.
        year: The item with the year.
        quarter: The item with the quarter of that year.
        month: The item with the month, as 2026-03.
        on: The item with a day of the month.
    """

    dataset: str
    says: Literal["reported", "permitted", "used", "taxed"]
    amounts: dict[str, str]
    subject: str | None = None
    year: str | None = None
    quarter: str | None = None
    month: str | None = None
    on: str | None = None


class FigureCheck(Model):
    """A comparison of two figures of one enterprise.

    Attributes:
        title: What it means when it is flagged.
        method: How it is reckoned.
        threshold: The ratio beyond which it is flagged.
    """

    title: Text
    method: Text
    threshold: Number


class Dossier(Model):
    """The file of an enterprise.

    Attributes:
        sections: Its sections, by name, in this order.
        events: The kinds of events in its timeline.
        subjects: What a figure can be of, and the words that sources use for it.
        figures: Where figures are found.
        checks: The comparisons between them; the thresholds are ours.
    """

    sections: dict[str, Section]
    events: dict[str, EventKind]
    subjects: dict[str, tuple[str, ...]]
    figures: tuple[FigureRule, ...]
    checks: dict[str, FigureCheck]


def shown(rule: RecordRule, dataset: Dataset) -> list[Item]:
    """The items of a record that are shown; never what is personal, nor what lists things inside a row."""
    hidden = {*rule.leave_out, "unified_social_credit_code"}
    names = rule.items or tuple(name for name in dataset.items if name not in hidden)
    items = [dataset.items[name] for name in names]
    return [item for item in items if not item.personal]


def faults_of(dossier: Dossier, standards: Standards) -> Iterator[Fault]:
    """Find datasets, items and subjects that do not exist, and sayings that would show a person."""
    for name, section in dossier.sections.items():
        for dataset, rule in section.records.items():
            keys: Keys = ("sections", name, "records", dataset)
            yield from _items(keys, standards, dataset, [rule.on, *rule.items, *rule.leave_out])
    for name, kind in dossier.events.items():
        for at, one in enumerate(kind.rows):
            keys = ("events", name, "rows", at)
            yield from _items(keys, standards, one.dataset, [one.on, *one.where, *one.says])
            yield from _personal(keys, standards, one)
    for at, figure in enumerate(dossier.figures):
        keys = ("figures", at)
        named = [*figure.amounts, figure.subject, figure.year, figure.quarter, figure.month, figure.on]
        yield from _items(keys, standards, figure.dataset, named)
        for subject in figure.amounts.values():
            if not figure.subject and subject not in dossier.subjects:
                yield keys, f"there is no subject '{subject}'", did_you_mean(subject, dossier.subjects)


def _items(keys: Keys, standards: Standards, dataset: str, names: Iterable[str | None]) -> Iterator[Fault]:
    known: Mapping[str, Dataset] = standards.datasets
    if dataset not in known:
        yield keys, f"there is no dataset '{dataset}'", did_you_mean(dataset, known)
        return
    for name in names:
        if name and name not in known[dataset].items:
            hint = did_you_mean(name, known[dataset].items)
            yield keys, f"{dataset} has no item '{name}'", hint


def _personal(keys: Keys, standards: Standards, rule: EventRule) -> Iterator[Fault]:
    dataset = standards.datasets.get(rule.dataset)
    for name in rule.says:
        item = dataset.items.get(name) if dataset else None
        if item is not None and item.personal:
            yield keys, f"'{name}' is personal and cannot be told in a timeline", ""
