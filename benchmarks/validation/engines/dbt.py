"""dbt on DuckDB: one test per rule that stores what fails; the model is a view of the file."""

import os
from pathlib import Path

import duckdb

from benchmarks.validation.rules import Plain, read_rules, sql, uscc_macro


def run(path: Path, rules: Path, out: Path) -> None:
    """Build the view and run the tests; what failed is then taken from the tables that they stored."""
    plain = read_rules(rules)
    project = _project(plain, path, out)
    os.environ |= {"DBT_SEND_ANONYMOUS_USAGE_STATS": "false", "DBT_PROFILES_DIR": str(project)}
    from dbt.cli.main import dbtRunner

    told = dbtRunner().invoke(
        ["build", "--project-dir", str(project), "--store-failures", "--quiet", "--threads", "1"]
    )
    if told.exception:
        raise told.exception
    with duckdb.connect(str(out / "race.duckdb")) as base:
        tables = [f'select _row from main_dbt_test__audit."{_name(rule)}"' for rule in plain]
        base.execute(f"create temp table bad as {' union '.join(tables)}")
        base.execute(uscc_macro())
        for name, kind in (("accepted", "anti"), ("rejected", "semi")):
            base.execute(
                f"copy (from main.rows {kind} join bad using (_row)) to '{out}/{name}.parquet' (compression zstd)"
            )


def _name(rule: Plain) -> str:
    return rule.id.replace(".", "_")


def _project(plain: list[Plain], path: Path, out: Path) -> Path:
    project = out / "dbt"
    (project / "models").mkdir(parents=True)
    (project / "tests").mkdir()
    # The macro belongs to the database, so that it is there for every test.
    hook = uscc_macro().replace('"', '\\"')
    (project / "dbt_project.yml").write_text(
        f'name: race\nversion: "1.0.0"\nprofile: race\nflags: {{}}\non-run-start: ["{hook}"]\n', "utf-8"
    )
    (project / "profiles.yml").write_text(
        f"race: {{target: x, outputs: {{x: {{type: duckdb, path: '{out}/race.duckdb'}}}}}}\n", "utf-8"
    )
    (project / "models/rows.sql").write_text(
        "{{ config(materialized='view') }}\n" + f"select * from read_parquet('{path}')\n", "utf-8"
    )
    for rule in plain:
        (project / f"tests/{_name(rule)}.sql").write_text(_test(rule), "utf-8")
    return project


def _test(rule: Plain) -> str:
    rows = "{{ ref('rows') }}"
    if rule.kind != "unique":
        return f"select _row from {rows} where not ({sql(rule)})\n"
    key = ", ".join(f'"{name}"' for name in rule.columns)
    same = " and ".join(f'r."{name}" is not distinct from d."{name}"' for name in rule.columns)
    twice = f"(select {key} from {rows} group by all having count(*) > 1)"
    return f"select r._row from {rows} r join {twice} d on {same}\n"
