"""The standards as tables, for the catalogue: one row per dataset, item, rule and code.

Only what the catalogue shows; how a standard is checked stays in `ecolake.standards`.
"""

import json
from typing import TYPE_CHECKING

from ecolake.standards.render.facts import domain
from ecolake.standards.resource_code import THEMES, resource_code
from ecolake.warehouse.relation import Column, Relation
from ecolake.warehouse.tables import Row, create_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.checks import Check
    from ecolake.standards.model_base import Text

_IDS = (Column("source", "VARCHAR", "来源", "source"), Column("dataset", "VARCHAR", "数据集", "dataset"))
STANDARD_DATASET = Relation(
    "standard_dataset",
    "",
    "标准：数据集 · datasets as the standards declare them",
    (
        *_IDS,
        Column("category", "VARCHAR", "目录编号", "category of the inventory"),
        Column("resource_code", "VARCHAR", "信息资源代码", "resource code", "By the national guide of 2017"),
        Column("theme", "VARCHAR", "主题", "theme", "A code of `catalogue_theme`"),
        Column("theme_zh", "VARCHAR", "主题（中文）", "theme in Chinese"),
        Column("theme_en", "VARCHAR", "主题（英文）", "theme in English"),
        Column("title_zh", "VARCHAR", "名称（中文）", "title in Chinese"),
        Column("title_en", "VARCHAR", "名称（英文）", "title in English"),
        Column("definition_zh", "VARCHAR", "定义（中文）", "definition in Chinese"),
        Column("definition_en", "VARCHAR", "定义（英文）", "definition in English"),
        Column("source_title_zh", "VARCHAR", "来源名称（中文）", "title of the source in Chinese"),
        Column("source_title_en", "VARCHAR", "来源名称（英文）", "title of the source in English"),
        Column("owner_zh", "VARCHAR", "责任处室（中文）", "office in charge, in Chinese"),
        Column("owner_en", "VARCHAR", "责任处室（英文）", "office in charge, in English"),
        Column("timezone", "VARCHAR", "来源时区", "time zone of the source"),
        Column("share_type", "VARCHAR", "共享类型", "sharing", "unconditional, conditional or none"),
        Column("share_condition_zh", "VARCHAR", "共享条件或依据（中文）", "condition or ground, in Chinese"),
        Column("share_condition_en", "VARCHAR", "共享条件或依据（英文）", "condition or ground, in English"),
        Column(
            "open_type", "VARCHAR", "开放类型", "opening to the public", "unconditional, conditional or none"
        ),
        Column("open_condition_zh", "VARCHAR", "开放条件（中文）", "condition of opening, in Chinese"),
        Column("open_condition_en", "VARCHAR", "开放条件（英文）", "condition of opening, in English"),
        Column(
            "security_grade",
            "BIGINT",
            "安全等级",
            "grade of general data",
            "1 (public) to 4 (strictly confined)",
        ),
        Column("grain_zh", "VARCHAR", "粒度（中文）", "grain in Chinese"),
        Column("grain_en", "VARCHAR", "粒度（英文）", "grain in English"),
        Column("key_columns", "VARCHAR[]", "主键", "key"),
        Column("update_frequency", "VARCHAR", "更新频率", "update frequency"),
        Column("fresh_within", "VARCHAR", "时效承诺", "promised freshness", "ISO 8601 duration"),
        Column("standard_version", "VARCHAR", "标准版本", "version of the standard"),
        Column("issued_on", "DATE", "标准发布日期", "day on which the standard was issued"),
        Column("is_delivered", "BOOLEAN", "是否有来源报送", "whether a source delivers it"),
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
        Column("value_domain", "VARCHAR", "值域", "value domain", "Range, pattern or check"),
        Column("synonyms", "VARCHAR[]", "同义词", "synonyms"),
        Column(
            "security_grade",
            "BIGINT",
            "安全等级",
            "grade of general data",
            "1 (public) to 4 (strictly confined)",
        ),
        Column("landed_columns", "VARCHAR[]", "来源列", "columns of the source that it comes from"),
        Column("refers_to", "VARCHAR", "引用", "item that it refers to", "As source.dataset.item"),
        Column("is_key", "BOOLEAN", "是否主键", "whether part of the key"),
        Column("is_required", "BOOLEAN", "是否必填", "whether required"),
        Column("is_derived", "BOOLEAN", "是否计算", "whether computed"),
        Column("is_personal", "BOOLEAN", "是否个人信息", "whether personal information"),
        Column("published", "VARCHAR", "发布方式", "what analysts see", "whole, masked or withheld"),
        Column("basis", "VARCHAR", "依据", "basis", "sourced or proposed"),
        Column("citation", "VARCHAR", "出处", "citation"),
    ),
)
STANDARD_RULE = Relation(
    "standard_rule",
    "",
    "标准：行规则，以及只作标记的引用与数据项检查 · row rules as the standards declare them, and those checks of references and items that"
    " mark a row without rejecting it",
    (
        *_IDS,
        Column("rule", "VARCHAR", "规则", "rule"),
        Column("severity", "VARCHAR", "级别", "severity"),
        Column("expression", "VARCHAR", "表达式", "expression", "Of a row rule"),
        Column("message_zh", "VARCHAR", "说明（中文）", "message in Chinese"),
        Column("message_en", "VARCHAR", "说明（英文）", "message in English"),
    ),
)
STANDARD_CODE = Relation(
    "standard_code",
    "",
    "标准：代码 · codes of all code lists, and what they stand for",
    (
        Column("code_list", "VARCHAR", "代码表", "code list"),
        Column("code", "VARCHAR", "代码", "code"),
        Column("name_zh", "VARCHAR", "名称（中文）", "name in Chinese"),
        Column("name_en", "VARCHAR", "名称（英文）", "name in English"),
        Column("unit", "VARCHAR", "单位", "unit", "Where the code stands for a quantity"),
        Column(
            "attributes", "VARCHAR", "其他属性", "other attributes", "JSON: the other columns of the list"
        ),
    ),
)
TABLES = (STANDARD_DATASET, STANDARD_ITEM, STANDARD_RULE, STANDARD_CODE)


