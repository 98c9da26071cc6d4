"""The shape of a relation of the schema `lake`: its columns, their types and comments. Which relations there are is said elsewhere."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecolake.standards.model_base import Published

INSTANT = "TIMESTAMP WITH TIME ZONE"
_SHOWN = {"whole": "", "masked": " (已脱敏 masked)", "withheld": " (不公开 withheld)"}


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, what it means in both languages, and how much of its values is published.

    Attributes:
        published: How much of a value analysts see.
        personal_where: A SQL condition on the row under which the value is personal, where not every one is.
    """

    name: str
    type: str
    zh: str
    en: str
    definition: str = ""
    unit: str | None = None
    published: "Published" = "whole"
    personal_where: str = ""

    @property
    def comment(self) -> str:
        """One line for DuckDB and dbt: titles, unit, definition."""
        unit = f" [{self.unit}]" if self.unit else ""
        masked = _SHOWN["masked" if self.personal_where else self.published]
        return f"{self.zh} · {self.en}{unit}{masked}" + (f": {self.definition}" if self.definition else "")


@dataclass(frozen=True)
class Relation:
    """One relation of the schema `lake`.

    Attributes:
        name: Name inside the schema, as `mee__air_station_hourly`.
        table: The Delta table below the lake folder, as `accepted/mee/air_station_hourly`.
        comment: What a row is, in both languages.
        columns: In the order of the relation.
        dataset: The dataset whose rows these are, as `mee.air_station_hourly`; empty for shared tables.
    """

    name: str
    table: str
    comment: str
    columns: tuple[Column, ...]
    dataset: str = ""

    @property
    def guarded(self) -> tuple[str, ...]:
        """Columns whose full values are not published."""
        return tuple(column.name for column in self.columns if column.published != "whole")
