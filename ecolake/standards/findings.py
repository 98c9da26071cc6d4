"""What is wrong with a standard: one finding, with its place and a hint.

Only the shape of a finding and the small helpers that phrase it belong here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in the YAML.

    Attributes:
        file: Path of the file, relative to the standards folder.
        line: 1-based line.
        column: 1-based column.
        code: Stable identifier, such as `unknown_key`.
        message: What is wrong.
        hint: What to do; empty when there is nothing better to say than the message.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        """Render as `file:line:column: code: message (hint)`, which editors turn into a link."""
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.code}: {self.message}{tail}"


@dataclass(frozen=True)
class Place:
    """A file and the positions of what it holds, to turn a path of keys into a finding."""

    file: str
    positions: dict[tuple[str | int, ...], tuple[int, int]]

    def finding(self, path: tuple[str | int, ...], code: str, message: str, hint: str = "") -> Finding:
        """Locate the nearest known ancestor of `path` and report there."""
        while path and path not in self.positions:
            path = path[:-1]
        line, column = self.positions.get(path, (1, 1))
        return Finding(self.file, line, column, code, message, hint)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """Phrase the nearest candidate as a hint, or nothing when none is near."""
    near = get_close_matches(word, sorted(candidates), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else ""


def relative(path: Path, root: Path) -> str:
    """Name a file as a person in the standards folder would."""
    return path.relative_to(root).as_posix()
