"""File names as they are given and as they may be kept: readable, distinct, and unable to climb out of a folder."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

# Bytes; file systems take 255, and a prefix may be added.
LONGEST_NAME = 230


def readable(name: str | bytes) -> str:
    """Return a file name as people see it where it was given: older systems in China write GBK."""
    raw = os.fsencode(name)
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def safe_names(given: Sequence[str], reserved: Collection[str] = ()) -> list[str]:
    """File names to keep: without folders, distinct, and none that is reserved."""
    names: list[str] = []
    for number, one in enumerate(given, start=1):
        name = Path(readable(one).replace("\0", "")).name
        while len(name.encode()) > LONGEST_NAME:
            name = name[1:]
        usable = name not in {"", "..", *reserved} and name not in names
        names.append(name if usable else f"file-{number:04d}-{name or 'unnamed'}")
    return names
