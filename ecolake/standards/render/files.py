"""Write what a form rendered into a folder, and take away what an earlier rendering of that form left there.

Nothing else in the folder is touched: the list of a form's files stands beside them, so that several forms may share a folder.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LIST: Final = ".rendered.{form}.json"


@dataclass(frozen=True)
class Page:
    """One rendered file.

    Attributes:
        path: Below the folder, with `/`.
        content: Its bytes.
    """

    path: str
    content: bytes

    @classmethod
    def of_text(cls, path: str, text: str) -> "Page":
        """A file of UTF-8 text."""
        return cls(path, text.encode("utf-8"))


@dataclass(frozen=True)
class Written:
    """What was written.

    Attributes:
        folder: Where the files stand.
        files: Their paths below it, sorted.
        bytes: Their size together.
    """

    folder: Path
    files: tuple[str, ...]
    bytes: int


def write(folder: Path, pages: Iterable[Page], form: str | None) -> Written:
    """Write the pages; files of an earlier rendering that are no longer among them are removed.

    Args:
        folder: Made when it is not there.
        pages: Each path stands once.
        form: Name of the form whose list of files is kept beside them; None for a folder under version control, where
            nothing is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    listing = folder / LIST.format(form=form) if form else None
    before = _listed(folder, listing) if listing else set()
    sizes: dict[str, int] = {}
    for page in pages:
        target = folder / page.path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page.content)
        sizes[page.path] = len(page.content)
    for leftover in sorted(before - set(sizes)):
        (folder / leftover).unlink()
    if listing:
        listing.write_text(json.dumps(sorted(sizes), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    return Written(folder, tuple(sorted(sizes)), sum(sizes.values()))


def _listed(folder: Path, listing: Path) -> set[str]:
    """The files of the rendering before, as far as they are there and below the folder."""
    try:
        listed = json.loads(listing.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return set()
    names = {name for name in listed if isinstance(name, str)} if isinstance(listed, list) else set()
    root = folder.resolve()
    return {
        name for name in names if (folder / name).is_file() and (folder / name).resolve().is_relative_to(root)
    }
