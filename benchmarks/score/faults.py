"""Faults that the truth names by a row's digest, or by a file: were they caught, and were they found at all?"""

import polars as pl

from benchmarks.score.landed import refused_files
from benchmarks.score.report import Report
from ecolake import lake
from ecolake.home import Home
from ecolake.standards.catalogue import Dataset

# What the hand-written feeds call their faults, by what should become of them.
REFUSED = "file"


def score_rows(report: Report, dataset_id: str, rows: pl.DataFrame, faults: pl.DataFrame) -> None:
    """Score faults of rows; one whose row is in no landed file is lost."""
    by_row = rows.group_by("digest").agg(
        rejected=(pl.col("outcome") == "rejected").any(),
        flagged=pl.col("is_flagged").any(),
        repeats=(pl.col("outcome") == "duplicate").sum(),
    )
    for fault in faults.join(by_row, on="digest", how="left").iter_rows(named=True):
        one = report.of(fault["kind"])
        one.injected += 1
        if fault["rejected"] is None:
            one.lost += 1
        is_caught = bool(fault["rejected"] or (fault["flagged"] and fault["expected"] != "reject"))
        if fault["expected"] == "duplicate":
            is_caught = bool(fault["repeats"])
        report.count(one, dataset_id, fault, is_caught=is_caught)


def score_files(report: Report, home: Home, dataset: Dataset, faults: pl.DataFrame) -> None:
    """A file that must be refused has a reject in row 0; an unknown column is told in the account."""
    if not faults.height:
        return
    refused = refused_files(home, dataset)
    accounts = lake.scan(
        home,
        lake.ACCOUNTS,
        pl.Schema({"source": pl.String, "dataset": pl.String, "notes": pl.List(pl.String)}),
    )
    notes = (
        accounts.filter(source=dataset.source, dataset=dataset.name)
        .select(pl.col("notes").explode())
        .collect()
    )
    told = "\n".join(note for note in notes["notes"] if note)
    for fault in faults.iter_rows(named=True):
        one = report.of(fault["kind"])
        one.injected += 1
        is_caught = (
            fault["file"] in refused if fault["expected"] == REFUSED else f"'{fault['written']}'" in told
        )
        report.count(one, dataset.id, fault, is_caught=is_caught)
