"""An item in `ecolake standards show`: its domain here, what judges it, what it refers to and what refers to it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from orchestration.cli.standards_show_page import both, cited, pair, words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from ecolake.standards.uses import ItemUse, Uses
    from orchestration.cli.standards_show_page import Facts, Page


def item_facts(use: "ItemUse") -> "Facts":
    """What an item is, in its own dataset."""
    item, element = use.item, use.item.element
    here = [link for link in use.dataset.links if use.path in link.items]
    return {
        "name": use.path,
        "title": pair(item.title),
        "element": item.element_name,
        "type": str(element.type) if element else "list",
        "unit": element.unit if element else None,
        "codes": element.codes if element else None,
        "range": element.range if element else None,
        "pattern": element.pattern if element else None,
        "check": element.check if element else None,
        "fields": [child.name for child in item.each or ()],
        "required": item.required,
        "key": use.path in use.dataset.key,
        "derived": item.derived,
        "arrival": item.arrival,
        "personal": item.personal,
        "security": item.security,
        "severity": item.severity,
        "valid_on": item.valid_on,
        "references": [f"{link.dataset}.{link.targets[link.items.index(use.path)]}" for link in here],
        "column": use.source_column,
    }


def whole_item_facts(uses: "Uses", use: "ItemUse") -> "Facts":
    """All that the standards say of an item."""
    element = use.item.element
    return {
        **item_facts(use),
        "id": use.id,
        "dataset": use.dataset.id,
        "dataset_title": pair(use.dataset.title),
        "definition": pair(element.definition) if element else None,
        "accepts": list(element.accepts) if element else [],
        "examples": list(element.examples) if element else [],
        "arrives": _arrives(use),
        "referred_by": [
            f"{one.dataset.id}.{one.link.items[one.link.targets.index(use.path)]}"
            for one in uses.references_to(use.dataset.id)
            if one.leads_to(use.dataset.id, use.path)
        ],
        "checks": _checks(use),
        "rules": [rule.rule.model_dump(by_alias=True) for rule in uses.rules_of([use])],
        "clauses": cited(uses.citations_of_item(use)),
    }


def _arrives(use: "ItemUse") -> "Facts | None":
    """How the source writes it; None when nothing is mapped to it."""
    mapping, column = use.dataset.mapping, use.source_column
    if mapping is None or column is None:
        return None
    codes = mapping.codes.get(use.path)
    return {
        "column": column,
        "format": mapping.formats.get(use.path),
        "unit": mapping.units.get(use.path),
        "missing": list(mapping.missing_in.get(use.path, mapping.missing)),
        "codes": dict(codes.values) if codes else {},
    }


def _checks(use: "ItemUse") -> list["Facts"]:
    """What acceptance holds a value to, the rules apart."""
    from ecolake.standards.compile import compile_dataset

    checks = compile_dataset(use.dataset).checks
    own = [one for one in checks if use.column in one.items and one.kind != "rule"]
    if use.path != use.column:
        own = [one for one in own if one.id.startswith(f"{use.path}.")]
    return [
        {"id": one.id, "kind": one.kind, "severity": one.severity, "message": pair(one.message)}
        for one in own
    ]


def item_rows(items: Iterable["Facts"], key: Iterable[str]) -> list[tuple["RenderableType", ...]]:
    """The items of a dataset as rows of its table."""
    from rich.text import Text

    keys = frozenset(key)
    return [
        (
            Text(
                _indented(item["name"]) + ("*" if item["required"] else ""),
                style="bold" if item["name"] in keys else "",
            ),
            Text(f"{item['title']['zh']}\n{item['title']['en']}"),
            _type(item),
            "\n".join(_domain(item)),
            "复算 derived" if item["derived"] else item["column"] or "",
        )
        for item in items
    ]


def _indented(path: str) -> str:
    above, _, name = path.rpartition(".")
    return f"  └ {name}" if above else name


def _type(item: "Facts") -> str:
    return str(item["type"]) + (f"\n{item['unit']}" if item["unit"] not in (None, "1") else "")


def _domain(item: "Facts") -> list[str]:
    """What limits an item, a line each."""
    element = item["element"] if item["element"] != item["name"].rpartition(".")[2] else None
    grade = f"{item['security']}级 grade {item['security']}" if item["security"] > 1 else None
    told = (
        ("", element),
        ("fields: ", ", ".join(item["fields"])),
        ("codes: ", item["codes"]),
        ("", domain_of_number(item["range"])),
        ("pattern: ", item["pattern"]),
        ("check: ", item["check"]),
        ("valid on: ", item["valid_on"]),
        ("→ ", ", ".join(one.rpartition(".")[0] for one in item["references"])),
        ("", "个人信息 personal" if item["personal"] else None),
        ("", grade),
        ("severity: ", item["severity"] if item["severity"] != "reject" else None),
    )
    return [f"{label}{value}" for label, value in told if value]


def domain_of_number(ends: Any) -> str:
    """A range for a person; an end that is open is left out."""
    return " – ".join("" if end is None else words(end) for end in ends) if ends else ""


def show_item(page: "Page", facts: "Facts") -> None:
    """Show an item."""
    page.heading("item", facts)
    arrives = facts["arrives"] or {}
    page.fields(
        ("数据集 dataset", f"{facts['dataset_title']['zh']} ({facts['dataset']})"),
        ("数据元 element", facts["element"]),
        ("类型 type", facts["type"]),
        ("单位 unit", facts["unit"]),
        ("也接受 accepts", facts["accepts"]),
        ("值域 range", domain_of_number(facts["range"])),
        ("格式 pattern", facts["pattern"]),
        ("代码表 codes", facts["codes"]),
        ("校验 check", facts["check"]),
        ("示例 examples", facts["examples"]),
        ("字段 fields", facts["fields"]),
        ("主键 key", facts["key"] or None),
        ("必填 required", facts["required"]),
        ("复算 derived", facts["derived"] or None),
        ("到达信息 arrival", facts["arrival"] or None),
        ("级别 severity", facts["severity"]),
        ("按日有效 valid on", facts["valid_on"]),
        ("安全级别 security", facts["security"]),
        ("个人信息 personal", facts["personal"] or None),
        ("来源列 source column", {name: words(part) for name, part in arrives.items() if part}),
        ("引用 refers to", "\n".join(facts["references"])),
    )
    page.rows("被引用 referred to by", ("数据项 item",), ([one] for one in facts["referred_by"]))
    page.rows(
        "检查 checks",
        ("检查 check", "级别 severity", "含义 message"),
        ((one["id"], one["severity"], both(one["message"])) for one in facts["checks"]),
    )
    page.rows(
        "规则 rules that name it",
        ("规则 rule", "级别 severity", "含义 message"),
        ((one["id"], one["severity"], both(one["message"])) for one in facts["rules"]),
    )
    page.rows(
        "下游模型 models of the warehouse",
        ("模型 model", "层 layer", "列 columns"),
        ((one["model"], one["layer"], ", ".join(one["columns"])) for one in facts.get("models", [])),
    )
    page.clauses(facts)
