"""dataframely: a schema class with its primary key, and `filter`, which parts the rows."""

from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl

from benchmarks.validation.rules import Plain, holds, read_rules


def run(path: Path, rules: Path, out: Path) -> None:
    """Filter."""
    frame = pl.read_parquet(path)
    good, failure = _schema(read_rules(rules), frame.schema).filter(frame)
    good.write_parquet(out / "accepted.parquet")
    failure.invalid().write_parquet(out / "rejected.parquet")


def _schema(rules: list[Plain], schema: pl.Schema) -> Any:
    (unique,) = [rule for rule in rules if rule.kind == "unique"]
    required = {rule.column for rule in rules if rule.kind == "required"}
    members: dict[str, Any] = {}
    for name, kind in schema.items():
        checks = {
            rule.id.replace(".", "_"): _function(rule, schema)
            for rule in rules
            if rule.columns[:1] == (name,) and rule.kind not in {"required", "rule", "unique"}
        }
        column = {pl.String: dy.String, pl.Int64: dy.Int64, pl.Date: dy.Date}.get(type(kind))
        options: dict[str, Any] = {"nullable": name not in required, "check": checks or None}
        if name in unique.columns:
            options |= {"primary_key": True, "nullable": False}
        if isinstance(kind, pl.Decimal):
            members[name] = dy.Decimal(kind.precision, kind.scale, **options)
        elif isinstance(kind, pl.Datetime):
            members[name] = dy.Datetime(time_zone=kind.time_zone, time_unit="us", **options)
        elif column is not None:
            members[name] = column(**options)
    for rule in rules:
        if rule.kind == "rule":
            members[rule.id] = dy.rule()(_row_rule(rule, schema))
    return type("Race", (dy.Schema,), members)


def _function(rule: Plain, schema: pl.Schema) -> Any:
    return lambda _: holds(rule, schema)


def _row_rule(rule: Plain, schema: pl.Schema) -> Any:
    return lambda _: holds(rule, schema).fill_null(value=True)
