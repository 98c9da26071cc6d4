"""Ask the sources what is new, several at a time, and land it; nothing is judged here.

Whether there is anything to do is known after this, before a run is planned. A system of a source is asked by one thread, one
dataset after the other: departments wait on each other's networks no longer, and none is met by many of us at once.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import partial

from ecolake.acceptance import due_batches, utc_now
from ecolake.acceptor import Clock
from ecolake.errors import EcolakeError
from ecolake.gathering import NOT_CONFIGURED, gather
from ecolake.home import Home
from ecolake.landing import Manifest
from ecolake.standards.catalogue import Dataset, Standards

# Faults of a transport that the next attempt may not meet. The others wait for a person: a folder that is not there, a
# token or files that were refused, a wrong option.
PASSING = frozenset({"unreachable", "out_of_time", "bad_status", "wrong_answer"})

# Systems asked at the same time. Most of the time goes into waiting for them.
AT_ONCE = 8

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Patience:
    """How often a source is asked again after a fault that may pass.

    Attributes:
        retries: Times, after the first.
        seconds: Pause before the first retry; it doubles.
        sleep: Waits so many seconds.
    """

    retries: int = 2
    seconds: float = 5
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Asked:
    """What one dataset's source had to say.

    Attributes:
        dataset_id: `<source>.<dataset>`.
        landed: New batches.
        fault: Why the source could not be read to the end, else None.
        is_pending: Whether batches wait to be accepted, of now or of a run that was killed.
        seconds: Wall time.
        broke: Whether the program itself failed over it; whoever acts on the answer must ask anew, and meets the failure.
    """

    dataset_id: str
    landed: tuple[Manifest, ...]
    fault: EcolakeError | None
    is_pending: bool
    seconds: float
    broke: bool = False

    @property
    def is_news(self) -> bool:
        """Whether anybody must act or know."""
        is_grave = self.fault is not None and self.fault.code != NOT_CONFIGURED
        return bool(self.landed) or self.is_pending or is_grave or self.broke


def ask(
    home: Home,
    standards: Standards,
    environment: Mapping[str, str],
    datasets: Collection[str],
    *,
    patience: Patience | None = None,
    progress: Progress | None = None,
    clock: Clock = utc_now,
) -> dict[str, Asked]:
    """Fetch and land what is new of these datasets.

    Args:
        home: The installation.
        standards: The loaded standards.
        environment: Where `env:NAME` values of the sources are looked up.
        datasets: Ids as `mee.air_station_hourly`.
        patience: How often a source is asked again; by default twice.
        progress: Called with a system, systems done and systems in all.
        clock: Source of times.

    Returns:
        One answer per dataset, by id. A fault is carried in it, never raised, so that the others go on.
    """
    patience = patience or Patience()
    one = partial(_ask_one, home, standards, environment, clock)
    found: dict[str, Asked] = {}
    due = sorted(datasets)
    for attempt in range(patience.retries + 1):
        for asked in _side_by_side(one, _systems(standards, due), progress):
            known = found.get(asked.dataset_id)
            found[asked.dataset_id] = _together(known, asked) if known else asked
        due = [name for name in due if _may_pass(found[name].fault)]
        if not due or attempt == patience.retries:
            break
        patience.sleep(patience.seconds * 2**attempt)
    return {name: found[name] for name in sorted(found)}


def look(home: Home, standards: Standards, datasets: Collection[str]) -> dict[str, Asked]:
    """Say what waits to be accepted, without asking a source."""
    return {
        name: Asked(name, (), None, bool(due_batches(home, standards.datasets[name])), 0.0)
        for name in sorted(datasets)
    }


def _systems(standards: Standards, datasets: Sequence[str]) -> dict[str, list[Dataset]]:
    """Part the datasets by the system that is asked for them: its address is what two of them have in common."""
    systems: dict[str, list[Dataset]] = {}
    for name in datasets:
        dataset = standards.datasets[name]
        transport = (
            standards.sources[dataset.source].transport_of(dataset.mapping) if dataset.mapping else None
        )
        systems.setdefault(f"{dataset.source} {transport.url if transport else ''}", []).append(dataset)
    return systems


def _side_by_side(
    one: Callable[[Dataset], Asked], systems: Mapping[str, Sequence[Dataset]], progress: Progress | None
) -> list[Asked]:
    """Ask system beside system; progress is told by this thread, in the order of the systems."""

    def in_turn(datasets: Sequence[Dataset]) -> list[Asked]:
        return [one(dataset) for dataset in datasets]

    found: list[Asked] = []
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="ask") as threads:
        for done, (name, answers) in enumerate(
            zip(systems, threads.map(in_turn, systems.values()), strict=True), start=1
        ):
            found.extend(answers)
            if progress:
                progress(name.split()[0], done, len(systems))
    return found


def _ask_one(
    home: Home, standards: Standards, environment: Mapping[str, str], clock: Clock, dataset: Dataset
) -> Asked:
    started = time.perf_counter()
    try:
        found = gather(home, standards, dataset, environment, clock)
        pending = bool(found.landed) or bool(due_batches(home, dataset))
    except Exception:  # noqa: BLE001  told by the step that asks anew, where it is on record; the others go on
        return Asked(
            dataset.id, (), None, is_pending=False, seconds=time.perf_counter() - started, broke=True
        )
    return Asked(dataset.id, found.landed, found.fault, pending, time.perf_counter() - started)


def _may_pass(fault: EcolakeError | None) -> bool:
    return fault is not None and fault.code in PASSING


def _together(before: Asked, after: Asked) -> Asked:
    """Add up two attempts; the later one says whether the fault is still there."""
    return replace(
        after,
        landed=(*before.landed, *after.landed),
        is_pending=before.is_pending or after.is_pending,
        seconds=before.seconds + after.seconds,
    )
