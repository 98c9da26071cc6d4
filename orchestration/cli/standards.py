"""`ecolake standards`: is the library of standards sound, and what does it say of a name."""

from typing import TYPE_CHECKING, Any

import typer

from orchestration.cli.options import Json, inspect_standards, unknown, workplace
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from ecolake.standards.catalogue import Dataset, Item, Standards
    from ecolake.standards.findings import Finding

FAULTY = 5
SHOWN_CODES = 200
COUNTED = {
    "categories": "目录",
    "items": "数据项",
    "elements": "数据元",
    "code_lists": "代码表",
    "rules": "规则",
    "documents": "标准文件",
    "clauses": "条款",
}

group = typer.Typer(help="数据标准 · The codified standards.", no_args_is_help=True)


@group.command()
def lint(as_json: Json = False) -> None:
    """检查标准 · Check all of standards/; every fault is named with file and line."""
    from ecolake.home import Home

    standards, findings = inspect_standards(Home.from_environment())
    counts = standards.counts() if standards is not None else dict.fromkeys(COUNTED)
    if as_json:
        write_json({"findings": [vars(finding) for finding in findings], "counts": counts})
    elif findings:
        _show_findings(findings)
    else:
        _show_counts(counts)
    if findings:
        raise typer.Exit(FAULTY)


@group.command()
def show(name: str, as_json: Json = False) -> None:
    """查看标准 · Show a dataset, source, element or code list as the standard has it."""
    _, standards = workplace()
    found = _find(standards, name)
    if as_json:
        write_json([{"kind": kind, "name": name, **_record(thing)} for kind, thing in found])
        return
    out = console()
    for kind, thing in found:
        _SHOW[kind](out, standards, name, thing)


def _find(standards: "Standards", name: str) -> list[tuple[str, Any]]:
    shelves: dict[str, Any] = {
        "dataset": standards.datasets,
        "source": standards.sources,
        "element": standards.elements,
        "code list": standards.codelists,
    }
    found = [(kind, shelf[name]) for kind, shelf in shelves.items() if name in shelf]
    if not found:
        found = [("dataset", one) for one in standards.datasets.values() if one.name == name]
    if not found:
        raise unknown("standard", "标准", name, {known for shelf in shelves.values() for known in shelf})
    return found


def _record(thing: Any) -> dict[str, Any]:
    from pydantic import BaseModel

    if isinstance(thing, BaseModel):
        record = thing.model_dump(mode="python", by_alias=True)
        if "codes" in record and isinstance(record["codes"], frozenset):
            record["codes"] = sorted(record["codes"])
        return record
    return {
        "id": thing.id,
        "title": thing.title.model_dump(),
        "definition": thing.definition.model_dump(),
        "version": thing.version,
        "grain": thing.grain.model_dump(),
        "key": list(thing.key),
        "items": [_item_record(item) for item in thing.items.values()],
        "rules": [rule.model_dump(by_alias=True) for rule in thing.rules],
    }


def _item_record(item: "Item") -> dict[str, Any]:
    return {
        "name": item.name,
        "title": item.title.model_dump(),
        "element": item.element_name,
        "type": str(item.element.type) if item.element else "list",
        "unit": item.element.unit if item.element else None,
        "required": item.required,
        "derived": item.derived,
        "personal": item.personal,
        "severity": item.severity,
    }


def _show_counts(counts: "Mapping[str, int | None]") -> None:
    out = console()
    out.print("[green]✓[/] 标准无误 the standards are sound")
    shown = table("", "", right=(0,))
    shown.show_header = False
    for kind, count in counts.items():
        shown.add_row(f"{count:,}", f"{COUNTED[kind]} {kind.replace('_', ' ')}")
    out.print(shown)


def _show_findings(findings: list["Finding"]) -> None:
    from rich.text import Text

    out = console()
    for finding in findings:
        place = f"{finding.file}:{finding.line}:{finding.column}"
        out.print(
            Text.assemble(("✗ ", "red"), (place, "bold"), f"  {finding.message} ", (finding.code, "dim"))
        )
        if finding.hint:
            out.print(Text(f"    {finding.hint}", style="cyan"))
    out.print(f"\n标准有 {len(findings)} 处错误 · {len(findings)} fault(s)")


