"""The indicators that a province answers for: the shape of `standards/methods/indicator.yaml`.

Shape only: the table that says it to SQL is made by `ecolake.warehouse.indicator_tables`, the counting is done by the dbt models. A figure that
somebody published stands beside the one computed, as a reference; nothing computes with it.
"""

from typing import Literal

from pydantic import Field, model_validator

from ecolake.standards.model_base import Basis, Model, Text

FILE = "indicator.yaml"
Kind = Literal["share", "mean", "count", "stock"]


class PublishedFigure(Model):
    """What was published of the indicator.

    Attributes:
        year: Of which year.
        value: The figure, in the unit of the indicator.
        says: Whether the text gives the figure itself, or says that it was exceeded.
        source: Where it was published.
    """

    year: int = Field(ge=1990, le=2100)
    value: float
    says: Literal["exactly", "more_than"]
    source: str = Field(min_length=1)


class Indicator(Model):
    """One indicator.

    Attributes:
        title: What it is called.
        definition: What it is, so that two people compute the same.
        kind: `share`: per cent of the numerator in the denominator; `mean`: numerator through denominator; `count`: the numerator, added up
            over the period; `stock`: the numerator at the end of the period.
        unit: Of the value; "1" of counts.
        decimals: Places that the value is rounded to, half to even.
        numerator: What is counted or added up.
        denominator: Of what.
        mart: Where it is counted.
        only: Names that it is narrowed to, as of rivers; none narrows nothing.
        basis: Whether somebody published how it is computed.
        source: Who, of a sourced definition.
        reason: Why so, of a proposed one.
        reference: What was published of it; none where nothing was.
        no_reference: Why there is none.
    """

    title: Text
    definition: Text
    kind: Kind
    unit: str
    decimals: int = Field(ge=0, le=6)
    numerator: Text
    denominator: Text
    mart: str
    only: tuple[str, ...] = ()
    basis: Basis
    source: str | None = None
    reason: str | None = None
    reference: PublishedFigure | None = None
    no_reference: Text | None = None

    @model_validator(mode="after")
    def _rests_on_something(self) -> "Indicator":
        if (self.source if self.basis == "sourced" else self.reason) is None:
            raise ValueError("a sourced definition names its source, a proposed one its reason")
        if (self.reference is None) == (self.no_reference is None):
            raise ValueError("an indicator has either a reference or the reason why there is none")
        return self


class IndicatorMethod(Model):
    """The whole file.

    Attributes:
        note: What has to be said beside every figure.
        indicators: The indicators, by name.
    """

    note: Text
    indicators: dict[str, Indicator]
