"""Hold what was injected against what was caught, dataset by dataset."""

from collections.abc import Collection

import polars as pl

from benchmarks.score import faults, places
from benchmarks.score.landed import landed_rows, outcomes, refused_files
from benchmarks.score.report import Report
from ecolake.home import Home
from ecolake.standards.catalogue import Standards


def score(home: Home, standards: Standards, only: Collection[str] | None = None) -> Report:
    """Hold what was injected against what was caught.

    Args:
        home: A home into which a simulation was brought.
        standards: The standards by which it was.
        only: Ids of the datasets that count; None for all.
    """
    by_digest = pl.read_parquet(home.simulated / "truth" / "faults.parquet")
    by_place = places.hand_written(home.simulated / "truth" / "faults.jsonl")
    report = Report()
    for dataset_id in standards.delivered if only is None else sorted(only):
        dataset = standards.datasets[dataset_id]
        rows = outcomes(home, dataset, landed_rows(home, dataset))
        own = by_digest.filter(source=dataset.source, dataset=dataset.name)
        hand = by_place.filter(source=dataset.source, dataset=dataset.name)
        faults.score_rows(report, dataset_id, rows, own.filter(pl.col("digest") != ""))
        faults.score_files(report, home, dataset, own.filter(pl.col("digest") == ""))
        good = rows.join(own.select("digest").unique(), on="digest", how="anti")
        if hand.height:
            good = places.score_places(report, dataset_id, good, hand)
        _score_good(report, dataset_id, good)
        if gone := _vanished(rows, good.filter(~pl.col("_file").is_in(list(refused_files(home, dataset))))):
            report.vanished[dataset_id] = gone
    return report


def _score_good(report: Report, dataset_id: str, good: pl.DataFrame) -> None:
    report.good += good.height
    report.flagged += int(good["is_flagged"].sum())
    refused = good.filter(pl.col("outcome") == "rejected").select(
        pl.col("rules").list.join("+").alias("rules")
    )
    for rules, count in refused.group_by("rules").len().sort("rules").iter_rows():
        report.refused[dataset_id, rules] = count


def _vanished(rows: pl.DataFrame, good: pl.DataFrame) -> int:
    """Count the good rows that are neither accepted nor rejected though no row that reads the same was accepted."""
    accepted = rows.filter(pl.col("outcome") == "accepted")
    repeats = good.filter((pl.col("outcome") == "duplicate") & (pl.col("digest") != ""))
    return repeats.join(accepted, on="digest", how="anti").height
