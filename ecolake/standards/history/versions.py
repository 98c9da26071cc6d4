"""What the version of a changed thing shows, and what its changes need.

Datasets and documents have one, and so have the elements and code lists that many datasets share. A thing that is new or gone
has no version to raise. What a change needs is in `change`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ecolake.standards.history.change import FIRST_VERSION, Bump, Change, needed, next_version, shown
from ecolake.standards.history.things import Thing, Things

VERSIONED = frozenset({"dataset", "element", "codelist", "document"})
_VERSION = re.compile(r"\d+\.\d+\.\d+\Z")


@dataclass(frozen=True)
class Bumped:
    """The version of one changed thing.

    Attributes:
        kind: dataset, element, codelist or document.
        name: Its name.
        old: The version it had.
        new: The version it has.
        needs: The step that its changes need.
        shows: The step between the two.
        file: Its file, relative to the standards.
        line: Where its version stands, or would.
        datasets: Who uses it.
    """

    kind: str
    name: str
    old: str
    new: str
    needs: Bump
    shows: Bump
    file: str
    line: int
    datasets: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Whether the version does not show the changes."""
        return self.shows < self.needs

    @property
    def wanted(self) -> str:
        """The lowest version that would."""
        return next_version(self.old, self.needs)


def bumped(old: Things, new: Things, changes: Iterable[Change]) -> tuple[Bumped, ...]:
    """What the version of each changed thing shows and what it needs."""
    by_thing: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        by_thing.setdefault((change.kind, change.name), []).append(change)
    found = []
    for identity, own in sorted(by_thing.items()):
        before, after = old.get(identity), new.get(identity)
        if identity[0] in VERSIONED and before is not None and after is not None:
            versions = _version(before), _version(after)
            # A version that is none is a fault of its own.
            if all(_VERSION.match(one) for one in versions):
                found.append(_bumped(*versions, after, own))
    return tuple(found)


def _version(thing: Thing) -> str:
    return str(thing.values.get("version", FIRST_VERSION))


def _bumped(old: str, new: str, after: Thing, own: list[Change]) -> Bumped:
    return Bumped(
        kind=after.kind,
        name=after.name,
        old=old,
        new=new,
        needs=needed(change.judgement for change in own),
        shows=shown(old, new),
        file=after.place.file,
        line=after.line("version"),
        datasets=own[0].datasets,
    )
