"""What makes a published file explain itself: the table `start_here`, and the macros that its questions use.

Both are written in `dbt_project/analyst/`, as SQL, by whoever writes marts. Created in the copy that is published, after
the gates, because they are about the whole file; a file that dbt has not built whole, as in tests, gets none.
"""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import yaml

from ecolake.home import Home
from ecolake.warehouse import subjects, views
from ecolake.warehouse.relation import Column, Relation

if TYPE_CHECKING:
    import duckdb

START_HERE = Relation(
    "start_here",
    "",
    "从这里开始，每行一个问题及可直接运行的查询 · start here: one row per question, with a query that runs as it stands",
    (
        Column("number", "BIGINT", "序号", "number"),
        Column("question_zh", "VARCHAR", "问题（中文）", "question in Chinese"),
        Column("question_en", "VARCHAR", "问题（英文）", "question in English"),
        Column("query", "VARCHAR", "查询", "query", "Copy it and run it"),
        Column("may_be_empty", "BOOLEAN", "是否可能无结果", "whether no row may be a good answer"),
    ),
)


class Question(NamedTuple):
    """One question a newcomer asks."""

    zh: str
    en: str
    query: str
    may_be_empty: bool


def questions(home: Home) -> list[Question]:
    """Read the questions, in their order."""
    text = (_folder(home) / "start_here.yml").read_text(encoding="utf-8")
    return [
        Question(one["zh"], one["en"], one["query"].strip(), one.get("may_be_empty", False))
        for one in yaml.safe_load(text)
    ]


def finish(connection: "duckdb.DuckDBPyConnection", home: Home) -> None:
    """Write into a file what explains it, if it holds all marts."""
    if not _is_whole(connection):
        return
    _say_what_is_handed_on(connection)
    subjects.show(connection)
    for path in sorted((_folder(home) / "macros").glob("*.sql")):
        _create_macro(connection, path)
    _create_start_here(connection, questions(home))


def _folder(home: Home) -> Path:
    return home.dbt_project / "analyst"


def _is_whole(connection: "duckdb.DuckDBPyConnection") -> bool:
    rows = connection.execute(
        "select distinct schema_name || '.' || table_name from duckdb_columns()"
    ).fetchall()
    tables = {name for (name,) in rows}
    if not {"lake.mart", "lake.subject"} <= tables:
        return False
    marts = connection.execute("select mart from lake.mart").fetchall()
    return all(f"main.{mart}" in tables for (mart,) in marts)


def _say_what_is_handed_on(connection: "duckdb.DuckDBPyConnection") -> None:
    """Give a column of a view between lake and marts the comment of its name in the lake, where its model has none for it.

    That of the view's own dataset first, else that of the first relation by name: such views hand columns on.
    """
    rows = connection.execute(
        """
        with bare as (
            select schema_name, table_name, column_name from duckdb_columns()
            where schema_name in ('staging', 'intermediate') and database_name = current_database()
                and coalesce(comment, '') = ''
        ),
        said as (
            select table_name, column_name, comment from duckdb_columns()
            where schema_name = 'lake' and database_name = current_database() and coalesce(comment, '') <> ''
        )
        select bare.schema_name, bare.table_name, bare.column_name,
            arg_min(said.comment, (bare.table_name <> 'stg_' || said.table_name, said.table_name))
        from bare join said using (column_name) group by all order by all
        """
    ).fetchall()
    for schema, table, column, comment in rows:
        place = ".".join(views.identifier(name) for name in (schema, table, column))
        connection.execute(f"comment on column {place} is {views.literal(comment)}")


def _create_macro(connection: "duckdb.DuckDBPyConnection", path: Path) -> None:
    """Create the macro of a file; its first line, a comment, becomes the macro's."""
    sql = path.read_text(encoding="utf-8")
    said = sql.partition("\n")[0].removeprefix("--").strip()
    connection.execute(sql)
    connection.execute(f"comment on macro table {views.identifier(path.stem)} is {views.literal(said)}")


def _create_start_here(connection: "duckdb.DuckDBPyConnection", asked: list[Question]) -> None:
    columns = ", ".join(f"{column.name} {column.type}" for column in START_HERE.columns)
    connection.execute(f"create table main.{START_HERE.name} ({columns})")
    rows = [[number, *question] for number, question in enumerate(asked, start=1)]
    connection.executemany(f"insert into main.{START_HERE.name} values (?, ?, ?, ?, ?)", rows)
    views.describe(connection, f"main.{START_HERE.name}", START_HERE)
