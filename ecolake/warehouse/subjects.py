"""Schemas by subject: what an analyst finds who looks through the file instead of asking where a table is.

A schema shows the rows in force of each dataset of its themes, under the dataset's own name, and the marts on its
subject. All of them are views: `main` and `lake` keep the tables and their names. Which theme a dataset has, and
which schema shows a theme, is said by the standards; which subject a mart has, by its model.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.relations import WITHDRAWN_BY, dataset_relations
from ecolake.warehouse.tables import create_table

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards
    from ecolake.warehouse import pinned

THEMES: Final = "catalogue_theme"
# Subjects of marts alone: they are about many datasets.
OF_MARTS: Final = {
    "catalogue": ("数据目录", "The catalogue"),
    "quality": ("数据质量与批次台账", "Data quality and batch accounts"),
    "registry": ("一源一码登记", "The registry of sources and codes"),
    "governance": ("核心指标", "The indicators that a province answers for"),
}
# The rooms that are not subjects.
ROOMS: Final = {
    "main": ("主题表、入门表、发布信息与查询宏", "The marts, where to start, the release, and the macros"),
    "lake": (
        "全部已接受与已拒绝的行、标准与台账",
        "Every accepted and rejected row, the standards and accounts",
    ),
    "history": ("各行的历史版本及其生效期", "Every version of a row, and when it was in force"),
    "staging": ("主题表的中间视图", "The views that the marts are made of"),
}
_Said = tuple[str, dict[str, str]]
SUBJECT = Relation(
    "subject",
    "",
    "模式清单，每个模式一行 · the schemas of this file, one row each",
    (
        Column("schema_name", "VARCHAR", "模式", "schema"),
        Column("title_zh", "VARCHAR", "内容（中文）", "what it holds, in Chinese"),
        Column("title_en", "VARCHAR", "内容（英文）", "what it holds, in English"),
        Column("relations", "BIGINT", "表与视图数", "tables and views in it"),
    ),
)
_PLAN = Relation(
    "subject_view",
    "",
    "待建视图 · views that are made when the file is published",
    (
        Column("schema_name", "VARCHAR", "模式", "schema"),
        Column("view_name", "VARCHAR", "视图", "view"),
        Column("definition", "VARCHAR", "定义", "definition"),
    ),
)


def prepare(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", rows: Mapping[str, "pinned.Pinned"]
) -> None:
    """Write down which schemas there will be, and the view of each dataset; dbt and what reads its models see none of them.

    Args:
        connection: On the build file.
        standards: What each dataset is about.
        rows: Where the rows of each table are.
    """
    create_table(connection, SUBJECT, [(name, zh, en, 0) for name, (zh, en) in _all(standards).items()])
    schema_of = _schemas(standards)
    plans = []
    for relation in dataset_relations(standards):
        dataset = standards.datasets[relation.dataset]
        schema = schema_of.get(dataset.spec.theme or "")
        if schema and relation.table.startswith("accepted/"):
            plans.append((schema, relation.name, _in_force(relation, rows[relation.table], dataset.key)))
    create_table(connection, _PLAN, plans)


def show(connection: "duckdb.DuckDBPyConnection") -> None:
    """Create the schemas of a built file, and in each the views of its datasets and its marts."""
    plans = connection.execute(f"from lake.{_PLAN.name} order by all").fetchall()
    marts = connection.execute(
        "select subject, mart from lake.mart where subject <> '' order by all"
    ).fetchall()
    said = _comments(connection)
    for schema in sorted({one[0] for one in (*plans, *marts)}):
        connection.execute(f"create schema {views.identifier(schema)}")
    for schema, name, select in plans:
        _create_view(connection, schema, name, select, said[f"lake.{name}"])
    for schema, name in marts:
        select = f"select * from main.{views.identifier(name)}"
        _create_view(connection, schema, name, select, said[f"main.{name}"])
    connection.execute(f"drop table lake.{_PLAN.name}")
    connection.execute(
        "update lake.subject set relations = (select count(distinct table_name) from duckdb_columns() as present"
        " where present.schema_name = subject.schema_name and database_name = current_database())"
    )


def _in_force(relation: Relation, found: "pinned.Pinned", key: tuple[str, ...]) -> str:
    """Select the rows in force."""
    columns = tuple(column for column in relation.columns if column is not WITHDRAWN_BY)
    # Behind their masks two persons may look alike: where the key is guarded, rows are told apart before masking.
    if set(key).intersection(relation.guarded):
        return views.in_force(replace(relation, columns=columns), *found)
    names = ", ".join(views.identifier(column.name) for column in columns)
    return views.current(relation.name, key, names)


def _create_view(
    connection: "duckdb.DuckDBPyConnection", schema: str, name: str, select: str, said: _Said
) -> None:
    view = f"{views.identifier(schema)}.{views.identifier(name)}"
    connection.execute(f"create view {view} as {select}")
    comment, columns = said
    shown = {column: text for column, text in columns.items() if column != WITHDRAWN_BY.name}
    views.comment(connection, view, comment, shown, "view")


def _comments(connection: "duckdb.DuckDBPyConnection") -> dict[str, _Said]:
    """What the file says of each relation and of its columns."""
    rows = connection.execute(
        """
        with relations as (
            select schema_name, table_name, comment from duckdb_tables() where database_name = current_database()
            union all
            select schema_name, view_name, comment from duckdb_views() where database_name = current_database()
        )
        select schema_name || '.' || table_name, coalesce(any_value(relations.comment), ''),
            list(column_name order by column_index), list(coalesce(columns.comment, '') order by column_index)
        from relations join duckdb_columns() as columns using (schema_name, table_name)
        where columns.database_name = current_database() and schema_name in ('lake', 'main')
        group by 1
        """
    ).fetchall()
    return {name: (comment, dict(zip(names, texts, strict=True))) for name, comment, names, texts in rows}


def _schemas(standards: "Standards") -> dict[str, str]:
    """The schema that shows each theme."""
    themes = standards.codelists.get(THEMES)
    if themes is None:
        return {}
    found = {code: themes.said_of(code, "schema") for code in themes.sorted_codes}
    return {code: schema for code, schema in found.items() if schema}


def _all(standards: "Standards") -> dict[str, tuple[str, str]]:
    """What each schema is about, rooms and subjects, by name."""
    themes = standards.codelists.get(THEMES)
    by_schema: dict[str, list[str]] = {}
    for code, schema in _schemas(standards).items():
        by_schema.setdefault(schema, []).append(code)
    titles = ROOMS | OF_MARTS
    for schema, codes in by_schema.items():
        zh = "；".join(themes.said_of(code, "name_zh") for code in codes) if themes else ""
        en = "; ".join(themes.said_of(code, "name_en") for code in codes) if themes else ""
        titles[schema] = (zh, en)
    return dict(sorted(titles.items()))
