"""What a source may say: who owns it, how it is reached and read, and which of its columns is which item.

Shapes only. How a transport behaves is the business of `ecolake.connectors`, how bytes are read that of
`ecolake.formats`; both take their options from here, so that one YAML file describes a source whole.
"""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ecolake.standards.model_base import Model, Number, Text
from ecolake.standards.reshaping import Unpivot, columns_of
from ecolake.standards.transport import Transport

Format = Literal[
    "csv", "fixed", "excel", "json", "ndjson", "geojson", "xml", "geo", "parquet", "html", "hj212"
]
Names = Literal["title", "name", "upper", "camel"]
# What a change in how a source speaks does to the batch that shows it.
Drifted = Literal["accept", "flag", "hold", "reject"]


class ReadOptions(Model):
    """How landed bytes become a table of the source's own columns.

    Attributes:
        format: The file format inside any zip or gzip. `geo` is a GeoPackage, or a Shapefile in its zip.
        files: Which files of the transport's folder belong to this dataset.
        path: Path of the dataset below the transport's address (HTTP), or its topic (messages).
        table: Table or view that the dataset is in (database).
        watermark: Column that only grows, by which a table is read in increments.
        keys: Columns that tell rows of one watermark apart (database).
        encoding: Text encoding of CSV, fixed-width text, JSON and NDJSON.
        separator: Column separator of CSV.
        skip: Rows above the header, as titles (CSV, Excel).
        header: Rows of the header; where it has several, merged cells are spread and the parts joined by `/`.
        sheet: Which sheets of a workbook are read: a glob of their names. Rows of several are one table.
        widths: Fixed-width text without a header: each column and its width in bytes of the encoding.
        records: Where the records stand: `data.rows` in JSON, an XPath in XML and HTML.
        fields: Columns of XML and HTML, each an XPath below its record.
        namespaces: Prefixes of the XPaths (XML).
        layer: Layer of a GeoPackage; without it there must be one only.
        explode: A nested list whose elements become rows, as `outlets`.
        member: Which members of a zip are read.
        date: How a file's name carries its day, in strptime directives, for daily partitions.
    """

    format: Format
    files: str = "*"
    path: str = ""
    table: str | None = None
    watermark: str | None = None
    keys: tuple[str, ...] = ()
    encoding: str = "utf-8"
    separator: str = Field(default=",", min_length=1, max_length=1)
    skip: int = Field(default=0, ge=0)
    header: int = Field(default=1, ge=1)
    sheet: str = "*"
    widths: dict[str, int] = Field(default_factory=dict)
    records: str | None = None
    fields: dict[str, str] = Field(default_factory=dict)
    namespaces: dict[str, str] = Field(default_factory=dict)
    layer: str | None = None
    explode: str | None = None
    member: str = "*"
    date: str | None = None


class CodeMap(Model):
    """How the source's codes become ours; with a separator, one cell holds several.

    The order of the map is the order in which several codes are written.
    """

    values: dict[str, str]
    separator: str | None = None


def _code_map(value: Any) -> Any:
    return value if not isinstance(value, dict) or "values" in value else {"values": value}


class DriftPolicy(Model):
    """What becomes of a batch in which the source speaks otherwise than before.

    `accept` takes it; `flag` takes it and notes it in the account; `hold` lets the batch wait, unseen, for a person;
    `reject` refuses it.

    Attributes:
        new: A column that the mapping does not know.
        gone: A mapped column that is not there.
        renamed: A mapped column that is not there, and one like it that is; where it is taken, it is read by its new name.
        retyped: A column of another kind than before, as numbers that became text.
        unit: A quantity whose values all moved by the factor between two units.
        codes: Codes that keep coming and are not in the list.
    """

    new: Drifted = "flag"
    gone: Drifted = "reject"
    renamed: Drifted = "reject"
    retyped: Drifted = "flag"
    unit: Drifted = "hold"
    codes: Drifted = "flag"


