"""Accept landed batches: which are due, in what groups, and one at a time per dataset.

The order of commits is accepted rows, rejected rows, accounts (`acceptor`). Killed anywhere before the last, the batches are
simply still due, and the next run replaces what was left.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime

import polars as pl

from ecolake import accounts, lake
from ecolake.acceptor import Acceptor, Clock
from ecolake.accounts import Account
from ecolake.home import Home
from ecolake.landing import Manifest, manifests
from ecolake.standards.catalogue import Dataset, Standards

Progress = Callable[[str, int, int], None]

# Batches are judged together up to this many landed bytes, which bounds memory and amortises a commit.
GROUP_BYTES = 64 << 20


def utc_now() -> datetime:
    """The real clock."""
    return datetime.now(UTC)


def accept_pending(
    home: Home,
    standards: Standards,
    dataset_id: str,
    batches: Iterable[str] | None = None,
    *,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> list[Account]:
    """Accept all landed batches of a dataset that have no valid account yet.

    Args:
        home: The installation.
        standards: The loaded standards.
        dataset_id: `<source>.<dataset>`.
        batches: Only these batches and what was landed before them: a correction must not be judged before what it
            corrects.
        progress: Called with the dataset, batches done and batches in all.
        clock: Source of commit times.

    Returns:
        The new accounts, in landing order.
    """
    dataset = standards.datasets[dataset_id]
    done: list[Account] = []
    with home.lock(f"accept.{dataset.source}.{dataset.name}"):
        known = accounts.of_dataset(home, dataset.source, dataset.name)
        landed = _up_to(manifests(home, dataset.source, dataset.name), batches)
        due = [manifest for manifest in landed if _is_due(known.get(manifest.batch), dataset)]
        if not due:
            return done
        acceptor = Acceptor(home, standards, dataset, clock)
        attempts = {batch: account.attempt for batch, account in known.items()}
        for group in in_groups(due):
            done.extend(acceptor.accept(group, attempts))
            if progress:
                progress(dataset_id, len(done), len(due))
    return done


def is_pending(home: Home, dataset: Dataset) -> bool:
    """Whether landed batches of a dataset wait to be accepted."""
    known = accounts.of_dataset(home, dataset.source, dataset.name)
    landed = manifests(home, dataset.source, dataset.name)
    return any(_is_due(known.get(manifest.batch), dataset) for manifest in landed)


def visible(home: Home, table: str, dataset: Dataset, schema: pl.Schema | None) -> pl.LazyFrame:
    """Rows of the accepted table that count."""
    batches = accounts.visible_batches(home, dataset.source, dataset.name)
    return lake.scan(home, table, schema).filter(pl.col("_batch").is_in(batches))


def _up_to(landed: Sequence[Manifest], batches: Iterable[str] | None) -> Sequence[Manifest]:
    if batches is None:
        return landed
    wanted = set(batches)
    last = max((manifest.sequence for manifest in landed if manifest.batch in wanted), default=0)
    return [manifest for manifest in landed if manifest.sequence <= last]


def _is_due(account: Account | None, dataset: Dataset) -> bool:
    """A batch that could not be read, or not whole, is tried again once its standard or mapping has changed."""
    if account is None:
        return True
    return account.status != accounts.ACCEPTED and account.standard_hash != dataset.fingerprint


def in_groups(due: Sequence[Manifest]) -> Iterator[list[Manifest]]:
    """Part batches, in landing order, into groups that are judged together."""
    group: list[Manifest] = []
    for manifest in due:
        if group and sum(member.size for member in group) + manifest.size > GROUP_BYTES:
            yield group
            group = []
        group.append(manifest)
    if group:
        yield group
