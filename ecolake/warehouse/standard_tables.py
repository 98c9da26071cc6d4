"""The standards as tables, for the catalogue: one row per dataset, item and rule.

Only what the catalogue shows; how a standard is checked stays in `ecolake.standards`.
"""

from typing import TYPE_CHECKING

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation

if TYPE_CHECKING:
    import duckdb

    from ecolake.standards.catalogue import Standards

_IDS = (Column("source", "VARCHAR", "来源", "source"), Column("dataset", "VARCHAR", "数据集", "dataset"))
STANDARD_DATASET = Relation(
    "standard_dataset",
    "",
    "标准：数据集 · datasets as the standards declare them",
    (
        *_IDS,
        Column("category", "VARCHAR", "目录编号", "category of the inventory"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("definition_zh", "VARCHAR", "定义（中文）", "definition in Chinese"),
        Column("definition_en", "VARCHAR", "定义（英文）", "definition in English"),
        Column("source_title_zh", "VARCHAR", "来源名称（中文）", "title of the source in Chinese"),
        Column("source_title_en", "VARCHAR", "来源名称（英文）", "title of the source in English"),
        Column("timezone", "VARCHAR", "来源时区", "time zone of the source"),
        Column("grain_zh", "VARCHAR", "粒度（中文）", "grain in Chinese"),
        Column("grain_en", "VARCHAR", "粒度（英文）", "grain in English"),
        Column("key_columns", "VARCHAR[]", "主键", "key"),
        Column("update_frequency", "VARCHAR", "更新频率", "update frequency"),
        Column("fresh_within", "VARCHAR", "时效承诺", "promised freshness", "ISO 8601 duration"),
        Column("standard_version", "VARCHAR", "标准版本", "version of the standard"),
        Column("basis", "VARCHAR", "依据", "basis", "sourced or proposed"),
        Column("citation", "VARCHAR", "出处", "citation"),
    ),
)
STANDARD_ITEM = Relation(
    "standard_item",
    "",
    "标准：数据项 · items as the standards declare them",
    (
        *_IDS,
        Column("position", "BIGINT", "序号", "position"),
        Column("item", "VARCHAR", "数据项", "item"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("definition_zh", "VARCHAR", "定义（中文）", "definition in Chinese"),
        Column("definition_en", "VARCHAR", "定义（英文）", "definition in English"),
        Column("element", "VARCHAR", "数据元", "data element"),
        Column("data_type", "VARCHAR", "类型", "type"),
        Column("unit", "VARCHAR", "单位", "unit"),
        Column("code_list", "VARCHAR", "代码表", "code list"),
        Column("is_key", "BOOLEAN", "是否主键", "whether part of the key"),
        Column("is_required", "BOOLEAN", "是否必填", "whether required"),
        Column("is_derived", "BOOLEAN", "是否计算", "whether computed"),
        Column("is_personal", "BOOLEAN", "是否个人信息", "whether personal information"),
        Column("basis", "VARCHAR", "依据", "basis", "sourced or proposed"),
        Column("citation", "VARCHAR", "出处", "citation"),
    ),
)
STANDARD_RULE = Relation(
    "standard_rule",
    "",
    "标准：行规则 · row rules as the standards declare them",
    (
        *_IDS,
        Column("rule", "VARCHAR", "规则", "rule"),
        Column("severity", "VARCHAR", "级别", "severity"),
        Column("expression", "VARCHAR", "表达式", "expression"),
        Column("message_zh", "VARCHAR", "说明（中文）", "message in Chinese"),
        Column("message_en", "VARCHAR", "说明（英文）", "message in English"),
    ),
)
TABLES = (STANDARD_DATASET, STANDARD_ITEM, STANDARD_RULE)
Row = tuple[object, ...]


def create(connection: "duckdb.DuckDBPyConnection", standards: "Standards") -> None:
    """Create and fill the three tables in the schema `lake`."""
    import pyarrow as pa

    rows = {
        STANDARD_DATASET.name: _datasets(standards),
        STANDARD_ITEM.name: _items(standards),
        STANDARD_RULE.name: _rules(standards),
    }
    for relation in TABLES:
        columns = list(zip(*rows[relation.name], strict=True)) or [()] * len(relation.columns)
        arrow = pa.table(
            {column.name: pa.array(values) for column, values in zip(relation.columns, columns, strict=True)}
        )
        casts = ", ".join(f"cast({c.name} as {c.type}) as {c.name}" for c in relation.columns)
        connection.register("rows_of_standard", arrow)
        connection.execute(f"create table lake.{relation.name} as select {casts} from rows_of_standard")
        connection.unregister("rows_of_standard")
        connection.execute(f"comment on table lake.{relation.name} is {views.literal(relation.comment)}")


def _datasets(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    for _, dataset in sorted(standards.datasets.items()):
        spec, source = dataset.spec, standards.sources.get(dataset.source)
        sla = spec.sla
        rows.append(
            (
                dataset.source,
                dataset.name,
                dataset.category,
                dataset.title.zh,
                dataset.title.en,
                dataset.definition.zh,
                dataset.definition.en,
                source.title.zh if source else None,
                source.title.en if source else None,
                dataset.timezone,
                dataset.grain.zh,
                dataset.grain.en,
                list(dataset.key),
                spec.update,
                sla.fresh_within if sla else None,
                dataset.version,
                spec.basis,
                spec.source,
            )
        )
    return rows


def _items(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    for _, dataset in sorted(standards.datasets.items()):
        for position, item in enumerate(dataset.items.values(), start=1):
            element = item.element
            rows.append(
                (
                    dataset.source,
                    dataset.name,
                    position,
                    item.name,
                    item.title.zh,
                    item.title.en,
                    element.definition.zh if element else None,
                    element.definition.en if element else None,
                    item.element_name,
                    str(element.type) if element else "list",
                    element.unit if element else None,
                    element.codes if element else None,
                    item.name in dataset.key,
                    item.required,
                    item.derived,
                    item.personal,
                    element.basis if element else dataset.spec.basis,
                    element.source if element else dataset.spec.source,
                )
            )
    return rows


def _rules(standards: "Standards") -> list[Row]:
    return [
        (
            dataset.source,
            dataset.name,
            rule.id,
            rule.severity,
            rule.holds,
            rule.message.zh,
            rule.message.en,
        )
        for _, dataset in sorted(standards.datasets.items())
        for rule in dataset.rules
    ]
