"""Which source's value wins where several describe one enterprise: the shape of `standards/registry/survivorship.yaml`.

Shape and lint only; the claims are made in `ecolake.warehouse.enterprise_claims`, the choice is the dbt model `enterprise_value`.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from ecolake.standards.catalogue import Dataset, Item, Standards
from ecolake.standards.findings import did_you_mean
from ecolake.standards.model_base import Model, Text

Criterion = Literal["validity", "authority", "agreement", "recency"]
Order = Annotated[tuple[Criterion, ...], Field(min_length=4, max_length=4)]
Keys = tuple[str | int, ...]
Fault = tuple[Keys, str, str]

ENTERPRISE_CODE = "unified_social_credit_code"


class Describes(Model):
    """A dataset whose rows describe an enterprise itself: each item is a claim under its own name.

    Attributes:
        on: The item that says since when the row holds; the day of receipt where there is none.
        year: The item with the year that the row is of; the claim is as old as the end of that year.
        leave_out: Items that say nothing of the enterprise, as numbers of records.
    """

    on: str | None = None
    year: str | None = None
    leave_out: tuple[str, ...] = ()


class ItemRule(Model):
    """How the value of one item of an enterprise is chosen.

    Attributes:
        title: What it is, where it is no item of a dataset that describes enterprises.
        anywhere: Whether every dataset whose rows name an enterprise and that has an item of this name claims it.
        also: Items of other names or datasets that claim it too, as `source.dataset.item`.
        pair: The item of the same row that is claimed with it, as the latitude with the longitude: `118.49,24.72`.
        not_from: Datasets whose item of this name means something else, as the division of a case.
        authority: Sources or datasets, the most believed first; the general list by default.
        order: In which order the criteria decide; the general order by default.
    """

    title: Text | None = None
    anywhere: bool = False
    also: tuple[str, ...] = ()
    pair: str | None = None
    not_from: tuple[str, ...] = ()
    authority: tuple[str, ...] = ()
    order: Order | None = None


class Survivorship(Model):
    """Which value wins, and who is asked.

    Attributes:
        order: In which order the criteria decide: validity (passes its checks), authority (rank of the source),
            agreement (how many sources say so), recency (the younger).
        authority: Sources or datasets, the most believed first; those that are not named come last.
        describes: Datasets whose rows describe an enterprise, by id.
        items: Items with a rule of their own, by name.
    """

    order: Order
    authority: tuple[str, ...]
    describes: dict[str, Describes]
    items: dict[str, ItemRule]

    @model_validator(mode="after")
    def _each_criterion_once(self) -> "Survivorship":
        for order in (self.order, *(rule.order for rule in self.items.values() if rule.order)):
            if len(set(order)) != len(order):
                raise ValueError("each criterion stands once in an order")
        return self

    def order_of(self, item: str) -> Order:
        """The order of the criteria for an item."""
        rule = self.items.get(item)
        return (rule.order if rule else None) or self.order

    def rank_of(self, item: str, dataset: Dataset) -> int:
        """How far down the list of authority a dataset stands for an item, 1 is the most believed."""
        rule = self.items.get(item)
        ranked = (rule.authority if rule else ()) or self.authority
        places = [at for at, one in enumerate(ranked, start=1) if one in (dataset.id, dataset.source)]
        return min(places, default=len(ranked) + 1)


def claims_of(rules: Survivorship, dataset: Dataset) -> Iterator[tuple[str, Item]]:
    """The items of a dataset whose rows name an enterprise that say something of it, each with the name that it has there."""
    described = rules.describes.get(dataset.id)
    also = {other: name for name, rule in rules.items.items() for other in rule.also}
    pairs = {rule.pair for rule in rules.items.values() if rule.pair}
    for item in dataset.items.values():
        rule = rules.items.get(item.name, ItemRule())
        own = described is not None and item.name not in (*described.leave_out, described.year)
        mentioned = rule.anywhere and dataset.id not in rule.not_from
        if item.personal or item.each is not None or item.name in (ENTERPRISE_CODE, *pairs):
            continue
        if f"{dataset.id}.{item.name}" in also:
            yield also[f"{dataset.id}.{item.name}"], item
        elif own or mentioned:
            yield item.name, item


def faults_of(rules: Survivorship, standards: Standards) -> Iterator[Fault]:
    """Find names that do not exist, and items that are claimed twice."""
    datasets = standards.datasets
    known = {*standards.sources, *datasets}
    yield from _unknown(("authority",), rules.authority, known, "source or dataset")
    for name, described in rules.describes.items():
        if name not in datasets:
            yield ("describes", name), f"there is no dataset '{name}'", did_you_mean(name, datasets)
            continue
        named = (described.on, described.year, *described.leave_out)
        wanted = [one for one in named if one]
        yield from _unknown(("describes", name), wanted, datasets[name].items, "item")
    for name, rule in rules.items.items():
        yield from _unknown(("items", name, "authority"), rule.authority, known, "source or dataset")
        yield from _unknown(("items", name, "not_from"), rule.not_from, datasets, "dataset")
        for one in rule.also:
            dataset, _, item = one.rpartition(".")
            pair = {item, rule.pair or item}
            if dataset not in datasets or not pair.issubset(datasets[dataset].items):
                yield ("items", name, "also"), f"there is no item '{one}'", did_you_mean(dataset, datasets)
    claimed = {name for one in datasets.values() for name, _ in claims_of(rules, one)}
    yield from _unknown(("items",), rules.items, claimed, "claim of an item")


def _unknown(keys: Keys, names: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Fault]:
    there = set(known)
    for name in names:
        if name not in there:
            yield keys, f"there is no {kind} '{name}'", did_you_mean(name, there)
