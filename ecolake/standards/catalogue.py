"""The loaded standards, with every reference resolved: what the rest of the house works with.

Shapes and look-ups only; `load` builds them, `compile` turns a dataset into checks.
"""

from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from ecolake.standards.model import CodeList, DatasetSpec, Element, Rule, Severity, Text
from ecolake.standards.source import Mapping, Source


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

    @cached_property
    def schema(self) -> pl.Schema:
        """Column names and polars types, in the order of the standard."""
        return pl.Schema({name: item.polars for name, item in self.items.items()})


@dataclass(frozen=True)
class Standards:
    """Everything under `standards/`, resolved."""

    elements: MappingType[str, Element]
    codelists: MappingType[str, CodeList]
    datasets: MappingType[str, Dataset]
    sources: MappingType[str, Source]

    def counts(self) -> dict[str, int]:
        """Count what is declared, by kind."""
        return {
            "categories": len(self.datasets),
            "items": sum(len(dataset.items) for dataset in self.datasets.values()),
            "elements": len(self.elements),
            "code_lists": len(self.codelists),
            "rules": sum(len(dataset.rules) for dataset in self.datasets.values()),
            "documents": 0,
            "clauses": 0,
        }
