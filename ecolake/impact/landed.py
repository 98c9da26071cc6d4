"""Rows judged from their landed bytes, whole, as acceptance judges them; nothing is written.

For what the lake does not tell: rows of one key that contradict each other, batches accepted under a third standard, and a
changed mapping.
"""

from collections.abc import Iterator, Sequence

import polars as pl

from ecolake.acceptance import in_groups
from ecolake.batch_reader import BatchReading, read_batch
from ecolake.deduplication import CONFLICT, deduplicate
from ecolake.home import Home
from ecolake.impact.turned import none_turned, turned
from ecolake.impact.typed import typed
from ecolake.landing import Manifest
from ecolake.mapping_reshape import row_place
from ecolake.mapping_typed import together
from ecolake.references import Known
from ecolake.scratch import scratch_folder
from ecolake.spool import Spool
from ecolake.standards.catalogue import Dataset
from ecolake.standards.compile import compile_dataset
from ecolake.validation import payload, validate

# Batches are judged together up to this many landed bytes, which bounds memory.
GROUP_BYTES = 64 << 20


def rejected_from_landed(
    home: Home, dataset: Dataset, manifests: Sequence[Manifest], known: Known
) -> pl.DataFrame:
    """The rows of landed batches that a standard rejects, as `TURNED`; with the row as received."""
    parts = [none_turned()]
    # Only where nothing may change do earlier batches decide over a row; elsewhere they make it a repetition or a correction.
    standing: list[pl.DataFrame] = []
    for group in in_groups(manifests):
        with scratch_folder(home) as scratch:
            spool = Spool(scratch)
            readings = [read_batch(home, dataset, manifest, spool) for manifest in group]
            parts.extend(_rejected(readings, dataset, known, standing))
    return pl.concat(parts)


def _rejected(
    readings: Sequence[BatchReading], dataset: Dataset, known: Known, standing: list[pl.DataFrame]
) -> Iterator[pl.DataFrame]:
    rules, value = pl.col("rules"), pl.col("payload")
    for reading in readings:
        yield turned(reading.rejected, rules, payload=value)
    frames = [frame for reading in readings for frame in reading.frames]
    if not frames:
        return
    received = together(frames)
    verdict = validate(typed(received, dataset), compile_dataset(dataset), known)
    yield turned(verdict.rejected, rules, payload=value)
    before = pl.concat([verdict.accepted.clear(), *standing]).lazy()
    told = deduplicate(verdict.accepted, before, dataset)
    if dataset.spec.changes == "refuse":
        standing.append(told.accepted)
    place = row_place(dataset.mapping)
    places = verdict.source_rows.join(pl.concat([told.conflicts, told.refused]).select(place), on=place)
    yield turned(places, pl.lit([CONFLICT]), payload=payload(places.schema))
