"""A figure that a method works with, and what it rests on."""

from pydantic import Field, model_validator

from ecolake.standards.model_base import Basis, Model


class Figure(Model):
    """One threshold or weight.

    Attributes:
        value: The figure, in the unit that its name says.
        basis: Whether somebody published it (`sourced`) or the project proposes it (`proposed`).
        source: Standard, table and clause of a sourced figure.
        reason: Why a proposed figure is what it is.
    """

    value: float
    basis: Basis
    source: str | None = None
    reason: str | None = Field(default=None, min_length=1)

    @model_validator(mode="after")
    def _rests_on_something(self) -> "Figure":
        if (self.source if self.basis == "sourced" else self.reason) is None:
            raise ValueError("a sourced figure names its source, a proposed one its reason")
        return self
