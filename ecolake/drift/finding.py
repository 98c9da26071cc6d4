"""One change in how a source speaks: what it is, what the policy says, and who should know.

The shape only. What counts as a change is decided in `columns` and `compare`.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import polars as pl

from ecolake.standards.source import Drifted, DriftPolicy

Kind = Literal["new", "gone", "renamed", "retyped", "unit", "codes"]

SCHEMA = pl.Struct({name: pl.String() for name in ("kind", "policy", "column", "item", "en", "zh", "owner")})


@dataclass(frozen=True)
class Finding:
    """One change.

    Attributes:
        kind: What changed.
        policy: What the source's mapping says of it.
        column: The source's column.
        item: The item that it feeds; empty when it feeds none.
        en: What happened, as a clause in English.
        zh: The same in Chinese.
        owner: Who should look at it; empty for the source's own.
    """

    kind: Kind
    policy: Drifted
    column: str
    item: str
    en: str
    zh: str
    owner: str = ""

    @property
    def note(self) -> str:
        """The line of the account."""
        asked = f"; {self.owner} should look at it" if self.owner else ""
        asked_zh = f"，请{self.owner}核实" if self.owner else ""
        return f"{self.en}{asked} / {self.zh}{asked_zh}"

    def as_row(self) -> dict[str, str]:
        """The finding as `SCHEMA`."""
        return asdict(self)


def decided(policy: DriftPolicy) -> DriftPolicy:
    """The policy for a batch that a person has decided on, or that readers see already: it does not wait."""
    said = policy.model_dump()
    return DriftPolicy(**{kind: "flag" if what == "hold" else what for kind, what in said.items()})


def told(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Notes of what is worth one."""
    return tuple(finding.note for finding in findings if finding.policy != "accept")
