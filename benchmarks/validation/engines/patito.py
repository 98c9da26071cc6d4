"""patito: a model with constraints; it counts what fails by column and does not say which rows."""

from pathlib import Path
from typing import Any

import patito as pt
import polars as pl

from benchmarks.validation.rules import Plain, holds, read_rules, valid_codes


def run(path: Path, rules: Path, _: Path) -> None:
    """Validate; rows are not parted, as there is no way to ask for them."""
    # A field may not begin with an underscore.
    frame = pl.read_parquet(path).drop("_row")
    try:
        _model(read_rules(rules), frame).validate(frame)
    except pt.exceptions.DataFrameValidationError:
        return
    raise AssertionError("patito found nothing")


def _model(rules: list[Plain], frame: pl.DataFrame) -> Any:
    required = {rule.column for rule in rules if rule.kind == "required"}
    members: dict[str, Any] = {}
    kinds: dict[str, Any] = {}
    for name, kind in frame.schema.items():
        mine = [rule for rule in rules if rule.columns[:1] == (name,) and rule.kind != "required"]
        members[name] = pt.Field(dtype=kind, constraints=[_constraint(rule, frame) for rule in mine] or None)
        python = {pl.String: str, pl.Int64: int}.get(type(kind), Any)
        kinds[name] = python if name in required else python | None
    return type("Race", (pt.Model,), {"__annotations__": kinds, **members})


def _constraint(rule: Plain, frame: pl.DataFrame) -> pl.Expr:
    if rule.kind == "unique":
        return pl.struct(rule.columns).is_unique()
    if rule.kind == "check":
        # A model is written down as JSON, in which a function has no place: the valid codes are looked up first.
        codes = frame[rule.column].drop_nulls().unique()
        return pl.col(rule.column).is_in(codes.filter(valid_codes(codes)).implode()).fill_null(value=True)
    return holds(rule, frame.schema).fill_null(value=True)