def _show_dataset(out: "Console", standards: "Standards", _name: str, dataset: "Dataset") -> None:
    from rich.text import Text

    out.print(
        Text.assemble(
            (f"{dataset.title.zh} · {dataset.title.en}", "bold"), f"  {dataset.id}  v{dataset.version}"
        )
    )
    out.print(Text(f"{dataset.definition.zh}\n{dataset.definition.en}"))
    out.print(
        Text(f"粒度 grain: {dataset.grain.zh} · {dataset.grain.en}\n主键 key:   {', '.join(dataset.key)}")
    )
    source = standards.sources.get(dataset.source)
    if source is not None:
        out.print(Text(f"来源 source: {source.title.zh} · {source.title.en}"))
    columns = {item: column for column, item in dataset.mapping.map.items()} if dataset.mapping else {}
    items = table("数据项 item", "名称 title", "类型 type", "值域 domain", "来源列 column")
    for item in dataset.items.values():
        mark = "*" if item.required else ""
        column = "复算 derived" if item.derived else columns.get(item.name, "")
        items.add_row(
            Text(item.name + mark, style="bold" if item.name in dataset.key else ""),
            Text(f"{item.title.zh}\n{item.title.en}" + (" (personal)" if item.personal else "")),
            _type(item),
            Text(_domain(item)),
            Text(column),
        )
    out.print(items)
    out.print("* 必填 required；粗体为主键 the key is bold", style="dim")
    if dataset.rules:
        rules = table("规则 rule", "级别 severity", "含义 message")
        for rule in dataset.rules:
            words = Text(f"{rule.message.zh}\n{rule.message.en}\n").append(rule.holds, style="dim")
            rules.add_row(Text(rule.id), rule.severity, words)
        out.print(rules)


def _type(item: "Item") -> str:
    if item.element is None:
        return "list"
    unit = item.element.unit
    return str(item.element.type) + (f"\n{unit}" if unit and unit != "1" else "")


def _domain(item: "Item") -> str:
    element = item.element
    if element is None:
        return ", ".join(child.name for child in item.each or ())
    if element.codes:
        return element.codes
    if element.range:
        low, high = ("" if end is None else str(end) for end in element.range)
        return f"{low} – {high}"
    return element.check or element.pattern or ""


def _show_model(out: "Console", _standards: "Standards", name: str, thing: Any) -> None:
    """An element or a source: its fields, as the YAML has them."""
    from rich.text import Text

    out.print(Text.assemble((f"{thing.title.zh} · {thing.title.en}", "bold"), f"  {name}"))
    fields = table("", "")
    fields.show_header = False
    for field in type(thing).model_fields:
        value = getattr(thing, field)
        # The codes of a list are shown below it, and the title stands above.
        if value not in (None, (), {}, False) and field != "title" and not isinstance(value, frozenset):
            fields.add_row(field, Text(", ".join(value) if field == "datasets" else _words(value)))
    out.print(fields)


def _show_codelist(out: "Console", standards: "Standards", name: str, codelist: Any) -> None:
    from rich.text import Text

    _show_model(out, standards, name, codelist)
    more = "" if len(codelist.codes) <= SHOWN_CODES else " …"
    out.print(
        Text(f"{len(codelist.codes):,} 个代码 codes: " + " ".join(codelist.sorted_codes[:SHOWN_CODES]) + more)
    )


def _words(value: Any) -> str:
    if hasattr(value, "zh"):
        return f"{value.zh}\n{value.en}"
    if hasattr(value, "model_dump"):
        value = value.model_dump(exclude_none=True)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {part}" for key, part in value.items())
    if isinstance(value, tuple):
        return " – ".join("" if part is None else str(part) for part in value)
    return str(value)


_SHOW = {"dataset": _show_dataset, "source": _show_model, "element": _show_model, "code list": _show_codelist}
