"""How one dataset refers to another: what it names must exist there.

Shapes only; `resolve_references` finds the target, `ecolake.references` looks its keys up when rows are judged.
"""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from ecolake.standards.model_base import Model, Severity

TARGET = r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$"


class OneItem(Model):
    """A reference of one item: `to` is `<source>.<dataset>.<item>`.

    A reference is flagged unless said otherwise: the other department may be late with what it names.
    """

    to: str = Field(pattern=TARGET[:-1] + r"\.[a-z][a-z0-9_]*$")
    severity: Severity = "flag"


class Reference(Model):
    """A reference of several items together to as many items of `to`, which is `<source>.<dataset>`."""

    items: tuple[str, ...] = Field(min_length=1)
    to: str = Field(pattern=TARGET)
    at: tuple[str, ...] = ()
    severity: Severity = "flag"

    @model_validator(mode="after")
    def _pairs(self) -> "Reference":
        if self.at and len(self.at) != len(self.items):
            raise ValueError("'at' names as many items of the other dataset as 'items' names here")
        return self

    @property
    def targets(self) -> tuple[str, ...]:
        """The items of the other dataset, in the order of `items`; of the same names unless `at` says otherwise."""
        return self.at or self.items


def _short(value: Any) -> Any:
    return {"to": value} if isinstance(value, str) else value


ItemReference = Annotated[OneItem, BeforeValidator(_short)]
