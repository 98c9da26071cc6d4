"""What was read from the files before references are resolved, and where each thing stands.

A place to put things and faults while loading; nothing outside `load` and `resolve` sees it.
"""

from dataclasses import dataclass, field

from ecolake.standards.document import Document
from ecolake.standards.findings import Finding, Place
from ecolake.standards.model import CodeList, DatasetSpec, Element
from ecolake.standards.source import Source


@dataclass
class Read:
    """What was read before references are resolved; `places` finds each thing again by (kind, name), `unread` has those that are no such thing."""

    elements: dict[str, Element] = field(default_factory=dict)
    codelists: dict[str, CodeList] = field(default_factory=dict)
    datasets: dict[str, DatasetSpec] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[Place, tuple[str | int, ...]]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    unread: set[tuple[str, str]] = field(default_factory=set)

    def reporter(self, kind: str, name: str, *base: str | int) -> "Reporter":
        """Report faults of one named thing, at paths inside it."""
        place, root = self.places[(kind, name)]
        return Reporter(place, (*root, *base), self.findings)


@dataclass(frozen=True)
class Reporter:
    """Adds findings at paths below one place."""

    place: Place
    base: tuple[str | int, ...]
    findings: list[Finding]

    def __call__(self, path: tuple[str | int, ...], code: str, message: str, hint: str = "") -> None:
        """Add a finding at a path."""
        self.findings.append(self.place.finding((*self.base, *path), code, message, hint))
