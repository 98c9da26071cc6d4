"""A few of the rows that are judged otherwise, in words: where they are, what they say, and what they are told."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from ecolake.deduplication import CONFLICT, MESSAGE
from ecolake.impact.dataset_trial import DatasetTrial
from ecolake.standards.catalogue import Dataset
from ecolake.standards.compile import compile_dataset
from ecolake.trace.landed import WITHHELD


@dataclass(frozen=True)
class Example:
    """One row that is judged otherwise.

    Attributes:
        turned: rejected (it would be, and is not) or admitted (it is, and would not be).
        batch: Its landed batch.
        file: File in the batch.
        row: 1-based record as a spreadsheet shows it; 0 for a whole file.
        rule: The first rule that rejects it, now or so far.
        value: What it says in the items of that rule; personal values are withheld.
        zh: What the department is told, or was.
        en: The same in English.
    """

    turned: str
    batch: str
    file: str
    row: int
    rule: str
    value: str
    zh: str
    en: str


def examples(trial: DatasetTrial, shown: int) -> Iterator[Example]:
    """The first rows of either kind, in landing order."""
    for turned, rows, dataset in (
        ("rejected", trial.rejected, trial.plan.new),
        ("admitted", trial.admitted, trial.plan.old),
    ):
        yield from _examples(turned, rows.head(shown), dataset)


def _examples(turned: str, rows: pl.DataFrame, dataset: Dataset) -> Iterator[Example]:
    checks = {check.id: check for check in compile_dataset(dataset).checks}
    for row in rows.iter_rows(named=True):
        rule = next(iter(row["rules"]), "")
        check = checks.get(rule)
        message = check.message if check else MESSAGE if rule == CONFLICT else None
        items = check.items if check else dataset.key
        yield Example(
            turned=turned,
            batch=row["_batch"],
            file=row["_file"],
            row=row["_row"],
            rule=rule,
            value=row["value"] if row["value"] is not None else _from_payload(row["payload"], items, dataset),
            zh=message.zh if message else "",
            en=message.en if message else "",
        )


def _from_payload(payload: str | None, items: tuple[str, ...], dataset: Dataset) -> str:
    """What the source's own columns say, as `column=value`."""
    received: dict[str, Any] = json.loads(payload or "{}")
    columns = dataset.mapping.column_of if dataset.mapping else {}
    return " ".join(
        f"{column}={WITHHELD if dataset.items[item].guarded else received[column]}"
        for item in items
        for column in columns.get(item, "").split("、")
        if received.get(column) is not None
    )
