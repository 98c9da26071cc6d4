"""Verdicts of the linter that are dear to reach, remembered between runs: on rules, and on units.

A file that cannot be read is as none; one that cannot be written is done without. Its key covers all that a verdict
depends on, the code that gives it included, so that it never has to be cleared by hand.
"""

import hashlib
import json
import os
from collections.abc import Callable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

from ecolake.standards.row_rule import Fault

# Besides the code of this folder, what reads rules and units.
_LIBRARIES = ("polars", "ucumvert")


class VerdictMemory:
    """Verdicts by key.

    Args:
        path: Where they are kept; None remembers nothing.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._before = _read(path) if path else {}
        self._now: dict[str, Fault | None] = {}

    def recall(self, about: str, judge: Callable[[], Fault | None]) -> Fault | None:
        """Give the verdict on something, from memory where it is known.

        Args:
            about: All that the verdict depends on, but for the code that gives it.
            judge: Gives the verdict.
        """
        key = hashlib.sha256(f"{_judges()}{about}".encode()).hexdigest()
        self._now[key] = self._before[key] if key in self._before else judge()
        return self._now[key]

    def save(self) -> None:
        """Keep the verdicts that were asked for; the others are of things that are gone."""
        if self._path is None or self._now == self._before:
            return
        text = json.dumps(self._now, ensure_ascii=False, sort_keys=True)
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = self._path.with_suffix(f".{os.getpid()}")
            unfinished.write_text(text, encoding="utf-8")
            unfinished.replace(self._path)
        except OSError:
            return


def _read(path: Path) -> dict[str, Fault | None]:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
        return {str(key): None if fault is None else _fault(fault) for key, fault in kept.items()}
    except (OSError, ValueError, AttributeError, TypeError):
        return {}


def _fault(kept: list[str]) -> Fault:
    code, message, hint = (str(word) for word in kept)
    return code, message, hint


@lru_cache(maxsize=1)
def _judges() -> str:
    """Identity of the code that judges."""
    # The whole folder: a list of the modules that judge would be forgotten when one of them is split.
    code = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    libraries = " ".join(version(name) for name in _LIBRARIES)
    return hashlib.sha256(code + libraries.encode()).hexdigest()
