"""A document or a clause in `ecolake standards show`: what it demands, and what or who keeps it."""

from collections import Counter
from typing import TYPE_CHECKING, Any

from orchestration.cli.standards_show_page import both, pair, two_lines

if TYPE_CHECKING:
    from ecolake.standards.document import Document
    from ecolake.standards.uses import ClauseUse, Uses
    from orchestration.cli.standards_show_page import Facts, Page

KINDS_ZH = {"infrastructure": "基础架构", "application": "应用"}


def document_facts(name: str, document: "Document") -> "Facts":
    """All that a document says, and what its clauses are kept by."""
    clauses = document.clauses.values()
    kinds = Counter(one.kind for clause in clauses for one in clause.enforcers)
    return {
        **document.model_dump(mode="python", by_alias=True, exclude={"kind"}),
        "id": name,
        "document_kind": document.kind,
        "kept_by": dict(sorted(kinds.items())),
        "kept_by_people": sum(clause.by_people is not None for clause in clauses),
        "kept_by_programs": sum(clause.by_people is None for clause in clauses),
    }


def show_document(page: "Page", facts: "Facts") -> None:
    """Show a document with all its clauses."""
    page.heading("document", facts)
    kind = facts["document_kind"]
    people, programs = facts["kept_by_people"], facts["kept_by_programs"]
    page.fields(
        ("编号 number", facts["number"]),
        ("类别 kind", f"{KINDS_ZH[kind]} {kind}"),
        ("范围 scope", facts["scope"]),
        ("发布 issued", facts["issued"]),
        ("依据 basis", f"{facts['basis']}；名称 name: {facts['name_basis']}"),
        ("出处 drawn from", facts["source"]),
        ("条款 clauses", f"{programs} 由程序执行 kept by programs, {people} 由人员执行 by people"),
        ("执行者 kept by", ", ".join(f"{kind} {count}" for kind, count in facts["kept_by"].items())),
    )
    rows = ((label, _demand(clause), _keepers(clause)) for label, clause in facts["clauses"].items())
    columns = ("条款", "要求 demand", "执行 kept by")
    page.rows("条款 clauses", columns, rows, most=len(facts["clauses"]))


def _demand(clause: "Facts") -> Any:
    from rich.text import Text

    drawn = f"{clause['basis']}: {clause['source']}" if clause["source"] else clause["basis"]
    return Text(two_lines(clause["text"]) + "\n").append(drawn + "\n", style="dim")


def _keepers(clause: "Facts") -> str:
    if clause["by_people"]:
        return f"人员 people\n{two_lines(clause['by_people'])}"
    return "\n".join(f"{kind}: {name}" for one in clause["enforced_by"] for kind, name in one.items())


def clause_facts(uses: "Uses", use: "ClauseUse") -> "Facts":
    """All that a clause says, with a word on each of its enforcers."""
    return {
        **use.clause.model_dump(mode="python", by_alias=True),
        "id": use.id,
        "document": use.document_name,
        "document_title": pair(use.document.title),
        "label": use.label,
        "enforcers": [
            {"kind": one.kind, "name": one.name, "says": _says(uses, one.kind, one.name)}
            for one in use.clause.enforcers
        ],
    }


def _says(uses: "Uses", kind: str, name: str) -> dict[str, str] | None:
    """What an enforcer is or says; None for those outside the standards, as a test."""
    standards = uses.standards
    if kind == "rule":
        return pair(uses.rules[name].rule.message)
    if kind == "item":
        return pair(uses.items[name].item.title)
    shelves: dict[str, Any] = {
        "element": standards.elements,
        "codelist": standards.codelists,
        "dataset": standards.datasets,
        "source": standards.sources,
    }
    return pair(shelves[kind][name].title) if kind in shelves else None


def show_clause(page: "Page", facts: "Facts") -> None:
    """Show a clause."""
    page.heading("clause", facts)
    title = facts["document_title"]
    page.fields(
        ("标准文件 document", f"{title['zh']} · {title['en']} ({facts['document']})"),
        ("要求 demand", two_lines(facts["text"])),
        ("依据 basis", facts["basis"]),
        ("出处 drawn from", facts["source"]),
        ("由人员执行 by people", two_lines(facts["by_people"]) if facts["by_people"] else None),
    )
    page.rows(
        "执行 kept by",
        ("类 kind", "名称 name", "说明 what it says"),
        ((one["kind"], one["name"], both(one["says"])) for one in facts["enforcers"]),
        most=len(facts["enforcers"]),
    )
