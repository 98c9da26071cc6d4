"""An element or a code list in `ecolake standards show`: what it says, and every item that is of it."""

from typing import TYPE_CHECKING

from orchestration.cli.standards_show_item import domain_of_number
from orchestration.cli.standards_show_page import both, cited, pair, two_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ecolake.standards.model import CodeList, Element
    from ecolake.standards.uses import ItemUse, Uses
    from orchestration.cli.standards_show_page import Facts, Page

OBJECTS = "object_class"
# Code lists with more columns than this are shown by code and title.
_COLUMNS = 5


def element_facts(uses: "Uses", name: str, element: "Element") -> "Facts":
    """All that the standards say of an element."""
    objects = uses.standards.codelists.get(OBJECTS)
    items = uses.items_of([name])
    return {
        **element.model_dump(mode="python", by_alias=True),
        "id": name,
        "type": str(element.type),
        "object_title": {
            one: objects.title_of(element.object, one) if objects else "" for one in ("zh", "en")
        },
        **_used(items),
        "rules": [rule.id for rule in uses.rules_of(items)],
        "clauses": cited(uses.citations(("element", name))),
    }


def _used(items: "Iterable[ItemUse]") -> "Facts":
    """The items of an element or code list, and the datasets that they stand in."""
    used = list(items)
    return {
        "items": [
            {
                "id": use.id,
                "dataset": use.dataset.id,
                "item": use.path,
                "element": use.item.element_name,
                "required": use.item.required,
                "title": pair(use.item.title),
                "own_title": use.item.element is not None and use.item.title != use.item.element.title,
            }
            for use in used
        ],
        "datasets": list(dict.fromkeys(use.dataset.id for use in used)),
    }


def show_element(page: "Page", facts: "Facts") -> None:
    """Show an element."""
    page.heading("element", facts)
    page.fields(
        ("对象类 object", f"{both(facts['object_title'])} ({facts['object']})"),
        ("特性 property", facts["property"]),
        ("类型 type", facts["type"]),
        ("单位 unit", facts["unit"]),
        ("也接受 accepts", facts["accepts"]),
        ("值域 range", domain_of_number(facts["range"])),
        ("格式 pattern", facts["pattern"]),
        ("代码表 codes", facts["codes"]),
        ("校验 check", facts["check"]),
        ("示例 examples", facts["examples"]),
        ("同义词 synonyms", facts["synonyms"]),
        ("可舍入 rounded", facts["rounded"] or None),
        ("安全级别 security", facts["security"]),
        ("个人信息 personal", facts["personal"] or None),
        ("依据 basis", facts["basis"]),
        ("出处 drawn from", facts["source"]),
    )
    _show_used(page, facts)
    page.rows("规则 rules that name its items", ("规则 rule",), ([one] for one in facts["rules"]))
    page.clauses(facts)


def _show_used(page: "Page", facts: "Facts") -> None:
    """The items by dataset; the title only where it is the item's own."""
    by_dataset: dict[str, list[str]] = {}
    for one in facts["items"]:
        star = "*" if one["required"] else ""
        title = f"  {one['title']['zh']} · {one['title']['en']}" if one["own_title"] else ""
        by_dataset.setdefault(one["dataset"], []).append(f"{one['item']}{star}{title}")
    title = f"数据项 items: {len(facts['items']):,}，数据集 in datasets:"
    rows = ((dataset, "\n".join(items)) for dataset, items in by_dataset.items())
    page.rows(title, ("数据集 dataset", "数据项 item (* 必填 required)"), rows)


def codelist_facts(uses: "Uses", name: str, codelist: "CodeList") -> "Facts":
    """All that the standards say of a code list."""
    elements = uses.elements_of(name)
    return {
        **codelist.model_dump(mode="python", by_alias=True),
        "id": name,
        "code_count": len(codelist.sorted_codes),
        "has_days": codelist.validity is not None,
        "titles": {
            code: [codelist.title_of(code, one) for one in ("zh", "en")] for code in codelist.sorted_codes
        },
        "elements": [{"name": one, "title": pair(element.title)} for one, element in elements.items()],
        "coded_by_it": _coded(uses, name),
        **_used(uses.items_of(elements)),
        "clauses": cited(uses.citations(("codelist", name))),
    }


def _coded(uses: "Uses", name: str) -> "Facts | None":
    """What in the standards themselves is coded by the list."""
    from ecolake.standards.resource_code import THEMES

    if name == OBJECTS:
        return {"what": "elements", "zh": "各数据元的对象类", "count": len(uses.standards.elements)}
    if name == THEMES:
        return {"what": "datasets", "zh": "各数据集的主题", "count": len(uses.standards.datasets)}
    return None


def show_codelist(page: "Page", facts: "Facts") -> None:
    """Show a code list."""
    page.heading("code list", facts)
    coded = facts["coded_by_it"]
    page.fields(
        ("版本 edition", facts["edition"]),
        ("出处 drawn from", facts["source"]),
        ("可信 trust", facts["trust"]),
        ("列 columns", facts["columns"]),
        ("代码 codes", facts["code_count"]),
        ("有效期 days of validity", facts["has_days"] or None),
        (
            "用于 codes of",
            f"{coded['zh']} the {coded['what']} themselves: {coded['count']:,}" if coded else None,
        ),
    )
    columns = list(facts["columns"])
    if len(columns) <= _COLUMNS:
        page.rows("行 rows", columns, facts["rows"])
    else:
        rows = ((code, zh, en if en != zh else "") for code, (zh, en) in facts["titles"].items())
        page.rows("代码 codes", ("代码 code", "中文 Chinese", "英文 English"), rows)
        page.hint("全部列见 --json · --json has all columns")
    page.rows(
        "数据元 elements",
        ("数据元 element", "名称 title"),
        ((one["name"], two_lines(one["title"])) for one in facts["elements"]),
    )
    if not facts["elements"] and not coded:
        page.out.print("没有数据元使用 no element is of this list; it is read as a table", style="dim")
    _show_used(page, facts)
    page.clauses(facts)
