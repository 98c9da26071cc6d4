"""The registry's whole step through a real lake: accepted rows of 28 sources in, tables of the registry out.

`python -m benchmarks.registry_speed.step lay ROOT SIZE SEED` registers all mentions but some, and lays these down as accepted; `… run ROOT`
registers them and prints what that took, as a process of its own that begins as a program of Ecolake does. Belongs here: laying down
accepted rows as acceptance would, and running `register` over them. Does not belong here: matching without a lake (`one`).
"""

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import polars as pl

from benchmarks.registry_speed.synthetic import SOURCES, mentions
from benchmarks.validation.one import peak_mb
from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.registry import incremental
from ecolake.registry.mention_schema import IDENTITY
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.validation import META

NEW = 10_000
PROJECT = Path(__file__).parents[2]
_STAGES = ("take_in", "resolve_news", "work_out", "merge", "record_figures")
_LIKE, _DATASET = "market_regulation.enterprise", "synthetic"
_DAYS = (datetime(2026, 3, 2, 4, tzinfo=UTC), datetime(2026, 3, 3, 4, tzinfo=UTC))


def home_at(root: Path) -> Home:
    """An installation of this checkout with its state in a folder."""
    return Home(root=root, landing=root / "raw", project=PROJECT)


def standards_of_sources() -> Standards:
    """The standards, with nothing but one dataset for each of the sources, which has every item that names an enterprise."""
    whole = load(PROJECT / "standards")
    items = {
        role: next(one.items[role] for one in whole.datasets.values() if role in one.items)
        for role in IDENTITY
        if any(role in one.items for one in whole.datasets.values())
    }
    made = [
        replace(whole.datasets[_LIKE], source=f"source_{n}", name=_DATASET, items=items)
        for n in range(SOURCES)
    ]
    return replace(whole, datasets={one.id: one for one in made})


def deliver(home: Home, standards: Standards, rows: pl.DataFrame, day: int) -> None:
    """Lay down one batch a source, as acceptance leaves it: the rows, then the accounts in one commit.

    Args:
        home: The installation.
        standards: Of `standards_of_sources`.
        rows: Mentions (`synthetic.mentions`).
        day: 0 for what was there before, 1 for what is new.
    """
    received, done = _DAYS[day], []
    for number, dataset in enumerate(standards.datasets.values()):
        batch, own = f"{day:08x}{number:08x}", rows.filter(pl.col("source") == dataset.source)
        if own.is_empty():
            continue
        values = [pl.col(name).cast(item.polars) for name, item in dataset.items.items()]
        meta = {
            lake.BATCH: pl.lit(batch),
            lake.ATTEMPT: pl.lit(1, pl.Int64()),
            "_sequence": pl.lit(day * SOURCES + number + 1, pl.Int64()),
            "_received_at": pl.lit(received, META["_received_at"]),
        }
        said = [value.alias(name) for name, value in meta.items()]
        lake.append(home, lake.accepted(dataset.table), own.select(*said, *values))
        done.append(_account(dataset.source, batch, day * SOURCES + number + 1, own.height, received))
    accounts.commit(home, done)


def _account(source: str, batch: str, sequence: int, rows: int, received: datetime) -> accounts.Account:
    return accounts.Account(
        source=source,
        dataset=_DATASET,
        batch=batch,
        attempt=1,
        sequence=sequence,
        received=rows,
        accepted=rows,
        rejected=0,
        duplicate=0,
        flagged=0,
        status=accounts.ACCEPTED,
        standard_version="1.0.0",
        standard_hash="synthetic",
        notes=(),
        rule_counts=(),
        received_at=received,
        committed_at=received,
        seconds=0.0,
    )


def main() -> None:
    """Lay down or run."""
    verb, root = sys.argv[1], Path(sys.argv[2])
    if verb == "lay":
        _lay(root, int(sys.argv[3]), int(sys.argv[4]))
    else:
        print(json.dumps(_run(root)))


def _lay(root: Path, size: int, seed: int) -> None:
    drawn = mentions(size, seed).drop("truth").sample(fraction=1, shuffle=True, seed=1)
    home, standards = home_at(root), standards_of_sources()
    deliver(home, standards, drawn.slice(NEW), 0)
    incremental.register(home, standards)
    deliver(home, standards, drawn.head(NEW), 1)


def _run(root: Path) -> dict[str, Any]:
    home, standards = home_at(root), standards_of_sources()
    stages: dict[str, dict[str, float]] = {}
    with _told(stages):
        started, cpu = time.perf_counter(), time.process_time()
        done = incremental.register(home, standards)
        whole = took(started, cpu)
    return {
        "new": NEW,
        **whole,
        "events": done.events,
        "known": done.mentions,
        "stages": stages,
        "peak_mb": round(peak_mb()),
    }


def took(started: float, cpu: float) -> dict[str, float]:
    """Seconds of the clock and of all processors since; a busy machine disturbs the latter less."""
    return {
        "seconds": round(time.perf_counter() - started, 2),
        "cpu_seconds": round(time.process_time() - cpu, 2),
    }


@contextmanager
def _told(stages: dict[str, dict[str, float]]) -> Iterator[None]:
    """Note what each stage takes; processor time is that of the process, with what goes on beside the stage."""

    def timed(name: str, stage: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any) -> Any:
            started, cpu = time.perf_counter(), time.process_time()
            result = stage(*given)
            stages[name] = took(started, cpu)
            return result

        return run

    replaced = {name: timed(name, getattr(incremental, name)) for name in _STAGES}
    with mock.patch.multiple(incremental, **replaced):
        yield


if __name__ == "__main__":
    main()
