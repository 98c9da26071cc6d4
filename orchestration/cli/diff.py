"""`ecolake diff`: what changed between two releases."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from ecolake.warehouse.difference import ReleaseDiff, TableDiff


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(diff)


def diff(
    before: Annotated[int, typer.Argument(help="A release of `ecolake releases` · 较早的版本号")],
    after: Annotated[int, typer.Argument(help="The release held against it · 较晚的版本号")],
    mart: Annotated[str | None, typer.Option("--table", help="One mart · 只看一张主题表")] = None,
    rows: Annotated[
        int, typer.Option(min=0, help="Rows of each kind to show of a table · 每类显示的行数")
    ] = 10,
    html: Annotated[Path | None, typer.Option(help="Write one page here · 写成一个网页文件")] = None,
    as_json: Json = False,
) -> None:
    """比较两个版本 · What changed between two releases: by table, row and column."""
    from ecolake.home import Home
    from ecolake.warehouse.diff import diff as compare
    from ecolake.warehouse.diff_page import page
    from ecolake.warehouse.releases import find

    home = Home.from_environment()
    found = compare(home, find(home, before), find(home, after), mart, rows)
    if html is not None:
        html.write_text(page(found), encoding="utf-8")
    if as_json:
        write_json(record(found))
        return
    _show(found)
    if html is not None:
        console().print(f"[green]✓[/] 已写入 written: {html}", soft_wrap=True)


def record(found: "ReleaseDiff") -> dict[str, Any]:
    """The fixed JSON form of a difference."""
    from ecolake.warehouse.diff_page import sentences

    zh, en = sentences(found)
    return {
        "before": found.before.release,
        "after": found.after.release,
        "summary_zh": zh,
        "summary_en": en,
        "tables": [{**asdict(one), "columns": dict(one.columns)} for one in found.tables],
    }


def _show(found: "ReleaseDiff") -> None:
    from rich.markup import escape

    from ecolake.warehouse.diff_page import STATES, sentences

    out = console()
    for sentence in sentences(found):
        out.print(escape(sentence))
    changed = [one for one in found.tables if one.state != "same"]
    if not changed:
        return
    shown = table(
        "表\ntable",
        "",
        "此前\nbefore",
        "此后\nafter",
        "新增\nadded",
        "减少\nremoved",
        "不同\nchanged",
        right=(2, 3, 4, 5, 6),
    )
    for one in changed:
        figures = (*one.rows, one.added, one.removed, one.changed)
        shown.add_row(one.table, " ".join(STATES[one.state]), *(f"{figure:,}" for figure in figures))
    out.print(shown)
    for one in changed:
        _show_table(one)


def _show_table(one: "TableDiff") -> None:
    from rich.text import Text

    from ecolake.warehouse.diff_page import text

    if not one.changed_rows and not one.columns:
        return
    out = console()
    counts = ", ".join(f"{name} {count:,}" for name, count in one.columns)
    out.print(Text(f"{one.table}: {counts}", style="bold"))
    shown = table("行\nrow", "列\ncolumn", "此前\nbefore", "此后\nafter")
    for change in one.changed_rows:
        key = " · ".join(text(value) for value in change.key.values())
        for column in change.after:
            shown.add_row(*map(Text, (key, column, text(change.before[column]), text(change.after[column]))))
    out.print(shown)
