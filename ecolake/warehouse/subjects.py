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

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards
    from ecolake.warehouse import pinned

THEMES: Final = "catalogue_theme"
# Subjects of marts alone: they are about all datasets.
OF_MARTS: Final = {
    "catalogue": ("数据目录", "The catalogue"),
    "quality": ("数据质量与批次台账", "Data quality and batch accounts"),
    "registry": ("一源一码登记", "The registry of sources and codes"),
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


def create(
    connection: "duckdb.DuckDBPyConnection", standards: "Standards", rows: Mapping[str, "pinned.Pinned"]
) -> None:
    """Create the schemas, and in each the datasets of its themes."""
    titles = _titles(standards)
    for schema in sorted(titles):
        connection.execute(f"create schema {views.identifier(schema)}")
    schema_of = _schemas(standards)
    for relation in dataset_relations(standards):
        dataset = standards.datasets[relation.dataset]
        subject = schema_of.get(dataset.spec.theme or "")
        if subject and relation.table.startswith("accepted/"):
            _create_dataset(connection, subject, relation, rows[relation.table], dataset.key)
    _create_subjects(connection, ROOMS | titles)


def show_marts(connection: "duckdb.DuckDBPyConnection") -> None:
    """Show each mart in the schema of its subject too, with its comments, and count what each schema has."""
    marts = connection.execute(
        "select mart, subject from lake.mart where subject <> '' order by mart"
    ).fetchall()
    for mart, subject in marts:
        name = f"{views.identifier(subject)}.{views.identifier(mart)}"
        connection.execute(f"create view {name} as select * from main.{views.identifier(mart)}")
        views.comment(connection, name, *_comments(connection, mart), "view")
    connection.execute(
        "update lake.subject set relations = (select count(*) from (select schema_name from duckdb_tables()"
        " where not internal union all select schema_name from duckdb_views() where not internal) as present"
        " where present.schema_name = subject.schema_name)"
    )


def _create_dataset(
    connection: "duckdb.DuckDBPyConnection",
    schema: str,
    relation: Relation,
    found: "pinned.Pinned",
    key: tuple[str, ...],
) -> None:
    """Create the view of the rows in force."""
    columns = tuple(column for column in relation.columns if column is not WITHDRAWN_BY)
    shown = replace(relation, columns=columns)
    # Behind their masks two persons may look alike: where the key is guarded, rows are told apart before masking.
    if set(key).intersection(relation.guarded):
        select = views.in_force(shown, *found)
    else:
        names = ", ".join(views.identifier(column.name) for column in columns)
        select = views.current(relation.name, key, names)
    name = f"{views.identifier(schema)}.{views.identifier(relation.name)}"
    connection.execute(f"create view {name} as {select}")
    views.describe(connection, name, shown, "view")


def _create_subjects(connection: "duckdb.DuckDBPyConnection", titles: Mapping[str, tuple[str, str]]) -> None:
    columns = ", ".join(f"{column.name} {column.type}" for column in SUBJECT.columns)
    connection.execute(f"create table lake.{SUBJECT.name} ({columns})")
    rows = [[schema, zh, en, 0] for schema, (zh, en) in sorted(titles.items())]
    connection.executemany(f"insert into lake.{SUBJECT.name} values (?, ?, ?, ?)", rows)
    views.describe(connection, f"lake.{SUBJECT.name}", SUBJECT)


def _comments(connection: "duckdb.DuckDBPyConnection", mart: str) -> tuple[str, dict[str, str]]:
    """What the file says of a mart and of its columns."""
    (comment,) = connection.execute(
        "select comment from duckdb_tables() where schema_name = 'main' and table_name = ?", [mart]
    ).fetchone() or ("",)
    columns = connection.execute(
        "select column_name, coalesce(comment, '') from duckdb_columns()"
        " where schema_name = 'main' and table_name = ? order by column_index",
        [mart],
    ).fetchall()
    return comment or "", dict(columns)


def _schemas(standards: "Standards") -> dict[str, str]:
    """The schema that shows each theme."""
    themes = standards.codelists.get(THEMES)
    if themes is None:
        return {}
    found = {code: themes.said_of(code, "schema") for code in themes.sorted_codes}
    return {code: schema for code, schema in found.items() if schema}


def _titles(standards: "Standards") -> dict[str, tuple[str, str]]:
    """What each schema is about: its themes."""
    themes = standards.codelists.get(THEMES)
    by_schema: dict[str, list[str]] = {}
    for code, schema in _schemas(standards).items():
        by_schema.setdefault(schema, []).append(code)
    titles = dict(OF_MARTS)
    for schema, codes in by_schema.items():
        zh = "；".join(themes.said_of(code, "name_zh") for code in codes) if themes else ""
        en = "; ".join(themes.said_of(code, "name_en") for code in codes) if themes else ""
        titles[schema] = (zh, en)
    return titles
