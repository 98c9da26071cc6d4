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
    """Yield the place and the reason of each decision that cannot stand beside those before it."""
    group: dict[str, str] = {}
    code: dict[str, str] = {}
    apart: list[tuple[int, str, str]] = []

    def root(mention: str) -> str:
        while mention in group:
            mention = group[mention]
        return mention

    for place, one in enumerate(decisions):
        mine = root(one.mention)
        if one.decision == "different":
            apart.append((place, one.mention, str(one.other_mention)))
            continue
        if one.decision == "code":
            if code.setdefault(mine, str(one.code)) != one.code:
                yield place, f"gives {one.mention} the code {one.code}, but it has {code[mine]}"
            continue
        other = root(str(one.other_mention))
        if mine == other:
            continue
        if mine in code and other in code and code[mine] != code[other]:
            yield place, f"joins {code[mine]} and {code[other]}: two valid codes are two enterprises"
            continue
        group[other] = mine
        if other in code:
            code[mine] = code.pop(other)
    for place, left, right in apart:
        mine, other = root(left), root(right)
        if mine == other or (mine in code and code[mine] == code.get(other)):
            yield place, f"keeps {left} and {right} apart, but other decisions join them"
