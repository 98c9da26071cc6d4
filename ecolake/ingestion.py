"""Bring in what is new of one dataset: fetch from its transport and its inbox, land, accept.

A transport's fault is carried in the result instead of raised: what arrived before it is accepted all the same, and the
other datasets go on.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ecolake import accounts
from ecolake.acceptance import Progress, accept_pending, utc_now
from ecolake.acceptor import Clock
from ecolake.accounts import Account
from ecolake.batch_reader import mapping_of
from ecolake.connectors import Connector, FetchState, build_connector
from ecolake.errors import EcolakeError, TransportError
from ecolake.formats import fingerprint_columns
from ecolake.home import Home
from ecolake.landing import Fetched, Manifest, land, manifests
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.transport import FileTransport

Window = tuple[date, date]


@dataclass(frozen=True)
class Ingested:
    """What one ingestion of a dataset brought.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        landed: New batches.
        accounts: New accounts.
        fault: Why the source could not be read to the end, else None.
        seconds: Wall time.
    """

    dataset_id: str
    landed: tuple[Manifest, ...]
    accounts: tuple[Account, ...]
    fault: EcolakeError | None
    seconds: float

    @property
    def changed(self) -> bool:
        """Whether anything downstream may differ."""
        return bool(self.accounts)


def ingest(
    home: Home,
    standards: Standards,
    dataset_id: str,
    environment: Mapping[str, str],
    *,
    window: Window | None = None,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> Ingested:
    """Fetch, land and accept whatever is new.

    Args:
        home: The installation.
        standards: The loaded standards.
        dataset_id: `<source>.<dataset>`.
        environment: Where `env:NAME` values of the source are looked up.
        window: First and last day wanted, for daily partitions.
        progress: See `accept_pending`.
        clock: Source of times.
    """
    started = time.perf_counter()
    dataset = standards.datasets[dataset_id]
    landed: list[Manifest] = []
    fault: EcolakeError | None = None
    with scratch_folder(home) as scratch:
        state = _state(home, dataset, window)
        for reach in _ways_in(home, standards, dataset, environment):
            try:
                for files in reach().fetch(state, scratch, clock):
                    landed.extend(_land(home, dataset, files, scratch))
            except TransportError as error:
                fault = fault or error
    done = accept_pending(home, standards, dataset_id, progress=progress, clock=clock)
    return Ingested(dataset_id, tuple(landed), tuple(done), fault, time.perf_counter() - started)


def accept_files(
    home: Home, standards: Standards, dataset_id: str, files: Sequence[Path], clock: Clock = utc_now
) -> list[Account]:
    """Land exactly these files and accept them.

    Returns:
        The account of each file's batch, in the order of the files: a new one, or the one it already had.
    """
    dataset = standards.datasets[dataset_id]
    batches = []
    with scratch_folder(home) as scratch:
        for path in files:
            fetched = Fetched(path.name, path, path.absolute().as_uri(), clock())
            manifest, _ = land(
                home, dataset.source, dataset.name, [fetched], _columns(dataset, path, scratch)
            )
            batches.append(manifest.batch)
    accept_pending(home, standards, dataset_id, batches, clock=clock)
    known = accounts.of_dataset(home, dataset.source, dataset.name)
    return [known[batch] for batch in batches]


def inbox_folder(home: Home, dataset: Dataset) -> Path:
    """Where files of a dataset may be dropped by hand."""
    return home.inbox / dataset.source / dataset.name


def _ways_in(
    home: Home, standards: Standards, dataset: Dataset, environment: Mapping[str, str]
) -> Iterator[Callable[[], Connector]]:
    """The inbox first, it is local; each is reached on its own, for a fault of one must not close the other."""
    folder = inbox_folder(home, dataset)
    if folder.is_dir():
        yield lambda: build_connector(FileTransport(type="file", url=str(folder)), environment)
    mapping = mapping_of(dataset)
    transport = standards.sources[dataset.source].transport_of(mapping)
    if transport is not None:
        yield lambda: build_connector(transport, environment, mapping.read)


def _land(home: Home, dataset: Dataset, files: Sequence[Fetched], scratch: Path) -> Iterator[Manifest]:
    manifest, is_new = land(
        home, dataset.source, dataset.name, files, _columns(dataset, files[0].path, scratch)
    )
    for file in files:
        file.path.unlink(missing_ok=True)
    if is_new:
        yield manifest


def _columns(dataset: Dataset, path: Path, scratch: Path) -> list[str] | None:
    """The schema fingerprint for the manifest; a file that cannot be read has none, and acceptance says why."""
    return fingerprint_columns(path, dataset.mapping.read, scratch) if dataset.mapping else None


def _state(home: Home, dataset: Dataset, window: Window | None) -> FetchState:
    """What is here already: the content of everything landed, and how far its batches had read the source."""
    landed = manifests(home, dataset.source, dataset.name)
    digests = frozenset(file.sha256 for manifest in landed for file in manifest.files)
    position = next((one.position for one in reversed(landed) if one.position is not None), None)
    positions = frozenset(one.position for one in landed if one.position is not None)
    return FetchState(digests, position, positions, window)
