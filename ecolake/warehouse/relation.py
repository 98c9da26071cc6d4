"""The shape of a relation of the schema `lake`: its columns, their types and comments. Which relations there are is said elsewhere."""

from dataclasses import dataclass

INSTANT = "TIMESTAMP WITH TIME ZONE"


@dataclass(frozen=True)
class Column:
    """One column: its DuckDB type, what it means in both languages, and whether it holds personal information.

    Attributes:
        personal_where: A SQL condition on the row under which the value is personal, where not every one is.
    """

    name: str
    type: str
    zh: str
    en: str
    definition: str = ""
    unit: str | None = None
    personal: bool = False
    personal_where: str = ""

    @property
    def comment(self) -> str:
        """One line for DuckDB and dbt: titles, unit, definition."""
        unit = f" [{self.unit}]" if self.unit else ""
        masked = " (个人信息已脱敏 masked)" if self.personal or self.personal_where else ""
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
    def personal(self) -> tuple[str, ...]:
        """Columns that hold personal information."""
        return tuple(column.name for column in self.columns if column.personal)
