"""From rows as received to rows of items, as acceptance makes them: mapped, and with what is derived."""

import polars as pl

from ecolake.batch_reader import mapping_of
from ecolake.domain.derivation import resolve as resolve_derivation
from ecolake.mapping import map_table
from ecolake.standards.catalogue import Dataset


def typed(received: pl.DataFrame | pl.LazyFrame, dataset: Dataset) -> pl.LazyFrame:
    """All columns of the frame, the items, and `_unread_<item>` for each that is received.

    Args:
        received: The source's columns as `_raw.<column>`, and those of `META`.
        dataset: The standard.
    """
    rows = map_table(received, dataset, mapping_of(dataset))
    for derivation in dataset.spec.derive:
        rows = resolve_derivation(derivation).apply(rows)
    return rows
