"""Bytes as received, kept for good: `landing/<source>/<dataset>/<batch>/` and a manifest beside them.

A batch is named by its content, so the same bytes twice are one batch, whoever brings them and whenever. Landed files
are never changed. What the bytes mean is not known here.
"""

import hashlib
import json
import os
import shutil
import uuid
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from ecolake.home import Home

MANIFEST = "manifest.json"
BATCH_DIGITS = 16
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Fetched:
    """One file brought by a connector, in a scratch folder.

    Attributes:
        name: File name to keep.
        path: Where the bytes are now.
        origin: Where they came from, without secrets.
        fetched_at: When, in UTC.
    """

    name: str
    path: Path
    origin: str
    fetched_at: datetime


@dataclass(frozen=True)
class LandedFile:
    """One file of a batch."""

    name: str
    size: int
    sha256: str
    origin: str


@dataclass(frozen=True)
class Manifest:
    """What a landed batch is.

    Attributes:
        source: Source name.
        dataset: Dataset name inside the source.
        batch: First 16 hex digits of the SHA-256 of the content.
        sequence: Landing order inside the dataset, from 1.
        fetched_at: When the bytes were received, in UTC, ISO 8601.
        columns: The source's own columns as far as they could be told on landing: the schema fingerprint.
        files: The files, in order.
    """

    source: str
    dataset: str
    batch: str
    sequence: int
    fetched_at: str
    columns: tuple[str, ...] | None
    files: tuple[LandedFile, ...]

    @property
    def received_at(self) -> datetime:
        """When the bytes were received."""
        return datetime.fromisoformat(self.fetched_at)

    @property
    def size(self) -> int:
        """Bytes in all."""
        return sum(file.size for file in self.files)


def batch_folder(home: Home, source: str, dataset: str, batch: str) -> Path:
    """Where a batch lies."""
    return home.landing / source / dataset / batch


def land(
    home: Home, source: str, dataset: str, files: Sequence[Fetched], columns: Sequence[str] | None = None
) -> tuple[Manifest, bool]:
    """Keep the files as one batch.

    Returns:
        The manifest, and whether the batch is new; bytes that are already landed keep their first manifest.
    """
    landed = tuple(_describe(file) for file in files)
    batch = _batch_name(landed)
    with home.lock(f"land.{source}.{dataset}"):
        folder = batch_folder(home, source, dataset, batch)
        if (folder / MANIFEST).is_file():
            return read_manifest(folder), False
        manifest = Manifest(
            source=source,
            dataset=dataset,
            batch=batch,
            sequence=1 + max((known.sequence for known in manifests(home, source, dataset)), default=0),
            fetched_at=files[0].fetched_at.astimezone(UTC).isoformat(),
            columns=tuple(columns) if columns is not None else None,
            files=landed,
        )
        _write(folder, files, manifest)
    return manifest, True


def manifests(home: Home, source: str, dataset: str) -> list[Manifest]:
    """All landed batches of a dataset, in landing order."""
    folder = home.landing / source / dataset
    # A hidden folder is a landing that died half-way.
    found = (read_manifest(path.parent) for path in folder.glob(f"[!.]*/{MANIFEST}"))
    return sorted(found, key=lambda manifest: (manifest.sequence, manifest.batch))


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest of a batch folder."""
    body = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    columns = body["columns"]
    return Manifest(
        **{
            **body,
            "columns": tuple(columns) if columns is not None else None,
            "files": tuple(LandedFile(**file) for file in body["files"]),
        }
    )


def sha256_of(path: Path) -> str:
    """Hash a file without reading it whole."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _describe(file: Fetched) -> LandedFile:
    return LandedFile(Path(file.name).name, file.path.stat().st_size, sha256_of(file.path), file.origin)


def _batch_name(files: Sequence[LandedFile]) -> str:
    if len(files) == 1:
        return files[0].sha256[:BATCH_DIGITS]
    joined = "\n".join(file.sha256 for file in files)
    return hashlib.sha256(joined.encode()).hexdigest()[:BATCH_DIGITS]


def _write(folder: Path, files: Sequence[Fetched], manifest: Manifest) -> None:
    """Write beside the batch's place and rename, so that a batch is there whole or not at all."""
    incoming = folder.parent / f".incoming-{uuid.uuid4().hex}"
    # Left behind by a run that was killed; nobody else can be writing while the landing lock is held.
    for leftover in folder.parent.glob(".incoming-*"):
        shutil.rmtree(leftover, ignore_errors=True)
    incoming.mkdir(parents=True)
    for file, landed in zip(files, manifest.files, strict=True):
        target = incoming / landed.name
        shutil.copyfile(file.path, target)
        target.chmod(0o444)
        _sync(target)
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
