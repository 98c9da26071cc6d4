"""One change of a standard, how it is judged, and the step of the version that has to show it.

Shapes and the arithmetic of versions; what counts as which judgement is in the modules `of_*`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Literal

# The version of an element or a code list that says none.
FIRST_VERSION = "1.0.0"
# Signs of a value that a person is shown, and how many of them stand before the first that differs.
SHORT = 80
_BEFORE = 20
Judgement = Literal["breaking", "narrowing", "widening", "documentation", "delivery"]


class Bump(IntEnum):
    """Which number of a version has to rise."""

    none = 0
    patch = 1
    minor = 2
    major = 3


NEEDS: dict[Judgement, Bump] = {
    # What reads the rows has to change.
    "breaking": Bump.major,
    # Rows that passed may fail.
    "narrowing": Bump.minor,
    # Rows that failed may pass.
    "widening": Bump.minor,
    "documentation": Bump.patch,
    # How a department sends it, which its standard does not say.
    "delivery": Bump.none,
}


@dataclass(frozen=True)
class Found:
    """A difference inside one thing: where, how it is judged, and a sentence in each language."""

    path: tuple[str | int, ...]
    judgement: Judgement
    zh: str
    en: str


@dataclass(frozen=True)
class Change:
    """A difference, placed.

    Attributes:
        kind: element, codelist, dataset, source or document.
        name: Its name.
        path: Where inside it, keys joined by dots; empty for the whole.
        judgement: What it means for who reads or sends the rows.
        zh: One sentence.
        en: The same in English.
        file: File of the new side, or of the old where it is gone, relative to the standards.
        line: The line there.
        datasets: The datasets that it concerns: itself, or all that use the element or the code list.
        whole: Whether all of it is new or gone.
    """

    kind: str
    name: str
    path: str
    judgement: Judgement
    zh: str
    en: str
    file: str
    line: int
    datasets: tuple[str, ...]
    whole: bool = False


def needed(judgements: Iterable[Judgement]) -> Bump:
    """The greatest step that any of the changes needs."""
    return max((NEEDS[one] for one in judgements), default=Bump.none)


def shown(old: str, new: str) -> Bump:
    """The step between two versions; none when the new one is not higher."""
    before, after = _numbers(old), _numbers(new)
    if after <= before:
        return Bump.none
    if after[0] > before[0]:
        return Bump.major
    return Bump.minor if after[1] > before[1] else Bump.patch


def next_version(old: str, step: Bump) -> str:
    """The lowest version that shows a step."""
    major, minor, patch = _numbers(old)
    return {
        Bump.major: f"{major + 1}.0.0",
        Bump.minor: f"{major}.{minor + 1}.0",
        Bump.patch: f"{major}.{minor}.{patch + 1}",
        Bump.none: old,
    }[step]


def _numbers(version: str) -> tuple[int, int, int]:
    major, minor, patch = (int(part) for part in version.split("."))
    return major, minor, patch


def differing(before: Any, after: Any) -> tuple[str, str]:
    """Write two values on one line each, as a person would; long ones shortened to where they differ."""
    old, new = words(before), words(after)
    pairs = enumerate(zip(old, new, strict=False))
    shared = next((place for place, (one, other) in pairs if one != other), min(len(old), len(new)))
    start = shared - _BEFORE if max(len(old), len(new)) > SHORT and shared > 2 * _BEFORE else 0
    return shortened(old, start), shortened(new, start)


def shortened(text: str, start: int = 0) -> str:
    """At most `SHORT` signs of a text."""
    end = start + SHORT
    return f"{'… ' * (start > 0)}{text[start:end]}{' …' * (end < len(text))}"


def words(value: Any) -> str:
    """Write a value of a standard on one line, as a person would."""
    if value is None:
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | tuple):
        return "[" + ", ".join("" if part is None else words(part) for part in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {words(part)}" for key, part in value.items()) + "}"
    return " ".join(str(value).split())
