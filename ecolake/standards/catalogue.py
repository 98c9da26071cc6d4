"""The loaded standards, with every reference resolved: what the rest of the house works with.

Shapes and look-ups only; `load` builds them, `compile` turns a dataset into checks.
"""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ecolake.standards.document import Document
from ecolake.standards.model import CodeList, DatasetSpec, Element, Rule
from ecolake.standards.model_base import Published, Security, Severity, Text
from ecolake.standards.source import Mapping, Source

# The body that runs the catalogue; what the others hold converges from outside.
CATALOGUE_OWNER = "ecology"


@dataclass(frozen=True)
class Link:
    """A reference from a dataset to another: what these items name must exist there.

    Attributes:
        id: Identifier of its check: the items, then `.reference`.
        items: The items that refer.
        dataset: Id of the dataset referred to.
        targets: The items referred to, in the order of `items`.
        severity: What a breach does to the row.
    """

    id: str
    items: tuple[str, ...]
    dataset: str
    targets: tuple[str, ...]
    severity: Severity


@dataclass(frozen=True)
class Item:
    """One column of a dataset, resolved.

    Attributes:
        name: Column name in the lake.
        title: Chinese and English title: the item's own or its element's.
        element: The data element; None for a nested list.
        element_name: Name of that element.
        required: Whether a row without it is at fault.
        derived: Computed by the dataset's derivations rather than received.
        arrival: Says how the row came, not what it says: two rows that differ only here are the same.
        severity: What a breach of the item's domain does to the row.
        each: The fields of a nested list, else None.
        codes: The code list of the element, else None.
        valid_on: The item with the day on which the code has to be in force, else None.
        security: Grade of general data, 1 to 4.
        published: How much of the value analysts see, by its grade.
    """

    name: str
    title: Text
    element: Element | None
    element_name: str | None
    required: bool
    derived: bool
    arrival: bool
    severity: Severity
    each: tuple["Item", ...] | None
    codes: CodeList | None
    valid_on: str | None
    security: Security
    published: Published

    @cached_property
    def polars(self) -> pl.DataType:
        """The polars type of the column."""
        if self.element is not None:
            return self.element.type.polars
        return pl.List(pl.Struct({child.name: child.polars for child in self.each or ()}))

    @cached_property
    def duckdb(self) -> str:
        """The DuckDB type of the column."""
        if self.element is not None:
            return self.element.type.duckdb
        return "STRUCT(" + ", ".join(f'"{child.name}" {child.duckdb}' for child in self.each or ()) + ")[]"

    @property
    def personal(self) -> bool:
        """Whether the item says something of a natural person."""
        return bool(self.element and self.element.personal)

    @property
    def guarded(self) -> bool:
        """Whether its grade keeps the value, or a part of it, from analysts and from every screen."""
        return self.published != "whole" or any(field.guarded for field in self.each or ())


@dataclass(frozen=True)
class Dataset:
    """One category of the catalogue, resolved."""

    source: str
    name: str
    spec: DatasetSpec
    items: MappingType[str, Item]
    mapping: Mapping | None
    timezone: str
    fingerprint: str

    @property
    def id(self) -> str:
        """`<source>.<name>`, unique in the catalogue."""
        return f"{self.source}.{self.name}"

    @property
    def table(self) -> str:
        """`<source>/<name>`, the path of its tables in lake and landing."""
        return f"{self.source}/{self.name}"

    @property
    def title(self) -> Text:
        """Chinese and English title."""
        return self.spec.title

    @property
    def definition(self) -> Text:
        """What the dataset is."""
        return self.spec.definition

    @property
    def version(self) -> str:
        """Version of the standard."""
        return self.spec.version

    @property
    def grain(self) -> Text:
        """What one row is."""
        return self.spec.grain

    @property
    def key(self) -> tuple[str, ...]:
        """The items that name a row."""
        return self.spec.key

    @property
    def category(self) -> str:
        """Category of the environmental inventory."""
        return self.spec.category

    @property
    def rules(self) -> tuple[Rule, ...]:
        """Row rules."""
        return self.spec.rules

    @property
    def outside(self) -> bool:
        """Whether it converges from outside the department that runs the catalogue."""
        return self.source != CATALOGUE_OWNER

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """References to other datasets, those of single items first."""
        single = [
            Link(f"{name}.reference", (name,), to.rpartition(".")[0], (to.rpartition(".")[2],), severity)
            for name, spec in self.spec.items.items()
            if spec.references
            for to, severity in [(spec.references.to, spec.references.severity)]
        ]
        several = [
            Link(f"{'+'.join(one.items)}.reference", one.items, one.to, one.targets, one.severity)
            for one in self.spec.references
        ]
        return (*single, *several)

    @cached_property
    def schema(self) -> pl.Schema:
        """Column names and polars types, in the order of the standard."""
        return pl.Schema({name: item.polars for name, item in self.items.items()})


# How a source line says that nobody looked it up, or that the number is our own.
_UNREAD = re.compile(r"from memory|proposed", re.IGNORECASE)


def _is_read(basis: str, source: str | None) -> bool:
    return basis == "sourced" and bool(source) and not _UNREAD.search(source or "")


@dataclass(frozen=True)
class Standards:
    """Everything under `standards/`, resolved."""

    elements: MappingType[str, Element]
    codelists: MappingType[str, CodeList]
    datasets: MappingType[str, Dataset]
    sources: MappingType[str, Source]
    documents: MappingType[str, Document]

    @cached_property
    def delivering(self) -> dict[str, Source]:
        """The sources that say how a dataset of theirs arrives, by name."""
        return {name: source for name, source in sorted(self.sources.items()) if source.datasets}

    @cached_property
    def delivered(self) -> tuple[str, ...]:
        """Ids of the datasets whose arrival a source describes; the others are standards that nobody delivers by yet."""
        return tuple(name for name, dataset in sorted(self.datasets.items()) if dataset.mapping)

    def sourced(self) -> dict[str, int]:
        """Count what rests on a source that was read: nothing proposed, nothing quoted from memory.

        An item counts where its dataset's list of items was read in a source, a document where its name was.
        """
        datasets = [one for one in self.datasets.values() if _is_read(one.spec.basis, one.spec.source)]
        clauses = [one for document in self.documents.values() for one in document.clauses.values()]
        return {
            "categories": len(datasets),
            "items": sum(len(dataset.items) for dataset in datasets),
            "elements": sum(_is_read(one.basis, one.source) for one in self.elements.values()),
            "code_lists": sum(one.trust == "sourced" for one in self.codelists.values()),
            "rules": sum(
                _is_read("sourced", rule.source) for one in self.datasets.values() for rule in one.rules
            ),
            "documents": sum(one.name_basis == "sourced" for one in self.documents.values()),
            "clauses": sum(_is_read(clause.basis, clause.source) for clause in clauses),
        }

    def counts(self) -> dict[str, int]:
        """Count what is declared, by kind."""
        return {
            "categories": len(self.datasets),
            "items": sum(len(dataset.items) for dataset in self.datasets.values()),
            "elements": len(self.elements),
            "code_lists": len(self.codelists),
            "rules": sum(len(dataset.rules) for dataset in self.datasets.values()),
            "references": sum(len(dataset.links) for dataset in self.datasets.values()),
            "documents": len(self.documents),
            "clauses": sum(len(document.clauses) for document in self.documents.values()),
        }