def create(connection: "duckdb.DuckDBPyConnection", standards: "Standards") -> None:
    """Create and fill the tables in the schema `lake`."""
    create_table(connection, STANDARD_DATASET, _datasets(standards))
    create_table(connection, STANDARD_ITEM, _items(standards))
    create_table(connection, STANDARD_RULE, _rules(standards))
    create_table(connection, STANDARD_CODE, _codes(standards))


def _datasets(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    themes = standards.codelists.get(THEMES)
    for _, dataset in sorted(standards.datasets.items()):
        spec, source = dataset.spec, standards.sources.get(dataset.source)
        sla, ground = spec.sla, spec.share.condition or spec.share.ground
        rows.append(
            (
                dataset.source,
                dataset.name,
                dataset.category,
                resource_code(standards, dataset),
                spec.theme,
                *(themes.title_of(spec.theme, language) if themes else None for language in ("zh", "en")),
                dataset.title.zh,
                dataset.title.en,
                dataset.definition.zh,
                dataset.definition.en,
                source.title.zh if source else None,
                source.title.en if source else None,
                *_both(spec.owner),
                dataset.timezone,
                spec.share.type,
                *_both(ground),
                spec.open.type,
                *_both(spec.open.condition),
                spec.security,
                dataset.grain.zh,
                dataset.grain.en,
                list(dataset.key),
                spec.update,
                sla.fresh_within if sla else None,
                dataset.version,
                spec.issued,
                dataset.mapping is not None,
                spec.basis,
                spec.source,
            )
        )
    return rows


def _items(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    for _, dataset in sorted(standards.datasets.items()):
        referred = {link.items[0]: link for link in reversed(dataset.links) if len(link.items) == 1}
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
                    domain(element) or None if element else None,
                    list(element.synonyms) if element else [],
                    item.security,
                    landed_columns(dataset, item.name),
                    f"{referred[item.name].dataset}.{referred[item.name].targets[0]}"
                    if item.name in referred
                    else None,
                    item.name in dataset.key,
                    item.required,
                    item.derived,
                    item.personal,
                    item.published,
                    element.basis if element else dataset.spec.basis,
                    element.source if element else dataset.spec.source,
                )
            )
    return rows


def landed_columns(dataset: "Dataset", item: str) -> list[str]:
    """The source's own columns that an item comes from, those of the fields of a nested list included."""
    feeds = dataset.mapping.feeds if dataset.mapping else ()
    return list(dict.fromkeys(column for column, fed in feeds if fed.partition(".")[0] == item))


def _both(text: "Text | None") -> tuple[str | None, str | None]:
    return (text.zh, text.en) if text else (None, None)


def _rules(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    for _, dataset in sorted(standards.datasets.items()):
        ids = (dataset.source, dataset.name)
        rows += [
            (*ids, one.id, one.severity, one.holds, one.message.zh, one.message.en) for one in dataset.rules
        ]
        rows += [
            (*ids, one.id, one.severity, None, one.message.zh, one.message.en) for one in _marking(dataset)
        ]
    return rows


def _marking(dataset: "Dataset") -> "Iterator[Check]":
    """The checks beside its row rules that mark a row: a rejected row bears its reason, of a marked one it is looked up."""
    from ecolake.standards.checks import item_checks, reference_check, validity_check

    checks = [reference_check(link, dataset.items) for link in dataset.links if link.severity != "reject"]
    for item in dataset.items.values():
        if any(one.severity != "reject" for one in (item, *(item.each or ()))):
            checks += item_checks(item, from_text=True)
            checks += validity_check(item, dataset.items, dataset.timezone)
    return (one for one in checks if one.severity != "reject")


def _codes(standards: "Standards") -> list[Row]:
    rows: list[Row] = []
    for name, code_list in sorted(standards.codelists.items()):
        for row in code_list.rows:
            said = {column: value or None for column, value in zip(code_list.columns, row, strict=True)}
            code = said.pop("code")
            # Some lists have titles or a meaning in the place of names.
            zh, en = (said.pop(f"name_{one}", None) or said.pop(f"title_{one}", None) for one in ("zh", "en"))
            rest = {column: value for column, value in said.items() if value is not None and column != "unit"}
            attributes = json.dumps(rest, ensure_ascii=False, sort_keys=True) if rest else None
            rows.append((name, code, zh, en or said.get("meaning"), said.get("unit"), attributes))
    return rows
