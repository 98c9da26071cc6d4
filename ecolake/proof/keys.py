"""Prove the key of a dataset: what it says is one thing is one, and what it does not is not.

Rows are told apart by the very code that acceptance uses (`ecolake.deduplication`).
"""

from typing import Any

import polars as pl

from ecolake.deduplication import deduplicate
from ecolake.proof.judge import Judge
from ecolake.standards.catalogue import Item
from ecolake.standards.pools import pool
from ecolake.validation import META

NO_CONFLICT = "a row of the same key and other content passed in one batch"
NO_DUPLICATE = "the same row passed twice"
WRONG_CHANGE = "a later row of the same key and other content was not taken as the standard says"
TOO_WIDE = "a row of another key was not taken as a new one"


def key_fault(judge: Judge, good: pl.DataFrame) -> str | None:
    """Say what is wrong with how the key is kept, None when it is proven.

    Args:
        judge: The dataset.
        good: One row that passes.
    """
    dataset = judge.dataset
    said = [name for name, item in dataset.items.items() if not (item.derived or item.arrival)]
    others = [name for name in said if name not in dataset.key]
    conflicting = [_changed(good, dataset.items[name]) for name in others]
    news = [_changed(good, dataset.items[name]) for name in dataset.key if name in said]
    rows = _typed(pl.concat([good, good, *conflicting, *news]), judge)
    told = deduplicate(_of_one_batch(rows), _of_one_batch(rows.clear()).lazy(), dataset)
    if told.duplicates["_row"].to_list() != [2]:
        return NO_DUPLICATE
    if sorted(told.conflicts["_row"]) != list(range(3, 3 + len(conflicting))):
        return NO_CONFLICT
    if told.accepted.height != 1 + len(news):
        return TOO_WIDE
    for changed in conflicting[:1]:
        later = _of_one_batch(_typed(changed, judge), 2)
        told = deduplicate(later, _of_one_batch(_typed(good, judge)).lazy(), dataset)
        taken = told.refused if dataset.spec.changes == "refuse" else told.accepted
        if taken.height != 1:
            return WRONG_CHANGE
    return None


def _typed(rows: pl.DataFrame, judge: Judge) -> pl.DataFrame:
    return rows.cast(dict(judge.dataset.schema))  # type: ignore[arg-type]


def _of_one_batch(rows: pl.DataFrame, sequence: int = 1) -> pl.DataFrame:
    """Number the rows of one file, as in the accepted table."""
    meta: dict[str, Any] = {
        "_batch": f"b{sequence}",
        "_file": "",
        "_sequence": sequence,
        "_received_at": None,
    }
    return rows.with_columns(
        *(pl.lit(value, META[name]).alias(name) for name, value in meta.items()),
        pl.lit([], pl.List(pl.String)).alias("_flags"),
        pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_row"),
    )


def _changed(good: pl.DataFrame, item: Item) -> pl.DataFrame:
    """The good row with another value of one item: none, or some where it has none."""
    value = None if good[item.name].null_count() == 0 else pool(item)[0]
    return good.with_columns(pl.Series(item.name, [value], dtype=item.polars, strict=False))
