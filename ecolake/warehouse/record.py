"""One release on disk: where it stands, and the record that says what it is.

What is done with releases (publish, roll back, prune) is the business of `releases`.
"""

import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path

from ecolake.errors import EcolakeError
from ecolake.home import Home

FILE = "ecolake.duckdb"
RECORD = "release.json"
RELEASE_TABLE = "release"
# What can be found in the release; made with the build, and published beside it.
TERMS = "terms.parquet"


@dataclass(frozen=True)
class Release:
    """What is known of one published release.

    Attributes:
        release: Its number, rising.
        created_at: ISO 8601, UTC.
        fingerprint: Of everything that shaped it; see `snapshot.fingerprint`.
        lake_versions: The Delta version of each lake table it was built from; vacuum must keep these.
        accounts: Received, accepted, rejected and duplicate rows, by dataset.
        rows: Rows of each mart.
        content_hash: Of all marts; equal content, equal hash.
        current: Whether readers see it now.
    """

    release: int
    created_at: str
    fingerprint: str
    lake_versions: dict[str, int]
    accounts: dict[str, dict[str, int]]
    rows: dict[str, int]
    content_hash: str
    current: bool = field(default=False, compare=False)


def folder(home: Home, release: int) -> Path:
    """The folder of a release."""
    return home.warehouse / "releases" / f"r{release:06d}"


def current_file(home: Home) -> Path:
    """The file of the current release itself, not the link: an open reader stays with one release.

    Raises:
        EcolakeError: Nothing has been published yet.
    """
    link = home.warehouse / FILE
    if not link.exists():
        raise EcolakeError(
            "nothing_published",
            "No release has been published yet.",
            "尚未发布任何版本。",
            where=str(link),
            hint_en="Run: ecolake run",
            hint_zh="请运行：ecolake run",
        )
    return link.resolve()


def read_record(path: Path, *, current: bool) -> Release | None:
    """Read the record of a release folder, None when it has none and so is no release."""
    record = path / RECORD
    if not record.is_file():
        return None
    return Release(**json.loads(record.read_text(encoding="utf-8")), current=current)


def write_record(target: Path, release: Release) -> None:
    """Write the record, whole or not at all: from here on the folder is a release."""
    record = asdict(release)
    del record["current"]
    draft = target / f"{RECORD}.part"
    text = json.dumps(record, ensure_ascii=False, indent=2, sort_keys=True)
    draft.write_text(f"{text}\n", encoding="utf-8")
    sync(draft)
    draft.replace(target / RECORD)
    sync(target)


def sync(path: Path) -> None:
    """Make a file or the entries of a folder outlive a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
