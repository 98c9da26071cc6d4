"""A dataset or a source in `ecolake standards show`: what it is in the catalogue, its items and rules, who refers to whom."""

from typing import TYPE_CHECKING, Any

from orchestration.cli.standards_show_item import item_facts, item_rows
from orchestration.cli.standards_show_page import both, cited, pair, two_lines
from orchestration.cli.standards_show_reference import reference_facts, show_references
from orchestration.cli.standards_show_rule import rule_row

if TYPE_CHECKING:
    from ecolake.standards.catalogue import Dataset, Standards
    from ecolake.standards.source import Source
    from ecolake.standards.uses import Uses
    from orchestration.cli.standards_show_page import Facts, Page


def dataset_facts(uses: "Uses", dataset: "Dataset") -> "Facts":
    """All that the standards say of a dataset."""
    return {
        "id": dataset.id,
        "title": pair(dataset.title),
        "definition": pair(dataset.definition),
        "version": dataset.version,
        **_catalogued(uses.standards, dataset),
        "grain": pair(dataset.grain),
        "key": list(dataset.key),
        "derive": list(dataset.spec.derive),
        "items": [item_facts(use) for use in uses.items.values() if use.dataset is dataset],
        "rules": [rule.model_dump(by_alias=True) for rule in dataset.rules],
        "references": [reference_facts(one) for one in uses.references_from(dataset.id)],
        "referred_by": [reference_facts(one) for one in uses.references_to(dataset.id)],
        "related": list(dataset.spec.related),
        "related_from": list(uses.related_from(dataset.id)),
        "clauses": cited(uses.citations_of_dataset(dataset.id)),
    }


def _catalogued(standards: "Standards", dataset: "Dataset") -> "Facts":
    """What the catalogue of government data asks for."""
    from ecolake.standards.resource_code import THEMES, resource_code

    spec, source, themes = (
        dataset.spec,
        standards.sources.get(dataset.source),
        standards.codelists.get(THEMES),
    )
    theme = {language: themes.title_of(spec.theme, language) if themes else "" for language in ("zh", "en")}
    return {
        "category": spec.category,
        "resource_code": resource_code(standards, dataset),
        "theme": {"code": spec.theme, "title": theme},
        "source": {"name": dataset.source, "title": pair(source.title) if source else None},
        "delivered": dataset.mapping is not None,
        "update": spec.update,
        "sla": spec.sla.model_dump() if spec.sla else None,
        "owner": pair(spec.owner),
        "issued": spec.issued,
        "share": spec.share.model_dump(),
        "open": spec.open.model_dump(),
        "format": spec.format,
        "security": spec.security,
        "security_of_items": max((item.security for item in dataset.items.values()), default=1),
        "basis": spec.basis,
        "basis_source": spec.source,
    }


def show_dataset(page: "Page", facts: "Facts") -> None:
    """Show a dataset."""
    page.heading("dataset", facts)
    _show_catalogued(page, facts)
    columns = ("数据项 item", "名称 title", "类型 type", "值域 domain", "来源列 column")
    # Where no delivery is described there are no columns of the source to show.
    shown = len(columns) if any(item["column"] or item["derived"] for item in facts["items"]) else -1
    rows = [row[:shown] for row in item_rows(facts["items"], facts["key"])]
    page.rows("数据项 items", columns[:shown], rows, most=len(rows))
    page.out.print("* 必填 required；粗体为主键 the key is bold", style="dim")
    rules = [rule_row(rule) for rule in facts["rules"]]
    page.rows("规则 rules", ("规则 rule", "级别 severity", "含义 message"), rules, most=len(rules))
    show_references(page, "引用 refers to", facts["references"])
    show_references(page, "被引用 referred to by", facts["referred_by"])
    models = facts.get("models", [])
    page.rows(
        "下游模型 models of the warehouse",
        ("模型 model", "层 layer"),
        ((m["model"], m["layer"]) for m in models),
    )
    page.clauses(facts)


def _show_catalogued(page: "Page", facts: "Facts") -> None:
    theme, source, sla = facts["theme"], facts["source"], facts["sla"]
    grades = f"{facts['security']}，数据项最高 highest of its items {facts['security_of_items']}"
    delivery = "已描述 described" if facts["delivered"] else "尚未描述 not described yet"
    page.fields(
        ("信息资源代码 resource code", facts["resource_code"]),
        ("目录类别 category", facts["category"]),
        ("主题 theme", f"{both(theme['title'])} ({theme['code']})"),
        ("来源 source", f"{both(source['title'])} ({source['name']})"),
        ("报送方式 delivery", delivery),
        ("责任单位 owner", facts["owner"]),
        ("粒度 grain", facts["grain"]),
        ("主键 key", facts["key"]),
        ("更新 update", facts["update"]),
        ("时效 fresh within", sla["fresh_within"] if sla else None),
        ("共享 share", _access(facts["share"])),
        ("开放 open", _access(facts["open"])),
        ("格式 format", facts["format"]),
        ("安全级别 security", grades),
        ("发布 issued", facts["issued"]),
        ("依据 basis", facts["basis"]),
        ("出处 drawn from", facts["basis_source"]),
        ("派生 derive", facts["derive"]),
        ("相关 related", facts["related"]),
        ("被列为相关 related from", facts["related_from"]),
    )


def _access(access: "Facts") -> str:
    grounds = both(access["condition"] or access.get("ground"))
    method = f"; {access['method']}" if access.get("method") else ""
    return str(access["type"]) + method + (f"\n{grounds}" if grounds else "")


def source_facts(uses: "Uses", name: str, source: "Source") -> "Facts":
    """All that the standards say of a source."""
    return {
        **source.model_dump(mode="python", by_alias=True),
        "id": name,
        "holds": [
            {
                "id": one.id,
                "title": pair(one.title),
                "category": one.category,
                "update": one.spec.update,
                "items": len(one.items),
                "delivered": one.mapping is not None,
            }
            for _, one in sorted(uses.standards.datasets.items())
            if one.source == name
        ],
        "clauses": cited(uses.citations(("source", name))),
    }


def show_source(page: "Page", facts: "Facts") -> None:
    """Show a source and the datasets that it holds."""
    page.heading("source", facts)
    transport: dict[str, Any] = facts["transport"] or {}
    page.fields(
        ("责任单位 owner", facts["owner"]["unit"]),
        ("联系 contact", facts["owner"]["contact"]),
        ("时区 time zone", facts["timezone"]),
        ("计划 schedule", facts["schedule"]),
        ("传输 transport", transport),
        *((f"系统 system {name}", system) for name, system in facts["systems"].items()),
        ("已描述报送 delivers", list(facts["datasets"])),
    )
    page.rows(
        "数据集 datasets",
        ("数据集 dataset", "名称 title", "更新 update", "数据项 items"),
        ((one["id"], two_lines(one["title"]), one["update"], f"{one['items']}") for one in facts["holds"]),
    )
    page.clauses(facts)
