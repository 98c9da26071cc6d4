"""Judge landed batches again, from their landed bytes; no source is asked.

Which batches of a dataset are due is decided in `acceptance`; here, for which datasets, in what order, and what it changed.
"""

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ecolake import accounts
from ecolake.acceptance import Progress, accept_pending, due_batches, utc_now
from ecolake.acceptor import Clock
from ecolake.accounts import Account
from ecolake.home import Home
from ecolake.lake_mending import Damage, set_aside
from ecolake.standards.catalogue import Standards

FIGURES = ("received", "accepted", "rejected", "duplicate", "flagged")


@dataclass(frozen=True)
class Reaccepted:
    """What judging a dataset again has changed.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        batches: How many batches were judged.
        before: The figures of all accounts of the dataset before, by name.
        after: The same after.
        seconds: Wall time.
    """

    dataset_id: str
    batches: int
    before: dict[str, int]
    after: dict[str, int]
    seconds: float


def reaccept(
    home: Home,
    standards: Standards,
    datasets: Collection[str] = (),
    *,
    every: bool = False,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> list[Reaccepted]:
    """Judge again what was judged under another standard or mapping; what others refer to comes first.

    Args:
        home: The installation.
        standards: The loaded standards.
        datasets: Ids of datasets or sources; all that arrive when none.
        every: Judge every batch, whatever it was judged under: what it refers to may have arrived since.
        progress: See `accept_pending`.
        clock: Source of commit times.

    Returns:
        One for each dataset of which a batch was judged.
    """
    found = []
    for name in _masters_first(standards, datasets):
        dataset = standards.datasets[name]
        if not every and not due_batches(home, dataset):
            continue
        started = time.perf_counter()
        before = _figures(accounts.of_dataset(home, dataset.source, dataset.name).values())
        done = accept_pending(home, standards, name, again=every, progress=progress, clock=clock)
        after = _figures(accounts.of_dataset(home, dataset.source, dataset.name).values())
        if done:
            found.append(Reaccepted(name, len(done), before, after, time.perf_counter() - started))
    return found


def mend(
    home: Home,
    standards: Standards,
    found: Sequence[Damage],
    *,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> list[Reaccepted]:
    """Set damaged files of the lake aside and judge again what they held.

    Args:
        home: The installation.
        standards: The loaded standards.
        found: What is damaged.
        progress: See `accept_pending`.
        clock: Source of commit times.

    Returns:
        One for each dataset of which a batch was judged.
    """
    set_aside(home, found)
    hit = {one.dataset_id for one in found if one.dataset_id}
    done = reaccept(home, standards, hit, every=True, progress=progress, clock=clock) if hit else []
    # Where accounts were lost, their batches are due again.
    return [*done, *reaccept(home, standards, progress=progress, clock=clock)]


def _figures(of: Collection[Account]) -> dict[str, int]:
    return {figure: sum(getattr(account, figure) for account in of) for figure in FIGURES}


def _masters_first(standards: Standards, named: Collection[str]) -> Iterator[str]:
    """The datasets wanted, each after those of them that it refers to, directly or not."""
    wanted = {
        name
        for name in standards.delivered
        if not named or {name, standards.datasets[name].source} & set(named)
    }
    seen: set[str] = set()

    def visit(name: str) -> Iterator[str]:
        seen.add(name)
        for link in standards.datasets[name].links:
            if link.dataset not in seen:
                yield from visit(link.dataset)
        if name in wanted:
            yield name

    for name in sorted(wanted):
        if name not in seen:
            yield from visit(name)
