"""Accept landed batches: which are due, in what groups, and one at a time per dataset.

The order of commits is accepted rows, rejected rows, accounts (`acceptor`). Killed anywhere before the last, the batches are
simply still due, and the next run removes what was left.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from ecolake import accounts, lake
from ecolake.absence import is_withdrawal
from ecolake.acceptor import Acceptor, Clock
from ecolake.accounts import Account
from ecolake.drift import holds
from ecolake.drift.holds import RELEASED, Hold
from ecolake.drift.refusal import BY_PERSON
from ecolake.home import Home
from ecolake.lake_mending import told
from ecolake.landing import Manifest, manifests
from ecolake.scratch import scratch_folder
from ecolake.standards.catalogue import Dataset, Standards
from ecolake.visibility import sweep

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
    again: bool = False,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> list[Account]:
    """Accept all landed batches of a dataset that have no account yet, or one under another standard or mapping.

    Those that wait for a person are left out.

    Args:
        home: The installation.
        standards: The loaded standards.
        dataset_id: `<source>.<dataset>`.
        batches: Only these batches and what was landed before them: a correction must not be judged before what it
            corrects.
        again: Judge all of them, whatever their accounts say: what they refer to may have arrived since.
        progress: Called with the dataset, batches done and batches in all.
        clock: Source of commit times.

    Returns:
        The new accounts, in landing order.
    """
    dataset = standards.datasets[dataset_id]
    done: list[Account] = []
    with home.lock(f"accept.{dataset.source}.{dataset.name}"), told(home):
        known = accounts.of_dataset(home, dataset.source, dataset.name)
        landed = _up_to(manifests(home, dataset.source, dataset.name), batches)
        held = holds.latest(home, dataset.source, dataset.name)
        due = _due(landed, known, held, dataset, again=again)
        if not due:
            return done
        sweep(home, dataset, again=again)
        _retype(home, dataset)
        acceptor = Acceptor(home, standards, dataset, clock, known)
        is_again = any(manifest.batch in known for manifest in due)
        # What a snapshot lacks is told by what is in force after the one before it.
        groups = ([one] for one in due) if is_withdrawal(dataset) else in_groups(due)
        for group in groups:
            done.extend(acceptor.accept(group, again=is_again))
            if progress:
                progress(dataset_id, len(done), len(due))
        if is_again:
            sweep(home, dataset)
    return done


def _retype(home: Home, dataset: Dataset) -> None:
    """Keep what an item has been in the type that it now has: a column of the lake has one type, whatever it was written by."""
    with scratch_folder(home) as scratch:
        for table in (lake.accepted(dataset.table), lake.withdrawn(dataset.table)):
            lake.retype(home, table, dataset.schema, scratch)


def _up_to(landed: Sequence[Manifest], batches: Iterable[str] | None) -> Sequence[Manifest]:
    if batches is None:
        return landed
    wanted = set(batches)
    last = max((manifest.sequence for manifest in landed if manifest.batch in wanted), default=0)
    return [manifest for manifest in landed if manifest.sequence <= last]


def due_batches(home: Home, dataset: Dataset) -> Sequence[Manifest]:
    """The landed batches that `accept_pending` would judge now."""
    known = accounts.of_dataset(home, dataset.source, dataset.name)
    held = holds.latest(home, dataset.source, dataset.name)
    return _due(manifests(home, dataset.source, dataset.name), known, held, dataset)


def _due(
    landed: Sequence[Manifest],
    known: Mapping[str, Account],
    held: Mapping[str, Hold],
    dataset: Dataset,
    *,
    again: bool = False,
) -> list[Manifest]:
    """From the first batch that has no account, or one that does not hold any more, to the last; without those that wait.

    What a batch brings is told by comparing it with those before it: once one of them is judged, all that follow have to be.
    So those that wait are looked at again once one before them was released: they may wait for what is now known.
    """
    released = min((one.sequence for one in landed if _is_let_in(one, known, held)), default=None)
    ready = [one for one in landed if not _waits(one, held.get(one.batch), dataset, released)]
    generation = 0
    for place, manifest in enumerate(ready):
        account = known.get(manifest.batch)
        if again or account is None or _is_void(account, held.get(manifest.batch), dataset):
            return ready[place:]
        if account.generation < generation:
            return ready[place:]
        generation = account.generation
    return []


def _is_let_in(manifest: Manifest, known: Mapping[str, Account], held: Mapping[str, Hold]) -> bool:
    """Whether a batch was released and is not judged yet."""
    hold, account = held.get(manifest.batch), known.get(manifest.batch)
    is_released = hold is not None and hold.event == RELEASED
    return is_released and (account is None or _is_refused_by_person(account))


def _waits(manifest: Manifest, hold: Hold | None, dataset: Dataset, released: int | None) -> bool:
    """Whether a batch waits for a person, under the standard that holds, and nothing was released before it."""
    if hold is None or not hold.waits or hold.standard_hash != dataset.fingerprint:
        return False
    return released is None or manifest.sequence < released


def _is_void(account: Account, hold: Hold | None, dataset: Dataset) -> bool:
    """Whether an account does not hold any more: what judges has changed, or a person took a refusal back."""
    if account.standard_hash != dataset.fingerprint:
        return True
    is_released = hold is not None and hold.event == RELEASED
    return account.status == accounts.REFUSED and is_released and _is_refused_by_person(account)


def _is_refused_by_person(account: Account) -> bool:
    return any(count.rule == BY_PERSON for count in account.rule_counts)


def in_groups(due: Sequence[Manifest]) -> Iterator[list[Manifest]]:
    """Part batches, in landing order, into groups that are judged together.

    Workbooks of mended rows are judged apart: all their columns are text, those of the source may have types.
    """
    group: list[Manifest] = []
    for manifest in due:
        if group and (
            sum(member.size for member in group) + manifest.size > GROUP_BYTES
            or manifest.is_workbook != group[0].is_workbook
        ):
            yield group
            group = []
        group.append(manifest)
    if group:
        yield group
