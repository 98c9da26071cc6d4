"""pointblank: one step per rule, and the rows sundered by them."""

from pathlib import Path

import pointblank as pb
import polars as pl

from benchmarks.validation.rules import holds, read_rules


def run(path: Path, rules: Path, out: Path) -> None:
    """Interrogate."""
    frame = pl.read_parquet(path)
    told = pb.Validate(frame)
    for rule in read_rules(rules):
        if rule.kind == "required":
            told = told.col_vals_not_null(rule.column)
        elif rule.kind == "range":
            # It takes no decimals; the bounds of the race are whole.
            told = told.col_vals_between(rule.column, *map(int, rule.value), na_pass=True)
        elif rule.kind == "pattern":
            told = told.col_vals_regex(rule.column, rule.value, na_pass=True)
        elif rule.kind == "unique":
            # `rows_distinct` counts, but sundering leaves it out.
            told = told.col_vals_expr(pl.struct(rule.columns).is_unique())
        else:
            # Sets have no way to let null pass, and check characters no step: both are expressions.
            told = told.col_vals_expr(holds(rule, frame.schema).fill_null(value=True))
    told = told.interrogate(collect_extracts=False)
    told.get_sundered_data("pass").write_parquet(out / "accepted.parquet")
    told.get_sundered_data("fail").write_parquet(out / "rejected.parquet")
