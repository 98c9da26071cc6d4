"""The rows that landed, by the digest that the truth knows them by, and what became of each.

Belongs here: reading a home. Does not belong here: what a row should have become (`faults`, `places`).
"""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from ecolake import lake
from ecolake.errors import UnreadableError
from ecolake.formats import read_table
from ecolake.home import Home
from ecolake.landing import batch_folder, manifests
from ecolake.standards.catalogue import Dataset
from ecolake.visibility import visible
from simulator.truth.digest import columns_of, digests

PLACE = ["_batch", "_file", "_row"]
LANDED = pl.Schema({"_batch": pl.String(), "_file": pl.String(), "_row": pl.Int64(), "digest": pl.String()})


def landed_rows(home: Home, dataset: Dataset) -> pl.DataFrame:
    """Read the landed files again and name each row."""
    mapping = dataset.mapping
    if mapping is None:
        return pl.DataFrame(schema=LANDED)
    columns = columns_of(dataset)
    parts = [pl.DataFrame(schema=LANDED)]
    with TemporaryDirectory() as scratch:
        for manifest in manifests(home, dataset.source, dataset.name):
            folder = batch_folder(home, manifest.source, manifest.dataset, manifest.batch)
            for file in manifest.files:
                try:
                    table = read_table(folder / file.name, mapping.read, Path(scratch))
                except UnreadableError:
                    continue
                names = digests(table.frame, columns)
                # A record that is no row of the table has no digest; the hand-written feeds know it by its place.
                for frame, digest in ((table.frame, names), (table.malformed, pl.lit(""))):
                    place = {
                        "_batch": pl.lit(manifest.batch),
                        "_file": pl.lit(file.name),
                        "_row": pl.col("_row"),
                    }
                    parts.append(
                        frame.with_columns(digest=digest).select(**place, digest="digest").cast(dict(LANDED))
                    )  # type: ignore[arg-type]
    return pl.concat(parts)


def outcomes(home: Home, dataset: Dataset, landed: pl.DataFrame) -> pl.DataFrame:
    """Add what became of each row: `outcome` accepted, rejected or duplicate, `is_flagged`, and the `rules` that refused it."""
    accepted = lake_rows(home, dataset, lake.accepted(dataset.table), {"_flags": pl.List(pl.String())})
    rejected = lake_rows(home, dataset, lake.rejected(dataset.table), {"rules": pl.List(pl.String())})
    told = (
        landed.join(accepted.with_columns(_is_accepted=pl.lit(value=True)), on=PLACE, how="left")
        .join(rejected.with_columns(_is_rejected=pl.lit(value=True)), on=PLACE, how="left")
        .with_columns(
            outcome=pl.when("_is_rejected")
            .then(pl.lit("rejected"))
            .when("_is_accepted")
            .then(pl.lit("accepted"))
            .otherwise(pl.lit("duplicate")),
            is_flagged=pl.col("_flags").list.len().fill_null(0) > 0,
        )
    )
    return told.select(*landed.columns, "outcome", "is_flagged", "rules")


def lake_rows(home: Home, dataset: Dataset, name: str, more: Mapping[str, pl.DataType]) -> pl.DataFrame:
    """Read the rows of a lake table that count, one a place, with some of its columns."""
    schema = pl.Schema({**{key: LANDED[key] for key in PLACE}, **more})
    return visible(home, name, dataset, schema).select(*schema).unique(PLACE, keep="last").collect()


def refused_files(home: Home, dataset: Dataset) -> set[str]:
    """Return the names of the files that were refused whole: a reject in row 0 stands for all their rows."""
    rejected = lake_rows(home, dataset, lake.rejected(dataset.table), {"rules": pl.List(pl.String())})
    return set(rejected.filter(pl.col("_row") == 0)["_file"])
