"""Files that are the same bytes whenever they are made, and that appear whole or not at all.

Belongs here: writing and packing. Does not belong here: what is in a file.
"""

import io
import os
import zipfile
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from simulator.noise import Fault


@dataclass(frozen=True)
class FeedFile:
    """One file of a feed.

    Attributes:
        path: Below the simulated folder, with forward slashes.
        content: Its bytes.
        rows: Rows that it holds, spoilt and repeated ones too.
        faults: What is wrong in it.
    """

    path: str
    content: bytes
    rows: int
    faults: list[Fault] = field(default_factory=list)


def write_if_changed(folder: Path, path: str, content: bytes) -> bool:
    """Write a file below the folder unless it already holds these bytes, and tell whether it was written.

    The bytes go to a hidden folder beside the feeds first and are renamed into place: a reader never
    sees half a file, and what a killed run leaves behind is never taken for a part of a feed.
    """
    target = folder / path
    if target.is_file() and target.read_bytes() == content:
        return False
    target.parent.mkdir(parents=True, exist_ok=True)
    waiting = folder / ".writing" / f"{os.getpid()}-{target.name}"
    waiting.parent.mkdir(exist_ok=True)
    waiting.write_bytes(content)
    waiting.replace(target)
    return True


def zip_one(member: str, content: bytes, stamp: datetime) -> bytes:
    """Return a zip with one member whose time is the given one and not that of the clock."""
    packed = io.BytesIO()
    entry = zipfile.ZipInfo(member, date_time=stamp.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(entry, content)
    return packed.getvalue()
