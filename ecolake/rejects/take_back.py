"""Take a mended workbook in: each dataset's changed rows become a batch of their own, judged like any other.

What the workbook says is read in `returned`. Here it is held against what was received, landed as it came, and accepted.
"""

from dataclasses import dataclass
from pathlib import Path

from ecolake import accounts
from ecolake.acceptance import accept_pending, utc_now
from ecolake.acceptor import Clock
from ecolake.accounts import Account
from ecolake.home import Home
from ecolake.landing import WORKBOOK, Fetched, land, manifests
from ecolake.rejects import returned_faults as faults
from ecolake.rejects.returned import Returned, read_returned
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Standards


@dataclass(frozen=True)
class TakenBack:
    """What a workbook brought of one dataset.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        changed: Rows that the department changed: those that were judged.
        untouched: Rows still as they were sent; they stay open.
        deleted: Rows taken out of the workbook; they stay open.
        account: Of the batch; None where nothing was changed.
        known: Whether the same workbook was taken in before.
    """

    dataset_id: str
    changed: int
    untouched: int
    deleted: int
    account: Account | None
    known: bool


def take_back(home: Home, standards: Standards, path: Path, clock: Clock = utc_now) -> list[TakenBack]:
    """Land a mended workbook for each dataset with changed rows, and accept them.

    Args:
        home: The installation.
        standards: The loaded standards.
        path: The workbook.
        clock: Source of times.

    Returns:
        What came of each dataset in the workbook, by id.

    Raises:
        UnreadableError: It is no such workbook, or not as it was sent; nothing was landed.
    """
    with scratch_folder(home) as scratch:
        returned = read_returned(path, scratch)
    _check_received(home, standards, returned, path.name)
    return [_take(home, standards, returned, dataset_id, path, clock) for dataset_id in returned.datasets]


def _take(
    home: Home, standards: Standards, returned: Returned, dataset_id: str, path: Path, clock: Clock
) -> TakenBack:
    counts = returned.count(dataset_id)
    if not returned.changed(dataset_id):
        return TakenBack(dataset_id, *counts, None, known=False)
    dataset = standards.datasets[dataset_id]
    columns = list(dataset.mapping.columns) if dataset.mapping else None
    fetched = Fetched(path.name, path, WORKBOOK + path.absolute().as_uri(), clock())
    manifest, _ = land(home, dataset.source, dataset.name, [fetched], columns)
    if not manifest.is_workbook:
        raise faults.landed_before(path.name, manifest.batch)
    before = accounts.of_dataset(home, dataset.source, dataset.name).get(manifest.batch)
    accept_pending(home, standards, dataset_id, [manifest.batch], clock=clock)
    account = accounts.of_dataset(home, dataset.source, dataset.name)[manifest.batch]
    return TakenBack(dataset_id, *counts, account, known=before == account)


def _check_received(home: Home, standards: Standards, returned: Returned, label: str) -> None:
    """Refuse rows of datasets that there are not, and of files that never landed here."""
    for dataset_id in returned.datasets:
        dataset = standards.datasets.get(dataset_id)
        if dataset is None or dataset.source != returned.source:
            raise faults.from_elsewhere(label, f"of '{dataset_id}'", f"数据集“{dataset_id}”")
        landed = {
            (manifest.batch, file.name)
            for manifest in manifests(home, dataset.source, dataset.name)
            for file in manifest.files
        }
        for sent in returned.sent.values():
            for place in sent.places if sent.dataset == dataset_id else ():
                if (place.batch, place.file) not in landed:
                    said = f"{dataset_id} {place.batch}/{place.file}"
                    raise faults.from_elsewhere(label, said, said)
