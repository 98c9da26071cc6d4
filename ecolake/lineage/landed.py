"""The steps that the standards themselves declare: landed column to item, item to derived item, item to derived table.

Taken from the mappings, without reading any data; what dbt makes of the items is the business of `models`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ecolake.derived.tables import declared as declared_tables
from ecolake.lineage.edge import Edge, Kind

if TYPE_CHECKING:
    from ecolake.derived.model import AnyTable
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.source import Mapping


def declared(standards: "Standards") -> Iterator[Edge]:
    """Yield the steps up to the accepted rows, by dataset."""
    for _, dataset in sorted(standards.datasets.items()):
        if dataset.mapping:
            yield from _mapped(dataset, dataset.mapping)
        if dataset.spec.derive:
            yield from _derived(dataset)
    for table in declared_tables(standards):
        yield from _worked_out(table, standards)


def accepted_table(dataset: "Dataset") -> str:
    """The relation of the accepted rows, as `schema.table`."""
    return f"lake.{dataset.source}__{dataset.name}"


def landed_table(dataset: "Dataset") -> str:
    """How the landed data of a dataset is called in lineage."""
    return f"landed.{dataset.source}__{dataset.name}"


def _mapped(dataset: "Dataset", mapping: "Mapping") -> Iterator[Edge]:
    table, landed = accepted_table(dataset), landed_table(dataset)
    # A nested list arrives under its own name: the fields inside it are mapped together with it.
    for column, item in dict.fromkeys(mapping.feeds):
        if item.partition(".")[0] in dataset.items:
            how = _conversion(dataset, mapping, item)
            kind: Kind = "computed" if how else "as_is"
            yield Edge(table, item.partition(".")[0], landed, column, "accepted", "landed", kind, how)
    for item in sorted(mapping.supplied & set(dataset.items)):
        how = f"constant {mapping.constants[item]}" if item in mapping.constants else "name of the column"
        yield Edge(table, item, "", "", "accepted", "", "constant", how)


def _conversion(dataset: "Dataset", mapping: "Mapping", item: str) -> str:
    """What acceptance does to the source's own value; nothing if it only reads it as the item's type."""
    said = []
    if item in mapping.compose:
        said.append(f"composed {mapping.compose[item]}")
    if item in mapping.codes:
        said.append("codes of the source replaced by those of the standard")
    units = [
        *([mapping.units[item]] if item in mapping.units else []),
        *mapping.units_since.get(item, {}).values(),
    ]
    if units:
        said.append(f"unit converted from {', '.join(dict.fromkeys(units))}")
    if item in mapping.formats:
        said.append(f"read as {mapping.formats[item]}")
    if mapping.crs != "CGCS2000" and item in {"longitude", "latitude"}:
        said.append(f"coordinates converted from {mapping.crs}")
    if mapping.unpivot and item == mapping.unpivot.value:
        said.append("a column of readings turned into rows")
    known = dataset.items.get(item)
    if known is not None and known.published != "whole":
        said.append(f"{known.published} in the warehouse")
    return "; ".join(said)


def _derived(dataset: "Dataset") -> Iterator[Edge]:
    # Imported here: the science loads polars.
    from ecolake.domain.derivation import resolve

    table = accepted_table(dataset)
    for name in dataset.spec.derive:
        derivation = resolve(name)
        for made in derivation.outputs:
            if made in dataset.items:
                for item in derivation.inputs:
                    if item in dataset.items and item != made:
                        yield Edge(table, made, table, item, "accepted", "accepted", "computed", name)


def _worked_out(table: "AnyTable", standards: "Standards") -> Iterator[Edge]:
    """The steps from what is read to a derived table: how its function uses an item for which column is not told."""
    to, how = f"lake.{table.relation.name}", f"ecolake.derived: {table.name}"
    for read in table.reads:
        if read.derived:
            older, layer = f"lake.derived_{read.derived}", "lake"
        elif read.dataset in standards.datasets:
            older, layer = accepted_table(standards.datasets[read.dataset]), "accepted"
        else:
            continue
        for column in table.columns:
            for item in read.items:
                yield Edge(to, column.name, older, item, "lake", layer, "computed", how)
