"""The record of a simulated folder: what it was made by, and the hash of every file, day by day.

Belongs here: telling whether a folder holds what is asked for. Does not belong here: making it (``demo``).
"""

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

from ecolake.standards.catalogue import Standards
from simulator.departments.day import HAND_WRITTEN
from simulator.files import write_if_changed

_RECORD = "truth/simulation.json"


def files(days: dict[str, Any]) -> dict[str, str]:
    """Return the hash of every file, as the last day left it."""
    return {path: sha256 for one in days.values() for path, sha256 in one["files"].items()}


def read(folder: Path) -> dict[str, Any]:
    """Return what a folder says of itself, empty when nothing was simulated in it."""
    record = folder / _RECORD
    return dict(json.loads(record.read_bytes())) if record.is_file() else {}


def write(folder: Path, made_by: dict[str, Any], done: dict[str, Any]) -> None:
    """Say what a folder holds; written last: a record is there only when everything that it names is."""
    write_if_changed(folder, _RECORD, json.dumps({"made_by": made_by, "days": done}, indent=1).encode())


def is_whole(folder: Path, before: dict[str, Any], done: dict[str, Any]) -> bool:
    """Whether every file of the days done is there as it was written."""
    if not done:
        return True
    return all(
        (folder / path).is_file() and hash_of(folder / path) == sha256
        for path, sha256 in files(before["days"]).items()
    )


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def datasets_print(standards: Standards | None, only: Collection[str] | None) -> str:
    """Return a hash of what is said of the datasets that are written: another mapping makes other files."""
    if standards is None:
        return ""
    said = [
        f"{one.id} {one.fingerprint} {one.spec.model_dump_json()} {one.mapping and one.mapping.model_dump_json()}"
        for one in map(standards.datasets.__getitem__, standards.delivered)
        if one.id not in HAND_WRITTEN and (only is None or one.id in only)
    ]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def fingerprint() -> str:
    """Return a hash of the simulator: another version may make another world of the same arguments."""
    own = sorted(path for path in Path(__file__).parent.rglob("*") if path.suffix in {".py", ".yaml", ".csv"})
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in own)).hexdigest()
