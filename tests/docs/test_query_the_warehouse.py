"""The release explains itself, and what the pages with queries say of it is true: every query of theirs runs."""

import importlib.util
import re
from pathlib import Path

import pytest

from ecolake.home import Home
from ecolake.warehouse.opening import open_restricted
from ecolake.warehouse.query import query
from ecolake.warehouse.record import current_file
from ecolake.warehouse.releases import current
from ecolake.warehouse.restricted import file_of
from ecolake.warehouse.start_here import questions

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "how-to" / "query-the-warehouse.md").read_text(encoding="utf-8")
FIND = (PROJECT / "docs" / "how-to" / "find-and-trace-a-column.md").read_text(encoding="utf-8")
AIR = (PROJECT / "docs" / "how-to" / "judge-the-air.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE + FIND + AIR, re.DOTALL)
# Pages of the subjects: a county as small as this one has little of what they ask for, and every query has to run.
OF_SUBJECTS = [
    PROJECT / "docs" / "how-to" / f"{name}.md"
    for name in (
        "close-problems-and-run-the-grid",
        "serve-enterprises-villages-and-the-public",
        "read-the-indicators-and-brief-the-leaders",
    )
]
SUBJECT_QUERIES = [
    sql
    for page in OF_SUBJECTS
    for sql in re.findall(r"```sql\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
]
MARTS = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \|", PAGE.partition("| mart |")[2], re.MULTILINE)
NOTEBOOKS = sorted((PROJECT / "docs" / "notebooks").glob("*.py"))
MAY_BE_EMPTY = "-- may be empty"


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


@pytest.mark.parametrize("sql", SUBJECT_QUERIES, ids=_question)
def test_query_of_a_subject_runs(released, sql):
    columns, rows = query(released, sql)
    assert columns
    assert rows or sql.startswith(MAY_BE_EMPTY)


def test_the_page_names_the_marts_that_are_there(released):
    named = {name for cell in MARTS for name in re.findall(r"\w+", cell)}
    _, rows = query(
        released,
        "select distinct table_name from duckdb_columns() where schema_name = 'main' and database_name = 'ecolake'",
    )
    assert named == {name for (name,) in rows}


QUESTIONS = questions(Home(PROJECT / "var", PROJECT / "raw", PROJECT))
MACROS = sorted(path.stem for path in (PROJECT / "dbt_project" / "analyst" / "macros").glob("*.sql"))


@pytest.mark.parametrize("question", QUESTIONS, ids=[one.en[:60] for one in QUESTIONS])
def test_question_to_start_with_is_answered(released, question):
    columns, rows = query(released, question.query)
    assert columns
    assert rows or question.may_be_empty


def test_start_here_asks_them_in_both_languages_and_most_have_an_answer(released):
    _, rows = query(
        released, "select number, question_zh, question_en, query from start_here order by number"
    )
    assert [number for number, *_ in rows] == list(range(1, len(QUESTIONS) + 1))
    assert all(zh and en and sql for _, zh, en, sql in rows)
    assert sum(not one.may_be_empty for one in QUESTIONS) > len(QUESTIONS) / 2


@pytest.mark.parametrize("macro", MACROS)
def test_macro_is_documented_and_asked_by_a_question_or_the_page(released, macro):
    _, rows = query(
        released,
        "select comment from duckdb_functions() where function_type = 'table_macro' and function_name = ?",
        [macro],
    )
    ((comment,),) = rows
    assert " · " in comment
    assert f"| `{macro}(" in PAGE
    assert any(f"{macro}(" in sql for sql in (*QUERIES, *(one.query for one in QUESTIONS)))


def test_every_table_view_and_column_says_what_it_is(released):
    _, silent = query(
        released,
        """
        with relations as (
            select schema_name, table_name, comment from duckdb_tables() where database_name = 'ecolake'
            union all
            select schema_name, view_name, comment from duckdb_views() where database_name = 'ecolake' and not internal
        )
        select schema_name, table_name, '' as column_name from relations where coalesce(comment, '') = ''
        union all
        select schema_name, table_name, column_name from duckdb_columns()
        where database_name = 'ecolake' and not internal and coalesce(comment, '') = ''
        order by all
        """,
    )
    assert silent == []


def test_a_quantity_says_its_unit(released, standards):
    _, rows = query(
        released,
        "select items.source, items.dataset, items.item, items.unit, columns.comment from lake.standard_item as items"
        " join duckdb_columns() as columns on columns.database_name = 'ecolake' and columns.schema_name = 'lake'"
        " and columns.table_name = items.source || '__' || items.dataset and columns.column_name = items.item"
        " where items.unit is not null",
    )
    assert len(rows) > 500
    assert [row for row in rows if f"[{row[3]}]" not in row[4]] == []


def test_every_dataset_and_every_mart_is_in_the_schema_of_its_subject(released, standards):
    _, rows = query(
        released,
        "select view_name from duckdb_views() where database_name = 'ecolake' and not internal and schema_name in"
        " (select schema_name from lake.subject) and schema_name not in"
        " ('main', 'lake', 'history', 'staging', 'intermediate')",
    )
    shown = {name for (name,) in rows}
    datasets = {f"{one.source}__{one.name}" for one in standards.datasets.values() if one.spec.theme}
    _, marts = query(released, "select mart from lake.mart")
    assert shown == datasets | {name for (name,) in marts}


def test_what_is_guarded_is_masked_in_every_schema(released, standards):
    """Walks the columns: the text of the view must mask or leave out what a grade guards; values are searched for elsewhere."""
    _, rows = query(
        released,
        "select item, published, source || '__' || dataset from lake.standard_item where published <> 'whole'",
    )
    _, columns = query(
        released,
        "select table_name, column_name, schema_name, comment from duckdb_columns() where database_name = 'ecolake'"
        " and not internal",
    )
    guarded = {(table, item): published for item, published, table in rows}
    seen = {(table, name): comment for table, name, _, comment in columns if (table, name) in guarded}
    assert seen.keys() == guarded.keys()
    words = {"masked": "(已脱敏 masked)", "withheld": "(不公开 withheld)"}
    assert [place for place, comment in seen.items() if words[guarded[place]] not in comment] == []


def test_no_full_value_of_a_guarded_column_is_shown_in_any_schema(released):
    """Row by row, of every relation that has the column: what is shown is not what the restricted file holds."""
    shown = current(released)
    sql = """
        select schema_name, table_name, columns.column_name, data_type from duckdb_columns() as columns
        join (select source || '__' || dataset as table_name, item from lake.standard_item where published <> 'whole')
            as guarded using (table_name)
        where columns.column_name = guarded.item and database_name = 'ecolake' order by all
    """
    alike = []
    with open_restricted(released, shown, reason="test of the masks", sql=sql) as connection:
        filled = 0
        for schema, table, column, kind in connection.execute(sql).fetchall():
            long_enough = f'len(held."{column}") > 2' if kind == "VARCHAR" else "true"
            count, same = connection.execute(
                f'select count(*), count(*) filter (where shown."{column}" = held."{column}")'
                f" from ecolake.{schema}.{table} as shown join restricted.{table} as held using (_batch, _file, _row)"
                f' where held."{column}" is not null and {long_enough}'
            ).fetchone()
            filled += count
            alike += [(schema, table, column)] * same
    assert filled > 10
    assert alike == []


def test_no_value_of_a_person_is_in_the_bytes_of_the_release(released, standards):
    """The names and numbers of the simulated county, as the lake and the restricted file hold them."""
    import duckdb

    with duckdb.connect(str(file_of(released, 1)), read_only=True) as connection:
        rows = connection.execute(
            "select distinct legal_representative from market_regulation__enterprise"
            " union select distinct telephone from market_regulation__enterprise"
        ).fetchall()
    known = {value for (value,) in rows if value and len(value) > 2}
    assert len(known) > 5
    held = current_file(released).read_bytes()
    assert [value for value in sorted(known) if value.encode() in held] == []


@pytest.mark.parametrize("path", NOTEBOOKS, ids=[path.stem for path in NOTEBOOKS])
def test_notebook_runs_on_the_release_and_draws(released, path, monkeypatch):
    monkeypatch.setenv("ECOLAKE_HOME", str(released.root))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    notebook = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(notebook)
    outputs, _ = notebook.app.run()
    shown = " ".join(one.text for one in outputs if hasattr(one, "text"))
    assert "<svg" in shown
    assert len(outputs) >= 5
