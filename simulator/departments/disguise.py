"""True rows to the source's own table: its column names, its words, all as text.

Belongs here: the table as a whole. Does not belong here: one item's words (`words`), files (`writers`), faults (`simulator.noise`).
"""

from collections.abc import Mapping as Mapped
from dataclasses import dataclass, replace
from typing import Literal

import polars as pl

from ecolake.standards.catalogue import Dataset, Item
from ecolake.standards.source import Mapping
from simulator.departments.coordinates import shifted
from simulator.departments.words import DATETIME, missing_mark, write_item

Kind = Literal["text", "number", "whole", "flag", "day", "moment", "list"]

_KINDS: dict[str, Kind] = {
    "decimal": "number",
    "integer": "whole",
    "boolean": "flag",
    "date": "day",
    "datetime": "moment",
}


@dataclass(frozen=True)
class Said:
    """A table in the source's words.

    Attributes:
        frame: The source's columns, each a text or null, one row a record.
        kinds: What the texts of a column are, for formats that have types. A date in the source's own form is a text.
        marks: What the source writes in a column where it has no value.
    """

    frame: pl.DataFrame
    kinds: dict[str, Kind]
    marks: dict[str, str]

    def with_frame(self, frame: pl.DataFrame) -> "Said":
        """Return the table with other rows."""
        return replace(self, frame=frame)


def mapping_of(dataset: Dataset) -> Mapping:
    """Return how the dataset arrives.

    Raises:
        ValueError: Its source does not say, or in a way that is not inverted here.
    """
    mapping = dataset.mapping
    if mapping is None:
        raise ValueError(f"standards/sources/{dataset.source}.yaml does not say how {dataset.name} arrives")
    reshaped = [name for name in ("compose", "unpivot", "constants") if getattr(mapping, name)]
    if reshaped:
        raise ValueError(
            f"standards/sources/{dataset.source}.yaml maps {dataset.name} by {', '.join(reshaped)}: a simulated department"
            " writes one column for each item and cannot invert that; leave the source out of the simulation"
        )
    return mapping


def say(rows: pl.DataFrame, dataset: Dataset) -> Said:
    """Say true rows in the source's words; columns that nobody takes are filled with serial numbers.

    Args:
        rows: Received items, typed as the standard says.
        dataset: The standard, with its mapping.
    """
    mapping = mapping_of(dataset)
    moved = shifted(rows, mapping.crs)
    columns: list[pl.Series] = []
    kinds: dict[str, Kind] = {}
    marks: dict[str, str] = {}
    for column, name in mapping.map.items():
        item = dataset.items[name]
        columns.append(write_item(moved[name], item, mapping, dataset.timezone).alias(column))
        kinds[column], marks[column] = kind_of(item, mapping), missing_mark(item, mapping)
    for column in mapping.ignore:
        columns.append(pl.Series(column, range(1, rows.height + 1), dtype=pl.String, strict=False))
        kinds[column], marks[column] = "text", ""
    return Said(pl.DataFrame(columns), kinds, marks)


def kind_of(item: Item, mapping: Mapping) -> Kind:
    """Tell what the texts of an item are; codes and own date forms are texts to the source."""
    if item.element is None:
        return "list"
    if item.name in mapping.codes or item.name in mapping.formats:
        return "text"
    return _KINDS.get(item.element.type.name, "text")


def stamped(said: Said, mapping: Mapping, moment: str) -> Said:
    """Fill the column by which a table is read in increments with when the rows were written there."""
    column = mapping.read.watermark
    if column is None or column not in mapping.ignore:
        return said
    return said.with_frame(said.frame.with_columns(pl.lit(moment).alias(column)))


def marked(said: Said) -> pl.DataFrame:
    """Return the table as text files hold it: the source's mark in every empty cell."""
    return said.frame.with_columns(
        pl.col(column).fill_null(mark) for column, mark in said.marks.items() if column in said.frame.columns
    )


def item_of(dataset: Dataset) -> Mapped[str, str]:
    """Return the source's column of each item."""
    return {item: column for column, item in mapping_of(dataset).map.items()}


__all__ = ["DATETIME", "Said", "item_of", "kind_of", "mapping_of", "marked", "say", "stamped"]
