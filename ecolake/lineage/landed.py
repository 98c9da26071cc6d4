"""The steps that the standards themselves declare: landed column to item, item to derived item, hourly reading to daily index.

Taken from the mappings, without reading any data; what dbt makes of the items is the business of `models`.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ecolake.lineage.edge import Edge, Kind

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.source import Mapping

DAILY: Final = "lake.air_quality_daily"


def declared(standards: "Standards") -> Iterator[Edge]:
    """Yield the steps up to the accepted rows, by dataset."""
    for _, dataset in sorted(standards.datasets.items()):
        if dataset.mapping:
            yield from _mapped(dataset, dataset.mapping)
        if dataset.spec.derive:
            yield from _derived(dataset)
        if dataset.spec.air_quality_daily:
            yield from _days(dataset)


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


def _days(dataset: "Dataset") -> Iterator[Edge]:
    from ecolake.warehouse.air_quality_daily import AIR_QUALITY_DAILY

    daily = dataset.spec.air_quality_daily
    if daily is None:
        return
    own = {"station": (daily.station,), "day": (daily.hour,)}
    readings = (daily.hour, daily.pollutant, daily.value)
    for column in AIR_QUALITY_DAILY.columns:
        if column.name in ("source", "dataset"):
            yield Edge(DAILY, column.name, "", "", "lake", "", "constant", "name of the dataset")
            continue
        for item in own.get(column.name, readings):
            kind: Kind = "as_is" if column.name == "station" else "computed"
            how = "" if kind == "as_is" else "ecolake.domain.air_daily"
            yield Edge(DAILY, column.name, accepted_table(dataset), item, "lake", "accepted", kind, how)
