"""docs/how-to/query-the-warehouse.md, find-and-trace-a-column.md: every query runs on a published release, as it stands there."""

import re
from pathlib import Path

import pytest

from ecolake.home import Home
from ecolake.ingestion import ingest
from ecolake.registry.incremental import register
from ecolake.warehouse.built import complete
from ecolake.warehouse.dbt import run_dbt
from ecolake.warehouse.query import query
from ecolake.warehouse.releases import publish
from ecolake.warehouse.sources import prepare
from simulator.demo import serve

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "how-to" / "query-the-warehouse.md").read_text(encoding="utf-8")
FIND = (PROJECT / "docs" / "how-to" / "find-and-trace-a-column.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE + FIND, re.DOTALL)
MARTS = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE.partition("| mart |")[2], re.MULTILINE)
MAY_BE_EMPTY = "-- may be empty"


@pytest.fixture(scope="module")
def released(tmp_path_factory, county, standards):
    """The small county, published by dbt as it is in production, without its tests."""
    root = tmp_path_factory.mktemp("released")
    home = Home(root / "var", root / "raw", PROJECT)
    with serve(county) as environment:
        for dataset in county.datasets:
            assert ingest(home, standards, dataset, environment).fault is None
    register(home, standards)
    build = prepare(home, standards)
    run_dbt(home, ("run",))
    complete(home, standards, build)
    publish(home, build)
    return home


def _question(sql):
    words = (line for line in sql.splitlines() if line != MAY_BE_EMPTY)
    return " ".join(next(words).split())[:60]


def test_the_page_has_queries_and_most_of_them_must_return_rows():
    firm = [sql for sql in QUERIES if not sql.startswith(MAY_BE_EMPTY)]
    assert len(QUERIES) >= 12
    assert len(firm) > len(QUERIES) / 2


@pytest.mark.parametrize("sql", QUERIES, ids=_question)
def test_query_of_the_page_runs(released, sql):
    columns, rows = query(released, sql)
    assert columns
    assert rows or sql.startswith(MAY_BE_EMPTY)


def test_the_page_names_the_marts_that_are_there(released):
    named = {name for cell in MARTS for name in re.findall(r"\w+", cell)}
    _, rows = query(
        released,
        "select table_name from duckdb_tables() where schema_name = 'main' union all"
        " select view_name from duckdb_views() where schema_name = 'main' and not internal",
    )
    assert named == {name for (name,) in rows}
