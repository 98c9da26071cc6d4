"""DuckDB: the failing rows in one statement, kept as a table, and both files by joining with it."""

from pathlib import Path

import duckdb

from benchmarks.validation.rules import read_rules, sql, uscc_macro


def run(path: Path, rules: Path, out: Path) -> None:
    """Ask."""
    with duckdb.connect() as base:
        base.execute("set preserve_insertion_order = false")
        base.execute(uscc_macro())
        base.execute(f"create view rows as from read_parquet('{path}')")
        plain = read_rules(rules)
        (unique,) = [rule for rule in plain if rule.kind == "unique"]
        key = ", ".join(f'"{name}"' for name in unique.columns)
        same = " and ".join(f'r."{name}" is not distinct from d."{name}"' for name in unique.columns)
        failing = " or ".join(f"not ({sql(rule)})" for rule in plain if rule.kind != "unique")
        base.execute(f"create temp table twice as select {key} from rows group by all having count(*) > 1")
        base.execute(
            f"create temp table bad as select _row from rows where {failing} "
            f"union select r._row from rows r join twice d on {same}"
        )
        for name, kind in (("accepted", "anti"), ("rejected", "semi")):
            base.execute(
                f"copy (select * from rows {kind} join bad using (_row)) to '{out}/{name}.parquet' (compression zstd)"
            )
