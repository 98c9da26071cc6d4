"""`ecolake standards diff`: what changed in the standards, what each change means, and whether the versions show it."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console
    from rich.text import Text

    from ecolake.standards.history.change import Change
    from ecolake.standards.history.changes import Comparison
    from ecolake.standards.history.versions import Bumped

FAULTY = 5
# Datasets that only use something that changed are shown one by one up to this many.
SHOWN = 12
JUDGED = {
    "breaking": ("破坏 breaking", "bold red"),
    "narrowing": ("收紧 narrowing", "yellow"),
    "widening": ("放宽 widening", "green"),
    "documentation": ("说明 documentation", "dim"),
    "delivery": ("接入 delivery", "cyan"),
}
KINDS = {
    "element": "数据元 element",
    "codelist": "代码表 code list",
    "source": "来源 source",
    "document": "文件 document",
}


def diff(
    old: Annotated[str, typer.Argument(metavar="[REV]", help="Git revision · 旧版本")] = "HEAD",
    new: Annotated[
        str | None,
        typer.Argument(metavar="[REV]", help="Another; the working tree when none · 新版本，缺省为工作区"),
    ] = None,
    as_json: Json = False,
) -> None:
    """比较标准 · What changed in standards/, what it means for the rows, and whether the versions show it."""
    from ecolake.home import Home
    from ecolake.standards.history.changes import compare_revisions

    found = compare_revisions(Home.from_environment().standards, old, new)
    if as_json:
        write_json(_record(found))
    else:
        _show(console(), found, old, new or "工作区 working tree")
    if found.missing:
        raise typer.Exit(FAULTY)


def _record(found: "Comparison") -> dict[str, Any]:
    return {
        "changes": [vars(change) for change in found.changes],
        "versions": [_version_record(one) for one in found.versions],
        "datasets": {
            name: {"judgements": sorted({change.judgement for change in changes}), "changes": len(changes)}
            for name, changes in found.by_dataset().items()
        },
    }


def _version_record(one: "Bumped") -> dict[str, Any]:
    steps = {"needs": one.needs.name, "shows": one.shows.name, "missing": one.missing, "wanted": one.wanted}
    return vars(one) | steps


def _show(out: "Console", found: "Comparison", old: str, new: str) -> None:
    from rich.text import Text

    if not found.changes:
        out.print(Text.assemble(("✓ ", "green"), f"标准没有变化 nothing changed  {old} → {new}"))
        return
    versions = {(one.kind, one.name): one for one in found.versions}
    _show_whole(out, [change for change in found.changes if change.whole])
    parts = [change for change in found.changes if not change.whole]
    for kind, name in dict.fromkeys((c.kind, c.name) for c in parts if c.kind != "dataset"):
        own = [change for change in parts if (change.kind, change.name) == (kind, name)]
        _group(out, f"{KINDS[kind]} {name}", own, versions.get((kind, name)), _users(own))
    only_using = []
    for dataset, changes in found.by_dataset().items():
        own = [change for change in changes if change.kind == "dataset" and not change.whole]
        others = ", ".join(dict.fromkeys(change.name for change in changes if change.kind != "dataset"))
        if own:
            version = versions.get(("dataset", dataset))
            _group(out, dataset, own, version, f"也涉及 also: {others}" if others else "")
        elif others and not any(change.kind == "dataset" for change in changes):
            only_using.append((dataset, others))
    _show_users(out, only_using)
    _show_end(out, found, old, new)


def _show_whole(out: "Console", changes: "list[Change]") -> None:
    """What is new or gone as a whole, one line each up to a few of a kind."""
    from rich.text import Text

    for kind in dict.fromkeys(change.kind for change in changes):
        own = [change for change in changes if change.kind == kind]
        for change in own[:SHOWN]:
            word, style = JUDGED[change.judgement]
            out.print(Text.assemble((word, style), f"  {change.zh} · {change.en}  ", (change.file, "dim")))
        if len(own) > SHOWN:
            out.print(Text(f"… 另有 {len(own) - SHOWN} 项 more: {kind}", style="dim"))


def _group(
    out: "Console", title: str, changes: "Iterable[Change]", version: "Bumped | None", note: str
) -> None:
    from rich.text import Text

    out.print(Text.assemble((title, "bold"), "  ", _version(version)))
    if note:
        out.print(Text(f"  {note}", style="dim"))
    rows = table("判断 judgement", "变化 change", "位置 place")
    for change in changes:
        word, style = JUDGED[change.judgement]
        rows.add_row(
            Text(word, style=style),
            Text(f"{change.zh}\n{change.en}"),
            Text(f"{change.file}:{change.line}", style="dim"),
        )
    out.print(rows)


def _version(one: "Bumped | None") -> "Text":
    from rich.text import Text

    if one is None:
        return Text("")
    if one.missing:
        return Text(f"✗ {one.old} → {one.new}，应为 needs {one.wanted} ({one.needs.name})", style="red")
    step = f"{one.old} → {one.new}" if one.old != one.new else one.new
    return Text(f"✓ {step}", style="green")


def _users(changes: "list[Change]") -> str:
    datasets = sorted({dataset for change in changes for dataset in change.datasets})
    if not datasets:
        return ""
    more = f" … ({len(datasets)})" if len(datasets) > SHOWN else ""
    return f"涉及 concerns: {', '.join(datasets[:SHOWN])}{more}"


def _show_users(out: "Console", only_using: "list[tuple[str, str]]") -> None:
    from rich.text import Text

    for dataset, others in only_using[:SHOWN]:
        out.print(Text.assemble((dataset, "bold"), f"  ← {others}"))
    if len(only_using) > SHOWN:
        out.print(
            Text(
                f"… 另有 {len(only_using) - SHOWN} 个数据集使用了变化的数据元或代码表 more datasets use what changed"
            )
        )


def _show_end(out: "Console", found: "Comparison", old: str, new: str) -> None:
    from collections import Counter

    from rich.text import Text

    counts: Counter[str] = Counter(change.judgement for change in found.changes)
    listed = "，".join(f"{JUDGED[judged][0]} {counts[judged]}" for judged in JUDGED if counts[judged])
    out.print(Text(f"\n{old} → {new}: {listed}"))
    if found.missing:
        out.print(
            Text(
                f"✗ {len(found.missing)} 处版本号未随变化提升 version(s) do not show the change", style="red"
            )
        )
        for one in found.missing[:SHOWN]:
            out.print(Text(f"  {one.file}:{one.line}  version: {one.wanted}", style="cyan"))
        if len(found.missing) > SHOWN:
            left = len(found.missing) - SHOWN
            out.print(
                Text(f"  … 另有 {left} 处，见 --json 或 lint · {left} more: --json or lint", style="dim")
            )
    out.print(
        Text("  ecolake standards impact", style="cyan"),
        Text("看会拒绝哪些行 which rows it would reject", style="dim"),
    )
