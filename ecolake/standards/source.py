"""What a source may say: who owns it, how it is reached and read, and which of its columns is which item.

Shapes only. How a transport behaves is the business of `ecolake.connectors`, how bytes are read that of
`ecolake.formats`; both take their options from here, so that one YAML file describes a source whole.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ecolake.standards.model_base import Model, Text
from ecolake.standards.transport import Transport


class ReadOptions(Model):
    """How landed bytes become a table of the source's own columns.

    Attributes:
        format: The file format inside any zip or gzip.
        files: Which files of the transport's folder belong to this dataset.
        path: Path of the dataset below the transport's address (HTTP).
        encoding: Text encoding of CSV and JSON.
        separator: Column separator of CSV.
        records: Where the list of records stands inside a JSON document, as `data` or `result.rows`.
        explode: A nested list whose elements become rows, as `outlets`.
        member: Which members of a zip are read.
        date: How a file's name carries its day, in strptime directives, for daily partitions.
    """

    format: Literal["csv", "json", "geojson", "hj212"]
    files: str = "*"
    path: str = ""
    encoding: str = "utf-8"
    separator: str = Field(default=",", min_length=1, max_length=1)
    records: str | None = None
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


class Mapping(Model):
    """How one dataset of the source arrives, and which column is which item."""

    read: ReadOptions
    map: dict[str, str]
    ignore: tuple[str, ...] = ()
    codes: dict[str, Annotated[CodeMap, BeforeValidator(_code_map)]] = Field(default_factory=dict)
    missing: tuple[str, ...] = ("",)
    missing_in: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    formats: dict[str, str] = Field(default_factory=dict)
    units: dict[str, str] = Field(default_factory=dict)
    partition: Literal["daily"] | None = None


class Owner(Model):
    """Who answers for the source."""

    unit: str
    contact: str


class Source(Model):
    """One department or channel; one that delivers nothing yet has an owner and no transport."""

    title: Text
    owner: Owner
    timezone: str
    schedule: str | None = Field(default=None, pattern=r"^\S+ \S+ \S+ \S+ \S+$")
    transport: Transport | None = None
    datasets: dict[str, Mapping] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _reachable(self) -> "Source":
        if self.datasets and (self.schedule is None or self.transport is None):
            raise ValueError("a source that delivers datasets needs a transport and a schedule")
        return self
