"""Bring in what is new of one dataset: gather and accept. Files given by hand are landed and accepted here too.

A transport's fault is carried in the result instead of raised: what arrived before it is accepted all the same, and the
other datasets go on.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ecolake import accounts
from ecolake.acceptance import Progress, accept_pending, utc_now
from ecolake.acceptor import Clock
from ecolake.accounts import Account
from ecolake.drift.holds import Hold, latest, waiting
from ecolake.errors import EcolakeError
from ecolake.gathering import Window, columns_of, gather, is_snapshot
from ecolake.home import Home
from ecolake.landing import Fetched, Manifest, land
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Standards


@dataclass(frozen=True)
class Ingested:
    """What one ingestion of a dataset brought.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        landed: New batches.
        accounts: New accounts.
        fault: Why the source could not be read to the end, else None.
        seconds: Wall time.
        held: All batches of the dataset that wait for a person, whenever they came.
    """

    dataset_id: str
    landed: tuple[Manifest, ...]
    accounts: tuple[Account, ...]
    fault: EcolakeError | None
    seconds: float
    held: tuple[Hold, ...] = ()

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
    found = gather(home, standards, dataset, environment, clock, window)
    done = accept_pending(home, standards, dataset_id, progress=progress, clock=clock)
    held = waiting(home, dataset.source, dataset.name)
    seconds = time.perf_counter() - started
    return Ingested(dataset_id, found.landed, tuple(done), found.fault, seconds, tuple(held))


def accept_files(
    home: Home, standards: Standards, dataset_id: str, files: Sequence[Path], clock: Clock = utc_now
) -> list[Account | Hold]:
    """Land exactly these files and accept them.

    Returns:
        The account of each file's batch, in the order of the files: a new one, or the one it already had; of a batch that
        waits for a person, its hold.
    """
    dataset = standards.datasets[dataset_id]
    batches = []
    with scratch_folder(home) as scratch:
        for path in files:
            fetched = Fetched(path.name, path, path.absolute().as_uri(), clock())
            columns = columns_of(dataset, path, scratch)
            manifest, _ = land(
                home, dataset.source, dataset.name, [fetched], columns, is_snapshot=is_snapshot(dataset)
            )
            batches.append(manifest.batch)
    accept_pending(home, standards, dataset_id, batches, clock=clock)
    known = accounts.of_dataset(home, dataset.source, dataset.name)
    held = latest(home, dataset.source, dataset.name)
    return [held[batch] if batch in held and held[batch].waits else known[batch] for batch in batches]
