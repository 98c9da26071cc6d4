"""A delivery's table with its faults: the rows that were chosen, said as the source would, and what each fault is.

Does not belong here: which rows (`choose`), what the standard can see of them (`verdict`).
"""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random

import polars as pl

from ecolake.standards.catalogue import Dataset
from simulator.departments.disguise import Said, item_of, say
from simulator.noise.choose import REPEATS, Chooser, Fault
from simulator.noise.verdict import Verdict, verdicts


@dataclass(frozen=True)
class Injected:
    """One fault.

    Attributes:
        position: Row of the said table, 0-based.
        kind: What was done.
        items: The items that it was done to, by commas; empty for a whole row.
        true: What they are in truth.
        written: What the source says instead.
        seen: Whether a check of the standard could see it; None: a reference may.
        expected: reject, flag, duplicate or none.
    """

    position: int
    kind: str
    items: str
    true: str
    written: str
    seen: bool | None
    expected: str


@dataclass(frozen=True)
class Spoilt:
    """A said table with its faults.

    Attributes:
        said: The table.
        faults: What is wrong in it.
        order: Of each of its rows, which of the true rows it is.
    """

    said: Said
    faults: list[Injected]
    order: list[int]


def spoil(
    rows: pl.DataFrame, dataset: Dataset, rates: Mapping[str, float], rng: Random, received: datetime
) -> Spoilt:
    """Say true rows in the source's words, with faults.

    Args:
        rows: The true rows.
        dataset: The standard, with its mapping.
        rates: Share of the rows that each kind spoils.
        rng: Where chance comes from.
        received: When the rows will be received.
    """
    faults = Chooser(rows, dataset, rng).choose(rates)
    repeated = sorted(fault.row for fault in faults if fault.kind in REPEATS)
    order = sorted([*range(rows.height), *repeated])
    said = say(rows[order] if repeated else rows, dataset)
    # A row stands after all repeats of the rows before it; its own repeat right behind it.
    places = [fault.row + bisect_left(repeated, fault.row) + (fault.kind in REPEATS) for fault in faults]
    texts = [fault.texts for fault in faults]
    said = _overwrite(said, dataset, list(zip(places, texts, strict=True)))
    judged = verdicts(dataset, [rows.row(fault.row, named=True) for fault in faults], texts, received)
    injected = [
        _injected(fault, place, rows, one, verdict)
        for fault, place, one, verdict in zip(faults, places, texts, judged, strict=True)
    ]
    return Spoilt(said, injected, order)


def _overwrite(said: Said, dataset: Dataset, changes: list[tuple[int, dict[str, str | None]]]) -> Said:
    by_item: dict[str, dict[int, str | None]] = {}
    for position, texts in changes:
        for name, text in texts.items():
            by_item.setdefault(name, {})[position] = text
    columns = item_of(dataset)
    frame = said.frame
    for name, cells in by_item.items():
        column = columns[name]
        index = frame.columns.index(column)
        spoilt = frame.to_series(index).scatter(list(cells), pl.Series(list(cells.values()), dtype=pl.String))
        frame = frame.with_columns(spoilt.alias(column))
    return said.with_frame(frame)


def _injected(
    fault: Fault, position: int, rows: pl.DataFrame, texts: Mapping[str, str | None], verdict: Verdict
) -> Injected:
    seen, expected = verdict.seen, str(verdict.expected)
    if fault.kind == "duplicate":
        seen, expected = True, "duplicate"
    elif fault.kind == "conflicting_duplicate" and expected != "reject":
        seen, expected = True, "reject"
    true = rows.row(fault.row, named=True)
    return Injected(
        position,
        fault.kind,
        ",".join(texts),
        "；".join("" if true[name] is None else str(true[name]) for name in texts),
        "；".join(text or "" for text in texts.values()),
        seen,
        expected,
    )
