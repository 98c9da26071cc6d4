"""Elements that already say what a new one is to say: by name, by title, in either language."""

from collections.abc import Mapping
from difflib import SequenceMatcher

from ecolake.standards.model import Element

# How alike two names or titles are before it is worth asking.
ALIKE = 0.75


def near_elements(elements: Mapping[str, Element], name: str, zh: str, en: str, most: int = 3) -> list[str]:
    """The elements most like a new one, the likest first."""
    scores = {
        known: max(
            _alike(name, known), _alike(zh, element.title.zh), _alike(en.lower(), element.title.en.lower())
        )
        for known, element in elements.items()
    }
    near = sorted(
        (known for known, score in scores.items() if score >= ALIKE),
        key=lambda known: (-scores[known], known),
    )
    return near[:most]


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()
