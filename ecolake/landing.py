"""Bytes as received, kept for good: `landing/<source>/<dataset>/<batch>/` and a manifest beside them.

A batch is named by its content, so the same bytes twice are one batch, whoever brings them and whenever; only where a later
delivery replaces an earlier one, bytes that come back after others are a batch again. Landed files are never changed. What the
bytes mean is not known here.
"""

import hashlib
import json
import os
import re
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from ecolake.errors import EcolakeError
from ecolake.file_names import safe_names
from ecolake.home import Home

MANIFEST = "manifest.json"
SEQUENCE = ".sequence"
BATCH_DIGITS = 16
# How the origin of a workbook begins that a department mended rejected rows in.
WORKBOOK = "workbook:"
_BATCH = re.compile(rf"[0-9a-f]{{{BATCH_DIGITS}}}\Z")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Fetched:
    """One file brought by a connector, in a scratch folder.

    Attributes:
        name: File name to keep.
        path: Where the bytes are now.
        origin: Where they came from, without secrets.
        fetched_at: When, in UTC.
        position: How far the source was read with this file, in its connector's own words; the next fetch goes on there.
    """

    name: str
    path: Path
    origin: str
    fetched_at: datetime
    position: str | None = None


@dataclass(frozen=True)
class LandedFile:
    """One file of a batch."""

    name: str
    size: int
    sha256: str
    origin: str

    @property
    def is_workbook(self) -> bool:
        """Whether rejected rows came back in it, and not the source's own delivery."""
        return self.origin.startswith(WORKBOOK)


@dataclass(frozen=True)
class Manifest:
    """What a landed batch is.

    Attributes:
        source: Source name.
        dataset: Dataset name inside the source.
        batch: First 16 hex digits of the SHA-256 of the content, and of the batch it replaces where the same bytes came before that.
        sequence: Landing order inside the dataset, from 1.
        fetched_at: When the bytes were received, in UTC, ISO 8601.
        columns: The source's own columns as far as they could be told on landing: the schema fingerprint.
        files: The files, in order.
        position: How far the source was read with this batch; None where a connector keeps no position.
    """

    source: str
    dataset: str
    batch: str
    sequence: int
    fetched_at: str
    columns: tuple[str, ...] | None
    files: tuple[LandedFile, ...]
    position: str | None = None

    @property
    def received_at(self) -> datetime:
        """When the bytes were received."""
        return datetime.fromisoformat(self.fetched_at)

    @property
    def is_workbook(self) -> bool:
        """Whether it brings back rejected rows: never the whole of a snapshot, whatever the source delivers."""
        return any(file.is_workbook for file in self.files)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)

    @property
    def digests(self) -> list[str]:
        """The SHA-256 of each file."""
        return [file.sha256 for file in self.files]


def batch_folder(home: Home, source: str, dataset: str, batch: str) -> Path:
    """Where a batch lies."""
    return home.landing / source / dataset / batch


def land(
    home: Home,
    source: str,
    dataset: str,
    files: Sequence[Fetched],
    columns: Sequence[str] | None = None,
    *,
    is_snapshot: bool = False,
) -> tuple[Manifest, bool]:
    """Keep the files as one batch, named by what the copies hold: a file may still change at its origin.

    Args:
        home: The installation.
        source: Source name.
        dataset: Dataset name inside the source.
        files: What was brought.
        columns: The schema fingerprint, if it could be told.
        is_snapshot: Whether they stand in place of what the same origin gave before. A source that goes back to what it said
            before an error does so with old bytes, which are then a batch again.

    Returns:
        The manifest, and whether the batch is new; bytes that are already landed keep their manifest.
    """
    replaced = files[0].origin if is_snapshot else None
    with home.lock(f"land.{source}.{dataset}"):
        shelf = home.landing / source / dataset
        # Most of what is brought again is here already; that is seen before a byte is copied and synced.
        known = _known(home, shelf, [_digest(file.path) for file in files], replaced)
        if isinstance(known, Manifest):
            return known, False
        incoming = _fresh_incoming(shelf)
        names = safe_names([file.name for file in files], reserved={MANIFEST})
        landed = tuple(_copy(file, incoming, name) for file, name in zip(files, names, strict=True))
        known = _known(home, shelf, [file.sha256 for file in landed], replaced)
        if isinstance(known, Manifest):
            shutil.rmtree(incoming)
            return known, False
        manifest = Manifest(
            source=source,
            dataset=dataset,
            batch=known,
            sequence=_next_sequence(home, source, dataset),
            fetched_at=files[0].fetched_at.astimezone(UTC).isoformat(),
            columns=tuple(columns) if columns is not None else None,
            files=landed,
            position=files[-1].position,
        )
        _seal(incoming, shelf / known, manifest)
    return manifest, True


