"""The engine of this project: one plan of a standard, as acceptance runs it, into two files."""

import json
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.validation.data import STANDARDS
from ecolake.reasons import reasons
from ecolake.standards.compile import compile_dataset
from ecolake.standards.load import load
from ecolake.uniqueness import POSITION, repeated, unique_check
from ecolake.validation import judge, write


def run(path: Path, rules: Path, out: Path) -> None:
    """Judge all rows; what is rejected keeps its own columns and says why."""
    dataset = load(STANDARDS).datasets[path.name.split("-")[0].replace("_", ".", 1)]
    rows = pl.scan_parquet(path)
    columns = rows.collect_schema().names()
    standard = compile_dataset(dataset)
    key = unique_check(dataset, repeated(rows, dataset.key, out))
    frame = rows.with_row_index(POSITION).with_columns(_batch=pl.lit(path.stem))
    judged = judge(frame, standard.with_check(key), _known(dataset, rules))
    accepted = judged.admitted.select(columns)
    told = judged.refused.with_columns(reasons(judged.standard).alias("_told"))
    rejected = told.select(*columns, pl.col("_told").struct.unnest())
    write(judged, (accepted, out / "accepted.parquet"), (rejected, out / "rejected.parquet"))


def _known(dataset: Any, rules: Path) -> dict[str, pl.DataFrame]:
    """What the datasets hold that this one refers to, which acceptance reads from the lake."""
    values = {rule["id"]: rule["value"] for rule in json.loads(rules.read_text("utf-8"))}
    return {link.id: pl.DataFrame({"key_0": values[link.id]}) for link in dataset.links}
