"""The registry's whole step through a real lake: accepted rows of 28 sources in, tables of the registry out.

Belongs here: laying down accepted rows as acceptance would, and running `register` over them. Does not belong here: what is matched
how fast without a lake (`one`).
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.registry_speed.synthetic import SOURCES
from ecolake import accounts, lake
from ecolake.home import Home
from ecolake.registry.mention_schema import IDENTITY
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from ecolake.validation import META

PROJECT = Path(__file__).parents[2]
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
