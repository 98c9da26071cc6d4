"""What is known only once dbt has built: where columns come from, which items marts use, how models ran, what can be found.

Four tables of the schema `lake`. They are made empty before dbt, so that models may show them as views, and filled after it.
"""

import json
from collections.abc import Iterator
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from ecolake.warehouse import views
from ecolake.warehouse.record import TERMS
from ecolake.warehouse.relation import INSTANT, Column, Relation
from ecolake.warehouse.tables import Row, create_table, insert

if TYPE_CHECKING:
    import duckdb

    from ecolake.home import Home
    from ecolake.standards.catalogue import Standards
    from ecolake.warehouse.sources import BuildFile

LINEAGE: Final = Relation(
    "lineage",
    "",
    "列级血缘，每步一行 · lineage of columns, one row per step from an older column to a newer one",
    (
        Column("from_layer", "VARCHAR", "上游层", "layer of the older column", "landed, accepted, lake, staging, intermediate or mart"),
        Column("from_table", "VARCHAR", "上游表", "table of the older column", "Null for a constant"),
        Column("from_column", "VARCHAR", "上游列", "older column", "Of landed data, the source's own name"),
        Column("to_layer", "VARCHAR", "下游层", "layer of the newer column"),
        Column("to_table", "VARCHAR", "下游表", "table of the newer column"),
        Column("to_column", "VARCHAR", "下游列", "newer column"),
        Column("kind", "VARCHAR", "方式", "kind of the step", "as_is, computed, constant or unresolved"),
        Column("how", "VARCHAR", "计算式或换算", "expression or conversion"),
    ),
)  # fmt: skip
ITEM_USE: Final = Relation(
    "item_use",
    "",
    "数据项用途 · which columns of marts were made of which item",
    (
        Column("source", "VARCHAR", "来源", "source"),
        Column("dataset", "VARCHAR", "数据集", "dataset"),
        Column("item", "VARCHAR", "数据项", "item"),
        Column("table_name", "VARCHAR", "主题表", "mart", "With its schema"),
        Column("column_name", "VARCHAR", "列", "column of the mart"),
        Column("is_as_is", "BOOLEAN", "是否原值", "whether the item stands there as it is"),
    ),
)
MODEL_RUN: Final = Relation(
    "model_run",
    "",
    "模型构建记录 · how each model of this build ran",
    (
        Column("model", "VARCHAR", "模型", "model", "With its schema"),
        Column("status", "VARCHAR", "状态", "status"),
        Column("_started_at", INSTANT, "开始时间", "started at"),
        Column("_completed_at", INSTANT, "完成时间", "completed at"),
    ),
)
SEARCH_TERM: Final = Relation(
    "search_term",
    "",
    "检索词条 · what can be found, and by which words",
    (
        Column("kind", "VARCHAR", "类别", "kind", "table, column, dataset, item or code"),
        Column("name", "VARCHAR", "全名", "whole name"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("definition", "VARCHAR", "定义", "definition"),
        Column("synonyms", "VARCHAR[]", "同义词", "synonyms"),
        Column("place_zh", "VARCHAR", "所属", "what it is part of"),
        Column("sql", "VARCHAR", "查询语句", "query that shows it"),
        Column("folded_name", "VARCHAR", "比对用名称", "name, for comparing"),
        Column("folded_titles", "VARCHAR", "比对用标题", "titles, for comparing"),
        Column("folded_synonyms", "VARCHAR", "比对用同义词", "synonyms, for comparing"),
        Column("folded_definition", "VARCHAR", "比对用定义", "definition, for comparing"),
        Column("initials", "VARCHAR", "拼音首字母", "initials of the pinyin"),
    ),
)
TABLES: Final = (LINEAGE, ITEM_USE, MODEL_RUN, SEARCH_TERM)


def create(connection: "duckdb.DuckDBPyConnection") -> None:
    """Create the tables, empty."""
    for relation in TABLES:
        create_table(connection, relation, ())


def complete(home: "Home", standards: "Standards", build: "BuildFile") -> None:
    """Fill the tables from dbt's own record of the build; called again, it fills them anew."""
    import duckdb

    from ecolake.catalogue.terms import of_marts, of_standards
    from ecolake.catalogue.uses import uses
    from ecolake.lineage.enterprises import of_enterprises
    from ecolake.lineage.graph import Lineage
    from ecolake.lineage.landed import declared
    from ecolake.lineage.models import of_models

    manifest = json.loads((home.dbt_target / "manifest.json").read_bytes())
    results = json.loads((home.dbt_target / "run_results.json").read_bytes())["results"]
    with duckdb.connect(str(build.path)) as connection:
        connection.execute("set TimeZone = 'UTC'")
        steps = (
            declared(standards),
            of_enterprises(standards, home.standards),
            of_models(manifest, _columns(connection)),
        )
        lineage = Lineage.of(chain.from_iterable(steps))
        used = list(uses(lineage))
        in_marts = {
            f"{one.source}.{one.dataset}.{one.item}": f"{one.table}.{one.column}"
            for one in reversed(used)
            if one.as_is
        }
        terms = [
            *of_marts(_comments(connection)),
            *of_standards(standards, in_marts, _code_columns(manifest)),
        ]
        connection.begin()
        for relation, rows in (
            (LINEAGE, [_step(one) for one in lineage.edges]),
            (ITEM_USE, used),
            (MODEL_RUN, list(_runs(manifest, results))),
            (SEARCH_TERM, terms),
        ):
            connection.execute(f"delete from lake.{relation.name}")
            insert(connection, relation, rows)
        connection.commit()
        # A file of its own: opening a warehouse to look a word up takes longer than looking it up.
        beside = views.literal(str(build.path.resolve().parent / TERMS))
        connection.execute(f"copy lake.{SEARCH_TERM.name} to {beside} (format parquet)")


def _step(edge: Any) -> Row:
    return (
        edge.from_layer or None, edge.from_table or None, edge.from_column or None,
        edge.to_layer, edge.to_table, edge.to_column, edge.kind, edge.how or None,
    )  # fmt: skip


def _columns(connection: "duckdb.DuckDBPyConnection") -> dict[str, dict[str, str]]:
    """The columns of every relation of the build file, in their order."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where not internal and database_name = current_database() order by 1, column_index"
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def _comments(connection: "duckdb.DuckDBPyConnection") -> list[tuple[str, str, str | None, str | None]]:
    """Marts and their columns with their comments; the schemas by subject show them again, the lake's are found by their standard."""
    return connection.execute(
        """
        select schema_name, table_name, null as column_name, comment from duckdb_tables()
        where database_name = current_database() and schema_name = 'main'
        union all
        select schema_name, view_name, null, comment from duckdb_views()
        where database_name = current_database() and schema_name = 'main' and not internal
        union all
        select schema_name, table_name, column_name, comment from duckdb_columns()
        where database_name = current_database() and schema_name = 'main' and not internal
        order by all
        """
    ).fetchall()


def _code_columns(manifest: dict[str, Any]) -> dict[str, str]:
    """Columns of models that say in `meta.code_list` whose codes they hold, by code list."""
    from ecolake.lineage.models import relation

    found: dict[str, str] = {}
    for _, node in sorted(manifest["nodes"].items()):
        for name, column in sorted(node.get("columns", {}).items()):
            codes = column.get("config", {}).get("meta", {}).get("code_list")
            if codes:
                found.setdefault(codes, f"{relation(node)}.{name}")
    return found


def _runs(manifest: dict[str, Any], results: list[dict[str, Any]]) -> Iterator[Row]:
    from ecolake.lineage.models import relation

    for result in sorted(results, key=lambda one: one["unique_id"]):
        node = manifest["nodes"].get(result["unique_id"], {})
        timing = {one["name"]: one for one in result["timing"]}
        if node.get("resource_type") == "model" and "execute" in timing:
            began = timing.get("compile", timing["execute"])["started_at"]
            yield relation(node), result["status"], began, timing["execute"]["completed_at"]
