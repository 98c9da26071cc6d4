"""What stewards decided: the shape of `standards/registry/decisions.yaml`, and whether it contradicts itself.

A decision wins over every rule of matching. Belongs here: reading and judging the file. Does not belong here: what a decision does
to the mentions (`resolution`).
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, model_validator

from ecolake.standards.identifiers import is_uscc
from ecolake.standards.model_base import Model

FILE = "registry/decisions.yaml"
_MENTION = r"^[0-9a-f]{32}$"
Mention = Annotated[str, Field(pattern=_MENTION)]


class Decision(Model):
    """One decision of a steward.

    Attributes:
        decision: `same`: two mentions are of one enterprise; `different`: they are not; `code`: the mention is of the enterprise
            with this unified social credit code.
        mention: The mention that is decided on.
        other_mention: The other one, of `same` and `different`.
        code: The enterprise's code, of `code`.
        steward: Who decided.
        decided_on: When.
        note: Why.
    """

    decision: Literal["same", "different", "code"]
    mention: Mention
    other_mention: Mention | None = None
    code: str | None = None
    steward: str = Field(min_length=1)
    decided_on: date
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> "Decision":
        if self.decision == "code":
            if self.other_mention is not None or self.code is None or not is_uscc(self.code):
                raise ValueError("a decision 'code' names one mention and a valid unified social credit code")
        elif self.code is not None or self.other_mention is None or self.other_mention == self.mention:
            raise ValueError(f"a decision '{self.decision}' names two mentions, and no code")
        return self


class Decisions(Model):
    """All decisions, in the order of the file."""

    decisions: tuple[Decision, ...] = ()


def read_decisions(standards: Path) -> Decisions:
    """Read the file below the `standards` folder; no file is no decisions."""
    path = standards / FILE
    if not path.is_file():
        return Decisions()
    return Decisions.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")) or {})


def contradictions(decisions: Sequence[Decision]) -> Iterator[tuple[int, str]]:
    """Yield the place and the reason of each decision that cannot stand beside the others."""
    group = _Groups()
    for place, one in enumerate(decisions):
        if one.decision == "code" and (given := group.give(one.mention, str(one.code))):
            yield place, f"gives {one.mention} the code {one.code}, but it has {given}"
        elif one.decision == "same" and (codes := group.join(one.mention, str(one.other_mention))):
            yield place, f"joins {codes[0]} and {codes[1]}: two valid codes are two enterprises"
    for place, one in enumerate(decisions):
        if one.decision == "different" and group.are_one(one.mention, str(one.other_mention)):
            yield place, f"keeps {one.mention} and {one.other_mention} apart, but other decisions join them"


class _Groups:
    """Mentions that decisions put together, and the code of each group."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._code: dict[str, str] = {}

    def root(self, mention: str) -> str:
        while mention in self._above:
            mention = self._above[mention]
        return mention

    def give(self, mention: str, code: str) -> str:
        """Give a code; return the other one that the group has already, else nothing."""
        known = self._code.setdefault(self.root(mention), code)
        return known if known != code else ""

    def join(self, left: str, right: str) -> tuple[str, str] | None:
        """Join two groups; return their codes if these are two."""
        mine, other = self.root(left), self.root(right)
        if mine == other:
            return None
        codes = self._code.get(mine), self._code.get(other)
        if codes[0] and codes[1] and codes[0] != codes[1]:
            return codes[0], codes[1]
        self._above[other] = mine
        if codes[1]:
            self._code[mine] = codes[1]
        return None

    def are_one(self, left: str, right: str) -> bool:
        """Whether two mentions are in one group, or in two of one code."""
        mine, other = self.root(left), self.root(right)
        return mine == other or (mine in self._code and self._code[mine] == self._code.get(other))
