"""Where each thing of the standards is used: the look-ups from a name to all that names it.

Only what the standards themselves say belongs here; which models of the warehouse read a dataset is in `ecolake.impact`, and
how the answers look is the business of those who ask.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ecolake.standards.catalogue import Dataset, Item, Link, Standards
from ecolake.standards.document import Clause, Document, Enforcer
from ecolake.standards.model import Element, Rule


@dataclass(frozen=True)
class ItemUse:
    """An item where it stands; `path` is its name, or `<list>.<field>` inside a nested list."""

    dataset: Dataset
    path: str
    item: Item

    @property
    def id(self) -> str:
        """`<source>.<dataset>.<item>`, with the field of a nested list behind it."""
        return f"{self.dataset.id}.{self.path}"

    @property
    def column(self) -> str:
        """The item of the dataset that holds it: itself, or the list that it is a field of."""
        return self.path.partition(".")[0]

    @property
    def source_column(self) -> str | None:
        """The column of the source that it comes from; None where nothing is mapped to it."""
        mapping = self.dataset.mapping
        if mapping is None:
            return None
        return mapping.column_of.get(self.path)


@dataclass(frozen=True)
class RuleUse:
    """A row rule where it stands."""

    dataset: Dataset
    rule: Rule

    @property
    def id(self) -> str:
        """`<source>.<dataset>.<rule>`."""
        return f"{self.dataset.id}.{self.rule.id}"

    @cached_property
    def items(self) -> tuple[str, ...]:
        """The items that the rule names, in its own order."""
        named = dict.fromkeys(pl.sql_expr(self.rule.holds).meta.root_names())
        return tuple(name for name in named if name in self.dataset.items)


@dataclass(frozen=True)
class ReferenceUse:
    """A reference where it stands."""

    dataset: Dataset
    link: Link

    @property
    def id(self) -> str:
        """`<source>.<dataset>.<items>.reference`, as clauses name it."""
        return f"{self.dataset.id}.{self.link.id}"

    def leads_to(self, dataset: str, item: str) -> bool:
        """Whether the item of that dataset is one of those referred to."""
        return self.link.dataset == dataset and item in self.link.targets


@dataclass(frozen=True)
class ClauseUse:
    """A clause of a document."""

    document_name: str
    document: Document
    label: str
    clause: Clause

    @property
    def id(self) -> str:
        """`<number>#<label>`, as `YY01#4.2`."""
        return f"{self.document.number}#{self.label}"


@dataclass(frozen=True)
class Citation:
    """A clause, and what it names as its enforcer."""

    at: ClauseUse
    enforcer: Enforcer


@dataclass(frozen=True)
class Uses:
    """The index; each look-up gives its answers in the order of their names."""

    standards: Standards

    @cached_property
    def items(self) -> dict[str, ItemUse]:
        """Every item by its id, fields of nested lists included."""
        found = (
            use
            for _, one in sorted(self.standards.datasets.items())
            for use in _items(one, one.items.values())
        )
        return {use.id: use for use in found}

    @cached_property
    def rules(self) -> dict[str, RuleUse]:
        """Every rule by its id."""
        found = (
            RuleUse(one, rule) for _, one in sorted(self.standards.datasets.items()) for rule in one.rules
        )
        return {use.id: use for use in found}

    @cached_property
    def references(self) -> dict[str, ReferenceUse]:
        """Every reference by its id."""
        found = (
            ReferenceUse(one, link)
            for _, one in sorted(self.standards.datasets.items())
            for link in one.links
        )
        return {use.id: use for use in found}

    @cached_property
    def clauses(self) -> dict[str, ClauseUse]:
        """Every clause by its id, in the order of the documents' numbers."""
        documents = sorted(self.standards.documents.items(), key=lambda one: one[1].number)
        found = (
            ClauseUse(name, one, label, clause)
            for name, one in documents
            for label, clause in one.clauses.items()
        )
        return {use.id: use for use in found}

    def elements_of(self, codelist: str) -> dict[str, Element]:
        """The elements whose values are codes of the list."""
        elements = sorted(self.standards.elements.items())
        return {name: element for name, element in elements if element.codes == codelist}

    def items_of(self, elements: Iterable[str]) -> tuple[ItemUse, ...]:
        """The items that are of these elements."""
        return tuple(use for name in sorted(set(elements)) for use in self._items_by_element.get(name, ()))

    @cached_property
    def _items_by_element(self) -> dict[str, list[ItemUse]]:
        found: dict[str, list[ItemUse]] = {}
        for use in self.items.values():
            found.setdefault(use.item.element_name or "", []).append(use)
        return found

    def rules_of(self, items: Iterable[ItemUse]) -> tuple[RuleUse, ...]:
        """The rules that name one of the items, or the list that it is a field of."""
        asked: dict[str, set[str]] = {}
        for use in items:
            asked.setdefault(use.dataset.id, set()).add(use.column)
        return tuple(
            rule
            for rule in self.rules.values()
            if not asked.get(rule.dataset.id, set()).isdisjoint(rule.items)
        )

    def references_from(self, dataset: str) -> tuple[ReferenceUse, ...]:
        """The references of a dataset to others, or to itself."""
        return tuple(one for one in self.references.values() if one.dataset.id == dataset)

    def references_to(self, dataset: str) -> tuple[ReferenceUse, ...]:
        """The references that lead to a dataset."""
        return tuple(one for one in self.references.values() if one.link.dataset == dataset)

    def referrers_of(self, dataset: str) -> tuple[str, ...]:
        """Ids of the datasets that refer to a dataset, itself included where it does."""
        return tuple(sorted({one.dataset.id for one in self.references_to(dataset)}))

    def related_from(self, dataset: str) -> tuple[str, ...]:
        """Ids of the datasets that name this one as related."""
        datasets = sorted(self.standards.datasets.items())
        return tuple(name for name, one in datasets if dataset in one.spec.related)

    def citations(self, *enforcers: tuple[str, str]) -> tuple[Citation, ...]:
        """The clauses that one of these keeps, each a kind and a name, as `("element", "water_level")`."""
        asked = frozenset(enforcers)
        return tuple(one for one in self._citations if (one.enforcer.kind, one.enforcer.name) in asked)

    def citations_of_dataset(self, dataset: str) -> tuple[Citation, ...]:
        """The clauses that a dataset keeps, or one of its items, rules and references."""
        within = f"{dataset}."
        return tuple(
            one
            for one in self._citations
            if one.enforcer.name == dataset
            or (one.enforcer.kind in ("item", "rule", "reference") and one.enforcer.name.startswith(within))
        )

    def citations_of_item(self, use: ItemUse) -> tuple[Citation, ...]:
        """The clauses that an item keeps itself, by its element, its references or the rules that name it."""
        mine = [("item", use.id), ("element", use.item.element_name or "")]
        mine += [("rule", rule.id) for rule in self.rules_of([use])]
        own = self.references_from(use.dataset.id)
        mine += [("reference", one.id) for one in own if use.path in one.link.items]
        return self.citations(*mine)

    @cached_property
    def _citations(self) -> tuple[Citation, ...]:
        return tuple(
            Citation(use, enforcer) for use in self.clauses.values() for enforcer in use.clause.enforcers
        )


def _items(dataset: Dataset, items: Iterable[Item], above: str = "") -> Iterator[ItemUse]:
    for item in items:
        path = above + item.name
        yield ItemUse(dataset, path, item)
        yield from _items(dataset, item.each or (), f"{path}.")
