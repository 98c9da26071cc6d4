"""What a standard may say: elements, code lists, datasets.

Shapes only: every class is frozen and refuses unknown keys. Files are read in `load`, references between files are
resolved there, and sources (how a dataset arrives) have their shapes in `source`.
"""

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from ecolake.standards.data_types import DataType, parse_type

NAME = r"^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
Severity = Literal["reject", "flag", "watch"]
Basis = Literal["sourced", "proposed"]


class Model(BaseModel):
    """A frozen shape that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Text(Model):
    """The same words in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)


def _data_type(value: Any) -> DataType:
    return value if isinstance(value, DataType) else parse_type(str(value))


def _number(value: Any) -> Any:
    # YAML floats are read through their shortest text, so that 0.1 is 0.1.
    return Decimal(str(value)) if isinstance(value, int | float) else value


Number = Annotated[Decimal, BeforeValidator(_number)]
Type = Annotated[DataType, BeforeValidator(_data_type)]


class Element(Model):
    """A data element in the shape of ISO/IEC 11179 and HJ 720-2017: a meaning and its representation.

    A decimal with more places than its type is unread, unless the element is `rounded`: then the excess is beyond what can
    be measured, as the ninth decimal of a coordinate.
    """

    title: Text
    definition: Text
    type: Type
    unit: str | None = None
    accepts: tuple[str, ...] = ()
    range: tuple[Number | None, Number | None] | None = None
    pattern: str | None = None
    codes: str | None = None
    check: str | None = None
    personal: bool = False
    rounded: bool = False
    source: str | None = None
    basis: Basis = "sourced"

    @model_validator(mode="after")
    def _coherent(self) -> "Element":
        if self.basis == "sourced" and not self.source:
            raise ValueError("name the source, or say basis: proposed")
        if (self.range or self.unit) and not self.type.is_number:
            raise ValueError(f"a range or a unit needs a number, not {self.type}")
        if self.rounded and self.type.name != "decimal":
            raise ValueError(f"only a decimal can be rounded, not {self.type}")
        if (self.pattern or self.check) and self.type.name != "text":
            raise ValueError(f"a pattern or a check needs a text, not {self.type}")
        if self.range and None not in self.range and self.range[0] > self.range[1]:  # type: ignore[operator]
            raise ValueError("the range ends before it begins")
        return self


class ItemSpec(Model):
    """One column of a dataset: an element, and what differs here.

    `derived` is computed here rather than received; `arrival` says how a row came, not what it says, and does not make
    two rows differ.
    """

    element: str | None = None
    required: bool = False
    derived: bool = False
    arrival: bool = False
    severity: Severity = "reject"
    title: Text | None = None
    each: dict[str, "ItemSpec"] | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "ItemSpec":
        if (self.element is None) == (self.each is None):
            raise ValueError("an item names either an element or, for a nested list, its fields under 'each'")
        if self.each is not None and self.title is None:
            raise ValueError("a nested list needs a title of its own")
        return self


class Rule(Model):
    """A row rule: a SQL boolean expression over the items; a row for which it is false fails."""

    id: str = Field(pattern=NAME)
    holds: str = Field(alias="assert", min_length=1)
    severity: Severity
    message: Text
    source: str | None = None


class DatasetSpec(Model):
    """One category of the catalogue: what its rows are and what they must satisfy."""

    category: str
    title: Text
    definition: Text
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    grain: Text
    key: tuple[str, ...] = Field(min_length=1)
    update: Literal["realtime", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly", "irregular"]
    source: str | None = None
    basis: Basis = "sourced"
    derive: tuple[str, ...] = ()
    items: dict[str, ItemSpec]
    rules: tuple[Rule, ...] = ()


class CodeList(Model):
    """The header of a code table; the codes are the rows of the CSV file beside it, first column `code`."""

    title: Text
    edition: str
    source: str
    trust: Literal["sourced", "memory"]
    columns: dict[str, str]
    codes: frozenset[str] = frozenset()

    @cached_property
    def sorted_codes(self) -> tuple[str, ...]:
        """The codes in a fixed order."""
        return tuple(sorted(self.codes))
