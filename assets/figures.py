"""The numbers that a materialization carries: plottable over runs, with the way to the rejects beside them.

From engine results to Dagster metadata; nothing is computed from rows here.
"""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from operator import add
from typing import Any

import dagster as dg

from ecolake import lake
from ecolake.accounts import UNREADABLE, Account
from ecolake.drift.holds import Hold
from ecolake.home import Home
from ecolake.ingestion import Ingested
from ecolake.landing import Manifest, batch_folder, read_manifest
from ecolake.standards.catalogue import Dataset
from ecolake.standards.days import day_in_name

Figures = dict[str, Any]


def landed_figures(home: Home, dataset: Dataset, manifests: Sequence[Manifest]) -> Figures:
    """What was landed: batches, files, bytes, and where they lie."""
    return {
        "batches": len(manifests),
        "files": sum(len(manifest.files) for manifest in manifests),
        "bytes": sum(manifest.size for manifest in manifests),
        "path": dg.MetadataValue.path(home.landing / dataset.source / dataset.name),
    }


def accepted_figures(
    home: Home, dataset: Dataset, accounts: Sequence[Account], held: Sequence[Hold] = ()
) -> Figures:
    """What became of the rows of these accounts, how to see the rejected ones, and what waits for a person."""
    figures: Figures = {"batches": len(accounts), "held_batches": len(held)}
    if held:
        sentences = "\n".join(f"- {hold.sentence_zh} · {hold.sentence_en}" for hold in held)
        figures["held"] = dg.MetadataValue.md(sentences)
    if accounts:
        total = reduce(add, accounts)
        figures |= {
            "received": total.received,
            "accepted": total.accepted,
            "rejected": total.rejected,
            "duplicate": total.duplicate,
            "flagged": total.flagged,
            "rejection_rate": rejection_rate(accounts),
            "seconds": round(total.seconds, 3),
            "unreadable_batches": sum(account.status == UNREADABLE for account in accounts),
            "notes": dg.MetadataValue.md("\n".join(f"- {note}" for note in total.notes) or "-"),
        }
    return figures | {
        "rejects": dg.MetadataValue.path(home.lake / lake.rejected(dataset.table)),
        "see_rejects": dg.MetadataValue.md(
            f"`ecolake rejects show --source {dataset.source} --dataset {dataset.name}`"
        ),
    }


def rejection_rate(accounts: Sequence[Account]) -> float:
    """Share of received rows that were rejected, 0 to 1; 0 when none was received."""
    received = sum(account.received for account in accounts)
    return sum(account.rejected for account in accounts) / received if received else 0.0


def by_day(home: Home, dataset: Dataset, found: Ingested) -> dict[date | None, Ingested]:
    """Part what was found by the day that the landed files' names carry; None holds what carries none."""
    days: dict[date | None, Ingested] = {}
    manifests = {manifest.batch: manifest for manifest in found.landed}
    for account in found.accounts:
        # Accepted now, landed by a run that was killed before it could accept.
        if account.batch not in manifests:
            folder = batch_folder(home, account.source, account.dataset, account.batch)
            manifests[account.batch] = read_manifest(folder)
    accounts = {account.batch: account for account in found.accounts}
    new = {manifest.batch for manifest in found.landed}
    for batch, manifest in sorted(manifests.items(), key=lambda pair: pair[1].sequence):
        day = _day(dataset, manifest)
        part = days.get(day) or Ingested(found.dataset_id, (), (), None, 0.0)
        days[day] = Ingested(
            found.dataset_id,
            (*part.landed, manifest) if batch in new else part.landed,
            (*part.accounts, accounts[batch]) if batch in accounts else part.accounts,
            None,
            part.seconds + (accounts[batch].seconds if batch in accounts else 0.0),
        )
    return days


def _day(dataset: Dataset, manifest: Manifest) -> date | None:
    pattern = dataset.mapping.read.date if dataset.mapping else None
    return day_in_name(manifest.files[0].name, pattern) if pattern else None
