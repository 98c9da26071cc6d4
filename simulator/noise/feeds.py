"""Which rows are spoilt, how, and the record of it.

Belongs here: reading ``feeds.yaml``, choosing the rows, the shape of the truth.
Does not belong here: what a kind of fault does to a row; each feed knows its own format.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

FUTURE_YEAR = 2099
"""Years after any day that is simulated or read: in the future whenever the row is looked at."""

UNKNOWN_DIVISION = "999999"
"""Six digits, as GB/T 2260 wants them, that no edition of it ever assigned."""


@dataclass(frozen=True)
class Fault:
    """One injected fault.

    Attributes:
        source: Who made it.
        dataset: Which of its datasets.
        file: The file it is in; for the permit interface the page, as it lands.
        row: 1-based, as the lake counts: CSV record with the header as row 1, JSON record, line of a log.
        kind: A key of ``feeds.yaml``.
        key: The row's key as the source writes it, where it has one.
    """

    source: str
    dataset: str
    file: str
    row: int
    kind: str
    key: str

    def as_json(self) -> dict[str, Any]:
        """Return the fields in the order in which they are written."""
        return asdict(self)


@dataclass(frozen=True)
class Kind:
    """How often one kind of fault happens: a share of the day's rows or a count."""

    outcome: str
    rate: float | None = None
    count: int | None = None

    def rows_of(self, rows: int) -> int:
        """Return how many of a day's rows it spoils: every kind happens at least once."""
        return self.count if self.count is not None else max(1, round((self.rate or 0) * rows))


@cache
def load_kinds(dataset: str) -> Mapping[str, Kind]:
    """Return the kinds of fault that a dataset makes, by name, in the order of the file."""
    text = (Path(__file__).parent / "feeds.yaml").read_text(encoding="utf-8")
    return {name: Kind(**kind) for name, kind in yaml.safe_load(text)[dataset].items()}


def choose(
    rng: Random, dataset: str, rows: int, fits: Mapping[str, Callable[[int], bool]] | None = None
) -> dict[int, str]:
    """Return the rows to spoil and how: never two faults in one row.

    Args:
        rng: Where the choice comes from.
        dataset: Whose kinds.
        rows: How many rows the day has.
        fits: For a kind that not every row can have, whether row ``i`` (0-based) can.

    Returns:
        Kind by 0-based row. A kind that no free row fits is left out: ten permits have no second page.
    """
    free = rng.sample(range(rows), rows)
    chosen: dict[int, str] = {}
    for name, kind in load_kinds(dataset).items():
        fitting = (fits or {}).get(name)
        picked = [row for row in free if fitting is None or fitting(row)][: kind.rows_of(rows)]
        chosen.update(dict.fromkeys(picked, name))
        free = [row for row in free if row not in chosen]
    return chosen
