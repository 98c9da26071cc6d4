"""Bring in what is new of one dataset, as received: from its inbox and its transport into the landing zone.

What the bytes mean is not judged here (`acceptance`), nor when a source is asked (`asking`). A transport's fault is carried in
the result instead of raised: what arrived before it is landed all the same.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ecolake.acceptor import Clock
from ecolake.batch_reader import mapping_of
from ecolake.connectors import Connector, FetchState, build_connector
from ecolake.errors import EcolakeError, TransportError
from ecolake.formats import fingerprint_columns
from ecolake.home import Home
from ecolake.landing import Fetched, Manifest, in_place, land, manifests
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.standards.transport import FileTransport

Window = tuple[date, date]

# What a source says whose address nobody has set: a notice, not a failure.
NOT_CONFIGURED = "not_configured"


@dataclass(frozen=True)
class Gathered:
    """What one look at a dataset's source brought.

    Attributes:
        landed: New batches.
        fault: Why the source could not be read to the end, else None.
    """

    landed: tuple[Manifest, ...]
    fault: EcolakeError | None


def gather(
    home: Home,
    standards: Standards,
    dataset: Dataset,
    environment: Mapping[str, str],
    clock: Clock,
    window: Window | None = None,
) -> Gathered:
    """Fetch and land whatever is new.

    Args:
        home: The installation.
        standards: The loaded standards.
        dataset: What is wanted.
        environment: Where `env:NAME` values of the source are looked up.
        clock: Source of times.
        window: First and last day wanted, for daily partitions.
    """
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
    if fault and fault.code == NOT_CONFIGURED and (landed or _is_delivered_by_hand(home, dataset)):
        # Nobody misses the transport of a dataset that comes through its inbox.
        fault = None
    return Gathered(tuple(landed), fault)


def inbox_folder(home: Home, dataset: Dataset) -> Path:
    """Where files of a dataset may be dropped by hand."""
    return home.inbox / dataset.source / dataset.name


def _is_delivered_by_hand(home: Home, dataset: Dataset) -> bool:
    inbox = inbox_folder(home, dataset)
    return inbox.is_dir() and any(inbox.iterdir())


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
    columns = columns_of(dataset, files[0].path, scratch)
    manifest, is_new = land(
        home, dataset.source, dataset.name, files, columns, is_snapshot=is_snapshot(dataset)
    )
    for file in files:
        file.path.unlink(missing_ok=True)
    if is_new:
        yield manifest


def is_snapshot(dataset: Dataset) -> bool:
    """Whether each delivery stands in place of the one before it."""
    return dataset.mapping is not None and dataset.mapping.delivers == "snapshot"


def columns_of(dataset: Dataset, path: Path, scratch: Path) -> list[str] | None:
    """The schema fingerprint for the manifest; a file that cannot be read has none, and acceptance says why."""
    return fingerprint_columns(path, dataset.mapping.read, scratch) if dataset.mapping else None


def _state(home: Home, dataset: Dataset, window: Window | None) -> FetchState:
    """What is here already: the content of everything landed, and how far its batches had read the source."""
    landed = manifests(home, dataset.source, dataset.name)
    # What another delivery stands in place of may come again.
    there = in_place(landed).values() if is_snapshot(dataset) else landed
    digests = frozenset(digest for manifest in there for digest in manifest.digests)
    position = next((one.position for one in reversed(landed) if one.position is not None), None)
    positions = frozenset(one.position for one in landed if one.position is not None)
    return FetchState(digests, position, positions, window)
