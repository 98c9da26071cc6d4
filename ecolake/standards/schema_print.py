"""How the schema of a dataset prints: items, titles, checks and severities, on a terminal or as plain text."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ecolake.standards.catalogue import Dataset
from ecolake.standards.checks import Check

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

WIDTH = 110


def face(dataset: Dataset, checks: Sequence[Check], left_out: Sequence[Check]) -> "RenderableType":
    """Show a dataset's schema: a heading, its items with their own checks, its rules, and what is left out."""
    from rich.console import Group
    from rich.text import Text

    heading = Text.assemble(
        (f"{dataset.id} {dataset.version}", "bold"), f"  {dataset.title.zh} · {dataset.title.en}\n",
        f"{dataset.grain.zh} · {dataset.grain.en}; 主键 key: {', '.join(dataset.key)}",
    )  # fmt: skip
    items = _table("数据项 item", "类型 type", "名称 title", "检查 checks")
    for name, item in dataset.items.items():
        kind = str(item.element.type) if item.element else "list"
        own = [check for check in checks if check.kind != "rule" and check.items == (name,)]
        items.add_row(name, kind, f"{item.title.zh} · {item.title.en}", ", ".join(map(_short, own)))
    rules = _table("规则 rule", "级别 severity", "说明 message")
    for check in checks:
        if check.kind == "rule":
            rules.add_row(check.id, check.severity, f"{check.message.zh} · {check.message.en}")
    parts: list[RenderableType] = [heading, items]
    if rules.row_count:
        parts.append(rules)
    if left_out:
        unread = sum(check.kind == "unread" for check in left_out)
        others = [check.id for check in left_out if check.kind != "unread"]
        names = ", ".join([*([f"unread ({unread})"] if unread else []), *others])
        parts.append(Text(f"接收时另查 · judged at acceptance only: {names}", style="dim"))
    return Group(*parts)


def as_text(shown: "RenderableType") -> str:
    """Render without colours, the same everywhere."""
    from rich.console import Console

    out = io.StringIO()
    Console(file=out, width=WIDTH, color_system=None, force_terminal=False).print(shown)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines())


def _table(*headings: str) -> "Table":
    from rich.table import Column, Table

    return Table(*(Column(text, overflow="fold") for text in headings), box=None, header_style="dim")


def _short(check: Check) -> str:
    """Name a check by its kind, after the field in a nested list; a severity is said where it is not `reject`."""
    _, _, name = check.id.partition(".")
    return name if check.severity == "reject" else f"{name} ({check.severity})"
