"""Great Expectations on pandas, its own ground: one expectation per rule, the failing rows by their index."""

import warnings
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.validation.rules import Plain, holds, read_rules

# What has no expectation of its own is computed before, as a column that must be true.
_COMPUTED = {"rule", "check"}


def run(path: Path, rules: Path, out: Path) -> None:
    """Validate a batch of pandas."""
    warnings.simplefilter("ignore")
    import great_expectations as gx

    plain = read_rules(rules)
    rows = pl.read_parquet(path)
    computed = [
        holds(rule, rows.schema).fill_null(value=True).alias(rule.id)
        for rule in plain
        if rule.kind in _COMPUTED
    ]
    frame = rows.with_columns(computed).cast({pl.Decimal: pl.Float64}).to_pandas()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("race").add_dataframe_asset("rows")
    batch = source.add_batch_definition_whole_dataframe("all").get_batch(
        batch_parameters={"dataframe": frame}
    )
    suite = gx.ExpectationSuite("race", expectations=[_expectation(gx.expectations, rule) for rule in plain])
    told = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    failing = {index for result in told.results for index in result.result.get("unexpected_index_list") or ()}
    bad = pl.Series(sorted(failing), dtype=pl.UInt32)
    marked = rows.with_row_index("index").with_columns(bad=pl.col("index").is_in(bad.implode()))
    marked.filter(~pl.col("bad")).drop("index", "bad").write_parquet(out / "accepted.parquet")
    marked.filter("bad").drop("index", "bad").write_parquet(out / "rejected.parquet")


def _expectation(known: Any, rule: Plain) -> Any:
    if rule.kind in _COMPUTED:
        return known.ExpectColumnValuesToBeInSet(column=rule.id, value_set=[True])
    if rule.kind == "required":
        return known.ExpectColumnValuesToNotBeNull(column=rule.column)
    if rule.kind == "range":
        low, high = map(float, rule.value)
        return known.ExpectColumnValuesToBeBetween(column=rule.column, min_value=low, max_value=high)
    if rule.kind == "pattern":
        return known.ExpectColumnValuesToMatchRegex(column=rule.column, regex=rule.value)
    if rule.kind == "length":
        return known.ExpectColumnValueLengthsToBeBetween(column=rule.column, max_value=rule.value)
    if rule.kind == "unique":
        if len(rule.columns) == 1:
            return known.ExpectColumnValuesToBeUnique(column=rule.column)
        return known.ExpectCompoundColumnsToBeUnique(column_list=list(rule.columns))
    return known.ExpectColumnValuesToBeInSet(column=rule.column, value_set=rule.value)
