"""Faults of the hand-written feeds, which name the file and the row that they are in."""

from pathlib import Path

import polars as pl

from benchmarks.score.report import Report


def hand_written(path: Path) -> pl.DataFrame:
    """Read the record of these faults; it is empty where there is none."""
    lines = pl.read_ndjson(path) if path.is_file() and path.stat().st_size else pl.DataFrame()
    wanted = {
        "source": pl.String,
        "dataset": pl.String,
        "file": pl.String,
        "row": pl.Int64,
        "kind": pl.String,
    }
    return lines.select(list(wanted)).cast(wanted) if lines.width else pl.DataFrame(schema=wanted)  # type: ignore[arg-type]


def score_places(report: Report, dataset_id: str, rows: pl.DataFrame, faults: pl.DataFrame) -> pl.DataFrame:
    """Score faults that name their place; return the rows that have none. One whose place has not landed is lost."""
    for fault in faults.join(rows, left_on=["file", "row"], right_on=["_file", "_row"], how="anti").iter_rows(
        named=True
    ):
        one = report.of(f"{fault['kind']} (by hand)")
        one.injected += 1
        one.lost += 1
    found = rows.join(
        faults, left_on=["_file", "_row"], right_on=["file", "row"], how="inner", suffix="_fault"
    )
    expected = {
        "duplicate": "duplicate",
        "same_rows_other_file": "duplicate",
        "resent": "duplicate",
        "wrong_published_aqi": "flag",
    }
    for fault in found.iter_rows(named=True):
        one = report.of(f"{fault['kind']} (by hand)")
        wanted = expected.get(fault["kind"], "reject")
        # Several landed versions of one file show the same row again: each is judged.
        one.injected += 1
        is_caught = (
            fault["outcome"] == "rejected"
            or fault["outcome"] == wanted
            or (wanted == "flag" and fault["is_flagged"])
        )
        told = {
            "kind": fault["kind"],
            "item": "",
            "true": "",
            "written": f"{fault['_file']} row {fault['_row']}",
            "expected": wanted,
        }
        report.count(one, dataset_id, {**told, "seen": True}, is_caught=is_caught)
    return rows.join(faults, left_on=["_file", "_row"], right_on=["file", "row"], how="anti")
