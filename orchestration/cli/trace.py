"""`ecolake trace`: one published row, and the way back to the bytes it came from."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, workplace
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from ecolake.standards.catalogue import Standards
    from ecolake.standards.source import Mapping
    from ecolake.trace import Origin, Trace

SHOWN_COLUMNS = 12


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(trace)


def trace(
    table_name: Annotated[
        str, typer.Argument(metavar="TABLE", help="A mart, or a dataset as source.dataset · 表")
    ],
    key: Annotated[str, typer.Argument(help="value,value in the order of its key, or column=value · 键")],
    as_json: Json = False,
) -> None:
    """溯源 · Walk a published row back to the landed file and row it came from."""
    home, standards = workplace()
    from ecolake.trace import trace as walk

    found = walk(home, standards, table_name, key)
    if as_json:
        write_json(_record(found))
    else:
        _show(console(), standards, found)


def _record(found: "Trace") -> dict[str, Any]:
    return {
        "table": found.table,
        "release": found.release,
        "key": found.key,
        "rows": found.rows,
        "origins": [_origin_record(origin) for origin in found.origins],
    }


def _origin_record(origin: "Origin") -> dict[str, Any]:
    source, dataset = origin.dataset_id.split(".")
    return {
        "source": source,
        "dataset": dataset,
        "current": origin.current,
        "batch": origin.accepted["_batch"],
        "file": origin.accepted["_file"],
        "row": origin.accepted["_row"],
        "sequence": origin.accepted["_sequence"],
        "received_at": origin.accepted["_received_at"],
        "flags": origin.accepted["_flags"],
        "accepted": {name: value for name, value in origin.accepted.items() if not name.startswith("_")},
        "account": origin.account,
        "path": str(origin.path),
        "sha256": origin.sha256,
        "origin": origin.origin,
        "received": origin.received,
        "note": origin.note or None,
        "mends": origin.mends,
    }


def _show(out: "Console", standards: "Standards", found: "Trace") -> None:
    from rich.text import Text
    from rich.tree import Tree

    asked = ", ".join(f"{name}={value}" for name, value in found.key.items())
    tree = Tree(
        Text.assemble((found.table, "bold"), f"  {asked}  ", (f"版本 release {found.release}", "dim"))
    )
    for row in found.rows[:3]:
        tree.add(_published(row))
    if len(found.rows) > 3:
        tree.add(Text(f"… 另有 {len(found.rows) - 3} 行 more rows", style="dim"))
    for origin in found.origins:
        _add_origin(tree, standards, origin)
    if not found.origins:
        tree.add(Text("没有已接受的行 no accepted row stands behind it", style="yellow"))
    out.print(tree)
    for origin in found.origins:
        if origin.received:
            _show_received(out, standards, origin)


def _published(row: dict[str, Any]) -> "RenderableType":
    """The first columns that hold something simple: enough to recognise the row."""
    from rich.text import Text

    plain = {
        name: value
        for name, value in row.items()
        if value is not None and not isinstance(value, list | dict) and not name.startswith("_")
    }
    words = Text("已发布 published  ", style="bold")
    for name, value in list(plain.items())[:SHOWN_COLUMNS]:
        words.append(f"{name} ", style="dim not bold").append(f"{cell(value)}  ", style="not bold")
    return words


def _add_origin(tree: Any, standards: "Standards", origin: "Origin") -> None:
    from rich.text import Text

    dataset = standards.datasets[origin.dataset_id]
    accepted = origin.accepted
    standing = ("现行 current", "green") if origin.current else ("已被更正 superseded", "yellow")
    flags = f"  标记 flags: {', '.join(accepted['_flags'])}" if accepted["_flags"] else ""
    step = tree.add(
        Text.assemble(
            ("已接受 accepted  ", "bold"), f"{dataset.title.zh} ({dataset.id})  ", standing, (flags, "yellow")
        )
    )
    account = origin.account
    books = (
        f"收 received {account['received']:,} = 通过 accepted {account['accepted']:,} + "
        f"退回 rejected {account['rejected']:,} + 重复 duplicate {account['duplicate']:,}"
        if account
        else ""
    )
    at = accepted["_received_at"].isoformat(sep=" ", timespec="seconds")
    batch = step.add(Text.assemble(("批次 batch  ", "bold"), f"{accepted['_batch']}  {at}\n", (books, "dim")))
    file = batch.add(
        Text.assemble(
            ("落地文件 landed file  ", "bold"),
            f"{origin.path}\n",
            (f"sha256 {origin.sha256}\n来自 from {origin.origin}" if origin.sha256 else "", "dim"),
        )
    )
    row = file.add(
        Text.assemble(("原始行 row as received  ", "bold"), f"{accepted['_row']}  ", (origin.note, "red"))
    )
    for old in origin.mends:
        row.add(
            Text.assemble(
                ("更正了退回行 mends the rejected row  ", "bold"),
                f"{old['file']} 行 row {old['row']}  批次 batch {old['batch']}",
            )
        )


def _items_of(mapping: "Mapping", origin: "Origin") -> dict[str, str]:
    """The item that each column became in this row; of the columns that are readings, only the row's own did."""
    others = mapping.unpivot.columns if mapping.unpivot else {}
    own = origin.accepted.get(mapping.unpivot.name) if mapping.unpivot else None
    return {
        column: items[0]
        for column, items in mapping.items_of.items()
        if column not in others or others[column] == own
    }


def _show_received(out: "Console", standards: "Standards", origin: "Origin") -> None:
    """The source's own values beside the items they became; what was not taken comes last."""
    from rich.text import Text

    mapping = standards.datasets[origin.dataset_id].mapping
    items = _items_of(mapping, origin) if mapping else {}
    out.print()
    out.print(Text(f"{origin.accepted['_file']}  行 row {origin.accepted['_row']}", style="bold cyan"))
    if not items.keys() & origin.received.keys():
        out.print(Text("\n".join(text or "" for text in origin.received.values())))
        return
    shown = table("来源列\ncolumn", "原值\nas received", "数据项\nitem", "接受值\nas accepted")
    for column in sorted(origin.received, key=lambda name: name not in items):
        item = items.get(column)
        became = cell(origin.accepted.get(item)) if item else ""
        value = Text(origin.received[column] or "", style="bold")
        shown.add_row(Text(column), value, Text(item or ""), Text(became), style=None if item else "dim")
    out.print(shown)
