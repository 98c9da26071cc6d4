"""Which files of a folder are meant, by their names alone; the same for a local folder and for one behind a network."""

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from ecolake.connectors.base import FetchState
from ecolake.file_names import LONGEST_NAME
from ecolake.standards.days import day_in_name

UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart", ".swp", "~")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\]")


def is_unfinished(name: str) -> bool:
    """Whether a file, by its path below the folder, is hidden or still being written."""
    hidden = any(part.startswith((".", "~$")) for part in name.split("/"))
    return hidden or name.lower().endswith(UNFINISHED)


def is_wanted(name: str, pattern: str | None, since: FetchState) -> bool:
    """Whether a file is of a day that is wanted; with a window, one whose name holds no day is not."""
    if since.window is None or pattern is None:
        return True
    day = day_in_name(name, pattern)
    return day is not None and since.window[0] <= day <= since.window[1]


def is_plain(name: str) -> bool:
    """Whether a path that another machine gave us stays below its folder and can be a file name here."""
    parts = name.split("/")
    return (
        not _CONTROL.search(name)
        and not any(part in ("", ".", "..") for part in parts)
        and len(parts[-1].encode("utf-8", "replace")) <= LONGEST_NAME
    )


class Below:
    """A glob over paths below a folder: `*` and `?` stay inside one name, `**/` descends.

    Attributes:
        depth: How many folders deep it reaches; None without end.
    """

    def __init__(self, pattern: str) -> None:
        self._parts = pattern.split("/")
        self.depth = None if "**" in self._parts else len(self._parts) - 1

    def matches(self, name: str) -> bool:
        """Whether a path below the folder is meant."""
        return _matches(name.split("/"), self._parts)


def _matches(names: Sequence[str], parts: Sequence[str]) -> bool:
    if not parts or not names:
        return not parts and not names
    if parts[0] == "**":
        return len(parts) == 1 or any(_matches(names[start:], parts[1:]) for start in range(len(names)))
    return fnmatchcase(names[0], parts[0]) and _matches(names[1:], parts[1:])
