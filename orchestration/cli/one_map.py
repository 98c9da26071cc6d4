"""`ecolake map`: build the layers of the one map, and list them."""

from typing import TYPE_CHECKING, Any

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from rich.table import Table

    from ecolake.map.record import Map

group = typer.Typer(
    help="一张图 · The layers of the one map, as GeoParquet from the published release.", no_args_is_help=True
)


@group.callback()
def one_map() -> None:
    """一张图 · The layers of the one map."""


@group.command()
def build(as_json: Json = False) -> None:
    """构建专题图层 · Build every layer of the register from the current release; readers see all of them at once."""
    from ecolake.home import Home
    from ecolake.map.build import build as build_map
    from ecolake.map.record import current_folder
    from orchestration.cli.stages import Stages

    home = Home.from_environment()
    with Stages() as stages, stages.stage("构建图层 build the layers"):
        made, is_new = build_map(home, stages.advance)
    if as_json:
        write_json({"is_new": is_new, **_record(made, current_folder(home))})
        return
    out = console()
    out.print(_shown(made))
    word = "已构建 built" if is_new else "无变化，未重建 nothing new, not built again"
    out.print(f"[green]✓[/] {word}：{_sums(made)}\n  {home.root / 'map' / 'current'}", soft_wrap=True)


@group.command("list")
def list_layers(as_json: Json = False) -> None:
    """列出已构建的图层 · The layers that readers see: features, what was left out and why, size, time."""
    from ecolake.home import Home
    from ecolake.map.record import current_folder, read

    home = Home.from_environment()
    folder = current_folder(home)
    made = read(folder)
    if as_json:
        write_json(_record(made, folder))
        return
    out = console()
    out.print(_shown(made))
    out.print(f"{_sums(made)}\n  {folder}", soft_wrap=True)


def _record(made: "Map", folder: object) -> dict[str, Any]:
    return {"folder": str(folder), **vars(made), "layers": [vars(one) for one in made.layers]}


def _shown(made: "Map") -> "Table":
    mark = " · 模拟数据 simulated" if made.simulated else ""
    shown = table(
        "组\ngroup", "图层\nlayer", "要素\nrows", "未入图\nleft out", "修正\nmended", "kB", "s",
        right=(2, 5, 6), title=f"一张图 map · 版本 release {made.release}{mark}",
    )  # fmt: skip
    for one in made.layers:
        shown.add_row(
            one.group,
            one.name,
            f"{one.rows:,}",
            _counts(one.left_out),
            _counts(one.mended),
            f"{one.bytes / 1024:,.0f}",
            f"{one.seconds:.2f}",
        )
    return shown


def _counts(figures: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(figures.items()))


def _sums(made: "Map") -> str:
    layers = made.layers
    empty = sum(one.rows == 0 for one in layers)
    size, seconds = sum(one.bytes for one in layers) / 2**20, sum(one.seconds for one in layers)
    rows, left = sum(one.rows for one in layers), sum(sum(one.left_out.values()) for one in layers)
    return (
        f"{len(layers)} 个图层 layers（空 empty {empty}），{rows:,} 个要素 features，"
        f"未入图 left out {left:,}，{size:.1f} MB，{seconds:.1f} s"
    )
