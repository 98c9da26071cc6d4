"""pandera as shipped: built-in checks on columns, functions for what it has none for, failing rows by its failure cases."""

import warnings
from pathlib import Path
from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl

from benchmarks.validation.rules import Plain, holds, read_rules


def run(path: Path, rules: Path, out: Path) -> None:
    """Validate lazily, and look the failing rows up."""
    frame = pl.read_parquet(path)
    schema = _schema(read_rules(rules), frame.schema)
    bad = pl.Series("index", [], dtype=pl.UInt32)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema.validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        bad = errors.failure_cases["index"].drop_nulls().cast(pl.UInt32).unique()
    marked = frame.with_row_index("index").with_columns(bad=pl.col("index").is_in(bad.implode()))
    marked.filter(~pl.col("bad")).drop("index", "bad").write_parquet(out / "accepted.parquet")
    marked.filter("bad").drop("index", "bad").write_parquet(out / "rejected.parquet")


def _schema(rules: list[Plain], schema: pl.Schema) -> pa.DataFrameSchema:
    key = next(list(rule.columns) for rule in rules if rule.kind == "unique")
    required = {rule.column for rule in rules if rule.kind == "required"}
    return pa.DataFrameSchema(
        columns={
            name: pa.Column(
                kind,
                nullable=name not in required,
                checks=[
                    _check(rule, schema) for rule in rules if rule.columns[:1] == (name,) and _of_column(rule)
                ],
            )
            for name, kind in schema.items()
        },
        checks=[_by_row(rule, schema) for rule in rules if rule.kind == "rule"],
        unique=key,
        report_duplicates="all",
    )


def _of_column(rule: Plain) -> bool:
    return rule.kind not in {"required", "rule", "unique"}


def _check(rule: Plain, schema: pl.Schema) -> pa.Check:
    if rule.kind == "range":
        low, high = pl.DataFrame({"b": rule.value}).select(pl.col("b").cast(schema[rule.column]))["b"]
        return pa.Check.in_range(low, high)
    if rule.kind == "pattern":
        return pa.Check.str_matches(rule.value)
    if rule.kind in {"code", "reference"}:
        return pa.Check.isin(rule.value)
    if rule.kind == "length":
        return pa.Check.str_length(max_value=rule.value)
    return pa.Check(lambda data: data.lazyframe.select(holds(rule, schema)), name=rule.id)


def _by_row(rule: Plain, schema: pl.Schema) -> Any:
    return pa.Check(
        lambda data: data.lazyframe.select(holds(rule, schema).fill_null(value=True)), name=rule.id
    )