class Mapping(Model):
    """How one dataset of the source arrives, and which column is which item.

    Attributes:
        system: Which of the source's systems it comes from; without it, the source's `transport`.
        delivers: Whether each delivery is the whole (`snapshot`) or what is new since the last (`increment`).
        absence: What it means that a snapshot lacks a row that an earlier one had: nothing (`kept`), or that the row is no more
            (`withdrawn`), where the source's contract says that each delivery, one batch, is the whole.
        withdraw_at_most: Share of the rows in force; a snapshot that lacks more withdraws nothing, for it may be cut off.
        names: How the columns that `map` does not name are called: by the item's Chinese `title`, its `name`, the name in
            `upper` case, or in `camel` case. Without it, `map` says all.
        map: Column to item.
        ignore: Columns that are not taken.
        compose: Items that several columns make together, as `"{year}-{month}-{day}"`; without one of them there is no value.
        unpivot: Columns that are readings of their own: each cell becomes a row.
        constants: Items that the source means and does not write.
        codes: The source's codes of an item.
        missing: Marks for a missing value.
        missing_in: Further marks of one item.
        formats: How a date or time is written.
        units: The unit that the source gives an item in, where it is not the element's.
        units_since: By item, the unit of what is received from a day on, where the source has changed it.
        crs: What the source's coordinates refer to; they are converted to CGCS2000 (EPSG:4490), degrees.
        partition: Whether the dataset is delivered by the day.
        drift: What a change in how the source speaks does to the batch.
    """

    read: ReadOptions
    system: str | None = None
    delivers: Literal["snapshot", "increment"] = "increment"
    absence: Literal["kept", "withdrawn"] = "kept"
    withdraw_at_most: Number = Field(default=Decimal("0.5"), gt=0, le=1)
    names: Names | None = None
    map: dict[str, str] = Field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    compose: dict[str, str] = Field(default_factory=dict)
    unpivot: Unpivot | None = None
    constants: dict[str, str] = Field(default_factory=dict)
    codes: dict[str, Annotated[CodeMap, BeforeValidator(_code_map)]] = Field(default_factory=dict)
    missing: tuple[str, ...] = ("",)
    missing_in: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    formats: dict[str, str] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    units_since: dict[str, dict[date, str]] = Field(default_factory=dict)
    crs: Literal["CGCS2000", "GCJ-02", "BD-09"] = "CGCS2000"
    partition: Literal["daily"] | None = None
    drift: DriftPolicy = DriftPolicy()

    @property
    def feeds(self) -> tuple[tuple[str, str], ...]:
        """Which column leads to which item: those of `map`, then of `compose`, then of `unpivot`."""
        composed = [
            (column, item) for item, template in self.compose.items() for column in columns_of(template)
        ]
        readings = [(column, self.unpivot.value) for column in self.unpivot.columns] if self.unpivot else []
        return (*self.map.items(), *composed, *readings)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that are taken, each once."""
        return tuple(dict.fromkeys(column for column, _ in self.feeds))

    @property
    def items_of(self) -> dict[str, tuple[str, ...]]:
        """The items that each column leads to."""
        return {
            column: tuple(dict.fromkeys(item for one, item in self.feeds if one == column))
            for column in self.columns
        }

    @property
    def column_of(self) -> dict[str, str]:
        """The column that each item comes from; several are joined by `、`. What the source does not write has none."""
        found: dict[str, list[str]] = {}
        for column, item in self.feeds:
            found.setdefault(item, []).append(column)
        return {item: "、".join(dict.fromkeys(columns)) for item, columns in found.items()}

    def unit_of(self, item: str, received: date) -> str | None:
        """The unit that the source gave an item in on a day; None for the element's own."""
        changes = sorted(self.units_since.get(item, {}).items())
        return next((unit for day, unit in reversed(changes) if day <= received), self.units.get(item))

    @property
    def readings_per_record(self) -> int:
        """How many rows a record of the file is."""
        return len(self.unpivot.columns) if self.unpivot else 1

    @property
    def supplied(self) -> frozenset[str]:
        """The items that have a value without a column of their own: constants, and the code of a reading."""
        return frozenset({*self.constants, *([self.unpivot.name] if self.unpivot else [])})

    @model_validator(mode="after")
    def _absent_from_the_whole(self) -> "Mapping":
        if self.absence == "withdrawn" and self.delivers != "snapshot":
            raise ValueError(
                "only what delivers a snapshot lacks a row: absence: withdrawn needs delivers: snapshot"
            )
        return self


class Owner(Model):
    """Who answers for the source."""

    unit: str
    contact: str


class Source(Model):
    """One department or channel; one that delivers nothing yet has an owner and no transport.

    Attributes:
        transport: How it is reached, where it has one system.
        systems: Its systems by name, where it has several; a dataset names its own.
    """

    title: Text
    owner: Owner
    timezone: str
    schedule: str | None = Field(default=None, pattern=r"^\S+ \S+ \S+ \S+ \S+$")
    transport: Transport | None = None
    systems: dict[str, Transport] = Field(default_factory=dict)
    datasets: dict[str, Mapping] = Field(default_factory=dict)

    def transport_of(self, mapping: Mapping) -> Transport | None:
        """How a dataset is reached."""
        return self.systems[mapping.system] if mapping.system else self.transport

    @model_validator(mode="after")
    def _reachable(self) -> "Source":
        if self.datasets and self.schedule is None:
            raise ValueError("a source that delivers datasets needs a schedule")
        for name, mapping in self.datasets.items():
            if mapping.system is not None and mapping.system not in self.systems:
                raise ValueError(
                    f"dataset {name} names the system {mapping.system!r}, which is not under systems"
                )
            if self.transport_of(mapping) is None:
                raise ValueError(f"dataset {name} needs a transport: the source's, or one of its systems")
        return self
