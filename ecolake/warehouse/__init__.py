"""From accepted rows to one published DuckDB file: prepare, build with dbt, check, publish, query.

The order is `sources.prepare` → `dbt.run_dbt` → `gates.check` → `releases.publish`. Importing this package
stays light: the heavy engines are imported by the functions that use them.
"""
