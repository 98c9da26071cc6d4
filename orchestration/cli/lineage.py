"""`ecolake lineage`: where a column comes from, back to the source's own column, and what is made of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, write_json

if TYPE_CHECKING:
    from rich.tree import Tree

    from ecolake.lineage.graph import Step, Way

MOST = 40
_WORDS = {"back": ("来自", "made of"), "on": ("用于", "used in")}


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(lineage)


def lineage(
    column: Annotated[
        str,
        typer.Argument(
            metavar="TABLE.COLUMN",
            help="A mart's column, or an item as source.dataset.item; a table alone shows all · 列",
        ),
    ],
    picture: Annotated[
        Path | None, typer.Option("--picture", help="Write an .svg or .html picture · 输出图", dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """列级血缘 · Which columns a column was made of, back to the landed one, and what is made of it."""
    from ecolake.home import Home
    from ecolake.lineage.graph import WAYS
    from ecolake.lineage.stored import read

    known, release = read(Home.from_environment())
    columns = known.find(column)
    walks = {name: {way: known.walk(name, way) for way in WAYS} for name in columns}
    if picture is not None:
        _draw(picture, columns, walks)
    if as_json:
        record = [
            {"column": name, **{way: _steps(step) for way, step in found.items()}}
            for name, found in walks.items()
        ]
        write_json({"release": release, "columns": record, **({"picture": str(picture)} if picture else {})})
        return
    out = console()
    for name, found in list(walks.items())[:MOST]:
        out.print(_tree(name, found))
    if len(walks) > MOST:
        out.print(f"… 另有 {len(walks) - MOST} 列 more columns", style="dim")
    if release is None:
        out.print(
            "尚未发布版本，只知到接受为止 · nothing is published: known as far as acceptance", style="yellow"
        )
    if picture is not None:
        out.print(f"[green]✓[/] {picture}", soft_wrap=True)


def _draw(path: Path, columns: tuple[str, ...], walks: "dict[str, dict[Way, Step]]") -> None:
    from ecolake.errors import UsageError
    from ecolake.lineage.picture import page, svg

    if len(columns) > 1:
        raise UsageError(
            "several_columns",
            f"A picture shows one column, and {len(columns)} are meant.",
            f"一张图只画一列，而所指有 {len(columns)} 列。",
            hint_en=f"Name one of them, as {columns[0]}.",
            hint_zh=f"请指定其中一列，例如 {columns[0]}。",
        )
    draw = page if path.suffix.lower() in {".html", ".htm"} else svg
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(draw(columns[0], list(walks[columns[0]].values())), encoding="utf-8")


def _steps(step: "Step") -> list[dict[str, Any]]:
    """The steps of a walk in the order of the walk, each once."""
    found = []
    for one in step.all():
        if one.edge is not None:
            edge = one.edge
            found.append(
                {
                    "from_layer": edge.from_layer or None,
                    "from": edge.older or None,
                    "to_layer": edge.to_layer,
                    "to": edge.newer,
                    "kind": edge.kind,
                    "how": edge.how or None,
                }
            )
    return found


def _tree(name: str, walks: "dict[Way, Step]") -> "Tree":
    from rich.text import Text
    from rich.tree import Tree

    tree = Tree(Text.assemble((name, "bold"), f"  {walks['back'].layer}"))
    for way, step in walks.items():
        zh, en = _WORDS[way]
        branch = tree.add(Text(f"{zh} {en}", style="bold cyan"))
        if not step.next:
            branch.add(Text("无 nothing", style="dim"))
        _grow(branch, step)
    return tree


def _grow(tree: "Tree", step: "Step") -> None:
    from rich.text import Text

    for one in step.next:
        edge = one.edge
        kind = edge.kind if edge else ""
        how = f"  {edge.how[:100]}" if edge and edge.how else ""
        style = "yellow" if kind == "unresolved" else "dim"
        again = "  ↑ 见上 above" if one.again else ""
        words = Text.assemble((f"{one.layer or kind}  ", "dim"), one.column, (f"{how}{again}", style))
        _grow(tree.add(words), one)
