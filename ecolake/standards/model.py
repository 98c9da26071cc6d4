"""What a standard may say: elements, code lists, datasets.

Shapes only: every class is frozen and refuses unknown keys. Files are read in `load`, references between files are
resolved there, and sources (how a dataset arrives) have their shapes in `source`.
"""

import hashlib
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from ecolake.standards.air_quality_daily import AirQualityDaily
from ecolake.standards.code_validity import Validity, read_span
from ecolake.standards.data_types import DataType, parse_type
from ecolake.standards.model_base import NAME, Basis, Model, Number, Security, Severity, Text
from ecolake.standards.reference import ItemReference, Reference
from ecolake.standards.sharing import Opening, Share


def _data_type(value: Any) -> DataType:
    return value if isinstance(value, DataType) else parse_type(str(value))


DataFormat = Literal["document", "spreadsheet", "database", "image", "stream", "self_describing", "service"]
Type = Annotated[DataType, BeforeValidator(_data_type)]


class Element(Model):
    """A data element in the shape of ISO/IEC 11179 and HJ 720-2017: an object class, a property and its representation.

    `object` is a code of the code list `object_class`; the representation is the type, with unit, range, pattern, code
    list or check as its value domain. `examples` are values that satisfy it; a pattern or a check cannot do without.
    A decimal with more places than its type is unread, unless the element is `rounded`: then the excess is beyond what can
    be measured, as the ninth decimal of a coordinate. `synonyms` are other words that people look for it by: symbols,
    abbreviations, older names, codes.
    """

    title: Text
    definition: Text
    synonyms: tuple[str, ...] = ()
    object: str
    property: str = Field(pattern=NAME)
    type: Type
    unit: str | None = None
    accepts: tuple[str, ...] = ()
    range: tuple[Number | None, Number | None] | None = None
    pattern: str | None = None
    codes: str | None = None
    check: str | None = None
    examples: tuple[str, ...] = ()
    personal: bool = False
    security: Security = 1
    rounded: bool = False
    source: str | None = None
    basis: Basis = "sourced"
    version: str = Field(default="1.0.0", pattern=r"^\d+\.\d+\.\d+$")

    @cached_property
    def digest(self) -> str:
        """A short hash of all that the element says."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]

    @model_validator(mode="after")
    def _coherent(self) -> "Element":
        if self.basis == "sourced" and not self.source:
            raise ValueError("name the source, or say basis: proposed")
        if (self.range or self.unit) and not self.type.is_number:
            raise ValueError(f"a range or a unit needs a number, not {self.type}")
        if self.rounded and self.type.name != "decimal":
            raise ValueError(f"only a decimal can be rounded, not {self.type}")
        if (self.pattern or self.check or self.codes) and self.type.name != "text":
            raise ValueError(f"a pattern, a check or codes need a text, not {self.type}")
        if (self.pattern or self.check) and not self.examples:
            raise ValueError("a pattern or a check needs examples: values that satisfy it")
        if self.range and None not in self.range and self.range[0] > self.range[1]:  # type: ignore[operator]
            raise ValueError("the range ends before it begins")
        return self


class ItemSpec(Model):
    """One column of a dataset: an element, and what differs here.

    `derived` is computed here rather than received; `arrival` says how a row came, not what it says, and does not make
    two rows differ. `valid_on` names the item with the day on which the code has to be valid.
    """

    element: str | None = None
    required: bool = False
    derived: bool = False
    arrival: bool = False
    severity: Severity = "reject"
    title: Text | None = None
    references: ItemReference | None = None
    valid_on: str | None = None
    security: Security | None = None
    each: dict[str, "ItemSpec"] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "ItemSpec":
        if (self.element is None) == (self.each is None):
            raise ValueError("an item names either an element or, for a nested list, its fields under 'each'")
        if self.each is not None and self.title is None:
            raise ValueError("a nested list needs a title of its own")
        if self.each is not None and (self.references or self.valid_on or self.security):
            raise ValueError("a nested list has no references, valid_on or security of its own")
        for name, field in (self.each or {}).items():
            if field.each or field.references or field.valid_on or field.derived or field.arrival:
                raise ValueError(
                    f"'{name}' is a field of a list: an element, and whether it is required; no more"
                )
        return self


class Rule(Model):
    """A row rule: a SQL boolean expression over the items; a row for which it is false fails.

    `breaks_on` gives values of items for which a good row breaks it: an example, for rules whose breach is hard to guess.
    """

    id: str = Field(pattern=NAME)
    holds: str = Field(alias="assert", min_length=1)
    severity: Severity
    message: Text
    source: str | None = None
    breaks_on: dict[str, Any] = Field(default_factory=dict)


class Sla(Model):
    """What the owner promises: how old the newest rows may be."""

    fresh_within: str = Field(pattern=r"^P(\d+D)?(T(\d+H)?(\d+M)?)?$")


class DatasetSpec(Model):
    """One category of the catalogue: what its rows are and what they must satisfy.

    `changes` says what other content under a known key is, in a later batch: a correction, or a conflict that is rejected. With
    `air_quality_daily` its rows are hourly means of air pollutants, of which the warehouse makes days.
    """

    category: str = Field(pattern=r"^[1-9][0-9]{0,2}$")
    theme: str
    title: Text
    definition: Text
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    grain: Text
    key: tuple[str, ...] = Field(min_length=1)
    changes: Literal["correct", "refuse"] = "correct"
    update: Literal["realtime", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]
    issued: date
    owner: Text | None = None
    share: Share
    open: Opening
    format: DataFormat = "database"
    security: Security = 1
    sla: Sla | None = None
    related: tuple[str, ...] = ()
    source: str | None = None
    basis: Basis = "sourced"
    derive: tuple[str, ...] = ()
    air_quality_daily: AirQualityDaily | None = None
    items: dict[str, ItemSpec]
    references: tuple[Reference, ...] = ()
    rules: tuple[Rule, ...] = ()

    @model_validator(mode="after")
    def _closed_is_not_open(self) -> "DatasetSpec":
        if self.share.type == "none" and self.open.type != "none":
            raise ValueError("what is not shared is not opened")
        if self.basis == "sourced" and not self.source:
            raise ValueError("name the source, or say basis: proposed")
        return self


class CodeList(Model):
    """The header of a code table; the codes are the rows of the CSV file beside it, first column `code`."""

    title: Text
    edition: str
    source: str
    trust: Literal["sourced", "memory", "proposed"]
    columns: dict[str, str]
    version: str = Field(default="1.0.0", pattern=r"^\d+\.\d+\.\d+$")
    rows: tuple[tuple[str, ...], ...] = ()

    @cached_property
    def sorted_codes(self) -> tuple[str, ...]:
        """The codes in a fixed order."""
        return tuple(sorted({row[0] for row in self.rows}))

    @cached_property
    def digest(self) -> str:
        """A short hash of the codes and their days of validity."""
        return hashlib.sha256(f"{self.sorted_codes}{self.validity}".encode()).hexdigest()[:16]

    @cached_property
    def validity(self) -> Validity | None:
        """When each code was in force, if the list says so."""
        if not {"valid_from", "valid_to"} & set(self.columns):
            return None
        spans: dict[str, list[tuple[date, date]]] = {}
        for row in self.rows:
            cells = dict(zip(self.columns, row, strict=True))
            spans.setdefault(row[0], []).append(
                read_span(cells.get("valid_from", ""), cells.get("valid_to", ""))
            )
        return Validity({code: tuple(sorted(spans[code])) for code in sorted(spans)})

    def said_of(self, code: str, column: str) -> str:
        """What a column of the table says of a code; empty where there is no such column or code."""
        if column not in self.columns:
            return ""
        place = list(self.columns).index(column)
        return next((row[place] for row in self.rows if row[0] == code), "")

    def title_of(self, code: str, language: str) -> str:
        """What a code means in `zh` or `en`, as far as the list says."""
        return self._titles.get((code, language), "")

    @cached_property
    def _titles(self) -> dict[tuple[str, str], str]:
        names = list(self.columns)
        found: dict[tuple[str, str], str] = {}
        for language in ("zh", "en"):
            for column in (f"name_{language}", f"title_{language}", "meaning"):
                if column in names:
                    place = names.index(column)
                    for row in self.rows:
                        found.setdefault((row[0], language), row[place])
        return found
