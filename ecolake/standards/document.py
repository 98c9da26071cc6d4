"""A written standard of the platform: its clauses, and what keeps each of them.

Shapes only. A clause names what enforces it (`element: name`, `rule: dataset.rule`, `test: file::name` …) or says how people
keep it; `resolve_documents` follows every such link.
"""

from datetime import date
from typing import Literal

from pydantic import Field, model_validator

from ecolake.standards.model_base import Basis, Model, Text

Kind = Literal[
    "element", "codelist", "dataset", "item", "rule", "reference", "source", "lint", "asset", "model", "test"
]


class Enforcer(Model):
    """One thing that keeps a clause."""

    kind: Kind
    name: str


class Clause(Model):
    """One clause: what it demands, and what keeps it."""

    text: Text
    basis: Basis = "proposed"
    source: str | None = None
    enforced_by: tuple[dict[Kind, str], ...] = ()
    by_people: Text | None = None

    @model_validator(mode="after")
    def _kept(self) -> "Clause":
        if bool(self.enforced_by) == (self.by_people is not None):
            raise ValueError("a clause names what enforces it, or says under 'by_people' how people keep it")
        if self.basis == "sourced" and not self.source:
            raise ValueError("name the source, or say basis: proposed")
        if any(len(one) != 1 for one in self.enforced_by):
            raise ValueError("each entry of 'enforced_by' is one kind and one name, as {element: stage}")
        return self

    @property
    def enforcers(self) -> tuple[Enforcer, ...]:
        """What keeps the clause."""
        return tuple(Enforcer(kind=kind, name=name) for one in self.enforced_by for kind, name in one.items())


class Document(Model):
    """One standard document; `name_basis` tells whether its name is public, `basis` whether its text is."""

    number: str = Field(pattern=r"^(JC|YY)[0-9]{2}$")
    kind: Literal["infrastructure", "application"]
    title: Text
    scope: Text
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    issued: date
    basis: Basis = "proposed"
    name_basis: Basis = "proposed"
    source: str | None = None
    clauses: dict[str, Clause] = Field(min_length=1)

    @model_validator(mode="after")
    def _numbered(self) -> "Document":
        if self.number.startswith("JC") != (self.kind == "infrastructure"):
            raise ValueError(
                "infrastructure standards (基础架构) are numbered JC, application standards (应用) YY"
            )
        if "sourced" in (self.basis, self.name_basis) and not self.source:
            raise ValueError("name the source, or say proposed")
        return self
