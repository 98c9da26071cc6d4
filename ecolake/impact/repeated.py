"""The rows that only repeat what was known: the lake counts them and does not hold them, so they are read from landed bytes.

Reading them is by far the dearest part of a trial, and a person who weighs a rule tries it several times. They are therefore kept,
typed, in `<home>/impact` until the standard they were typed by has changed. That folder may be deleted at any time.
"""

import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from ecolake import accounts, lake
from ecolake.batch_reader import read_batch
from ecolake.home import Home
from ecolake.impact.turned import PLACE
from ecolake.impact.typed import typed
from ecolake.landing import Manifest
from ecolake.mapping_typed import together
from ecolake.scratch import scratch_folder
from ecolake.spool import Spool
from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import unread_column
from ecolake.validation import META
from ecolake.visibility import visible


def repeated_rows(home: Home, dataset: Dataset, manifests: Sequence[Manifest]) -> pl.DataFrame:
    """The repeated rows of some batches, with the columns of `META`, the items and `_unread_<item>`.

    Args:
        home: The installation.
        dataset: The standard under which the batches were accepted.
        manifests: Batches accepted under it.
    """
    shelf = home.root / "impact" / dataset.table / dataset.fingerprint
    attempts = accounts.attempts(home, dataset.source, dataset.name)
    parts = [pl.DataFrame(schema=_schema(dataset))]
    for manifest in manifests:
        # Judged again, it may repeat other rows.
        path = shelf / f"{manifest.batch}.{attempts.get(manifest.batch, 0)}.parquet"
        if not path.is_file():
            _keep(_read(home, dataset, manifest), path)
        parts.append(pl.read_parquet(path))
    return pl.concat(parts)


def _schema(dataset: Dataset) -> pl.Schema:
    marks = {unread_column(name): pl.Boolean() for name, item in dataset.items.items() if not item.derived}
    return pl.Schema({**META, **dataset.schema, **marks})


def _read(home: Home, dataset: Dataset, manifest: Manifest) -> pl.DataFrame:
    """Rows of a batch that are neither accepted nor rejected."""
    schema = _schema(dataset)
    with scratch_folder(home) as scratch:
        frames = read_batch(home, dataset, manifest, Spool(scratch)).frames
        if not frames:
            return pl.DataFrame(schema=schema)
        received = together(frames).collect()
    for table in (lake.accepted(dataset.table), lake.rejected(dataset.table)):
        if lake.exists(home, table):
            place = pl.Schema({name: META[name] for name in PLACE})
            known = visible(home, table, dataset, place).filter(pl.col("_batch") == manifest.batch)
            received = received.join(known.collect(), on=PLACE, how="anti")
    return typed(received, dataset).select(schema.names()).cast(dict(schema)).collect()  # type: ignore[arg-type]


def _keep(rows: pl.DataFrame, path: Path) -> None:
    """Keep the rows, and nothing that an earlier standard typed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for other in path.parent.parent.iterdir():
        if other != path.parent:
            shutil.rmtree(other, ignore_errors=True)
    draft = path.with_suffix(".draft")
    rows.write_parquet(draft)
    draft.replace(path)
