"""`ecolake export`: the current release in forms that other systems read."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, workplace
from orchestration.cli.output import console, write_json

if TYPE_CHECKING:
    from ecolake.exports.mart import Written

group = typer.Typer(
    help="导出 · Export the release: catalogue for portals, lineage for trackers, marts for anything.",
    no_args_is_help=True,
)
To = Annotated[
    Path | None, typer.Option("--to", help="File; default <home>/exports/… · 目标文件", dir_okay=False)
]
Mart = Annotated[str, typer.Argument(metavar="TABLE", help="A mart, or schema.table · 表")]


@group.command()
def dcat(to: To = None, as_json: Json = False) -> None:
    """数据目录（DCAT-AP 3，JSON-LD） · The catalogue with what was received, its quality, and the marts."""
    from ecolake.exports.dcat import released
    from ecolake.exports.writing import write_json as write

    home, standards = workplace()
    path = to or home.root / "exports" / "catalogue.jsonld"
    document = released(home, standards)
    write(path, document)
    datasets = sum("dcat:Dataset" in node.get("@type", []) for node in document["@graph"])
    if as_json:
        write_json({"path": path, "datasets": datasets, "bytes": path.stat().st_size})
        return
    console().print(f"[green]✓[/] {datasets:,} 个数据集 datasets\n  {path}", soft_wrap=True)


@group.command()
def openlineage(to: To = None, as_json: Json = False) -> None:
    """运行血缘事件（OpenLineage） · START and COMPLETE of each step behind the release, with column lineage."""
    from ecolake.exports.openlineage import events
    from ecolake.exports.writing import write_lines
    from ecolake.home import Home

    home = Home.from_environment()
    path = to or home.root / "exports" / "openlineage.ndjson"
    found = events(home)
    write_lines(path, found)
    if as_json:
        write_json({"path": path, "events": len(found), "bytes": path.stat().st_size})
        return
    console().print(f"[green]✓[/] {len(found):,} 个事件 events\n  {path}", soft_wrap=True)


@group.command()
def parquet(mart: Mart, to: To = None, as_json: Json = False) -> None:
    """主题表（Parquet） · A mart with titles, units and release in its metadata."""
    from ecolake.exports.mart import to_parquet
    from ecolake.home import Home

    _say(to_parquet(Home.from_environment(), mart, to), as_json=as_json)


@group.command()
def csv(mart: Mart, to: To = None, as_json: Json = False) -> None:
    """主题表（CSV） · A mart for spreadsheets; what one would take for a formula is made text."""
    from ecolake.exports.mart import to_csv
    from ecolake.home import Home

    _say(to_csv(Home.from_environment(), mart, to), as_json=as_json)


def _say(written: "Written", *, as_json: bool) -> None:
    if as_json:
        write_json(vars(written))
        return
    console().print(
        f"[green]✓[/] {written.table}: {written.rows:,} 行 rows，版本 release {written.release}\n  {written.path}",
        soft_wrap=True,
    )