def _known(home: Home, shelf: Path, digests: list[str], replaced: str | None) -> Manifest | str:
    """The batch that these bytes are, or the name of the one that they will be."""
    name = _batch_name(digests)
    if not (shelf / name / MANIFEST).is_file():
        return name
    first = read_manifest(shelf / name)
    last = in_place(manifests(home, first.source, first.dataset)).get(replaced) if replaced else first
    if last is None or last.digests == digests:
        return last or first
    return _batch_name([*digests, last.batch])


def in_place(landed: Sequence[Manifest]) -> dict[str, Manifest]:
    """By origin, the latest of the source's own deliveries: those that no other stands in place of, where each is a snapshot."""
    # How many pages or parts there are may change; the first of them is always there.
    return {one.files[0].origin: one for one in landed if not one.is_workbook}


def manifests(home: Home, source: str, dataset: str) -> list[Manifest]:
    """All landed batches of a dataset, in landing order."""
    folder = home.landing / source / dataset
    # A hidden folder is a landing that died half-way.
    found = (read_manifest(path.parent) for path in folder.glob(f"[!.]*/{MANIFEST}"))
    return sorted(found, key=lambda manifest: (manifest.sequence, manifest.batch))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a batch folder.

    Raises:
        EcolakeError: `damaged_manifest`: it cannot be read, or is not that of this folder.
    """
    path = folder / MANIFEST
    status = path.stat()
    return _read_once(path, (status.st_ino, status.st_size, status.st_mtime_ns))


@lru_cache(maxsize=1 << 16)
def _read_once(path: Path, state: tuple[int, int, int]) -> Manifest:  # noqa: ARG001  the state is part of what is remembered
    """A run asks for the manifests of a dataset several times, and there are as many of them as there were deliveries."""
    folder = path.parent
    try:
        body = json.loads(path.read_text(encoding="utf-8"))
        columns = body["columns"]
        manifest = Manifest(
            **{
                **body,
                "columns": tuple(columns) if columns is not None else None,
                "files": tuple(LandedFile(**file) for file in body["files"]),
            }
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise _damaged(folder) from fault
    if manifest.batch != folder.name or not _BATCH.match(manifest.batch):
        raise _damaged(folder)
    return manifest


def _damaged(folder: Path) -> EcolakeError:
    return EcolakeError(
        "damaged_manifest",
        "The manifest of a landed batch is damaged; somebody has changed the landing zone.",
        "落地批次的清单已损坏，落地目录被改动过。",
        where=str(folder / MANIFEST),
        hint_en="Restore the folder from a backup, or move it away and have the source send the files again.",
        hint_zh="请从备份恢复该目录，或将其移走并请来源重新发送。",
    )


def _copy(file: Fetched, folder: Path, name: str) -> LandedFile:
    digest = hashlib.sha256()
    target = folder / name
    size = 0
    with file.path.open("rb") as source, target.open("xb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
    target.chmod(0o444)
    _sync(target)
    return LandedFile(name, size, digest.hexdigest(), file.origin)


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _batch_name(digests: Sequence[str]) -> str:
    if len(digests) == 1:
        return digests[0][:BATCH_DIGITS]
    return hashlib.sha256("\n".join(digests).encode()).hexdigest()[:BATCH_DIGITS]


def _next_sequence(home: Home, source: str, dataset: str) -> int:
    """Count landings in a file; without it (a restored backup), count on from the manifests."""
    path = home.landing / source / dataset / SEQUENCE
    counted = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not counted.isdecimal():  # missing, or empty after a power cut
        counted = str(max((known.sequence for known in manifests(home, source, dataset)), default=0))
    last = int(counted)
    # Written before the batch is there: a number may be skipped, never given twice.
    draft = path.with_name(f"{SEQUENCE}.next")
    draft.write_text(str(last + 1), encoding="utf-8")
    draft.replace(path)
    return last + 1


def _fresh_incoming(shelf: Path) -> Path:
    """Make the folder that a batch is written into before it is renamed to its place: whole, or not there."""
    # Left behind by a run that was killed; nobody else can be writing while the landing lock is held.
    for leftover in shelf.glob(".incoming-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    incoming = shelf / f".incoming-{uuid.uuid4().hex}"
    incoming.mkdir(parents=True)
    return incoming


def _seal(incoming: Path, folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=2)
    (incoming / MANIFEST).write_text(text + "\n", encoding="utf-8")
    _sync(incoming / MANIFEST)
    incoming.rename(folder)
    _sync(folder.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
