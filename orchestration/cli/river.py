"""`ecolake river`: where an exceedance may come from, and whom it reaches."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from rich.table import Table

    from ecolake.derived.river_asked import Traced

group = typer.Typer(help="河网 · The river network.", no_args_is_help=True)
_ITEMS = ("pollutant", "timing", "load", "record", "position", "reports")
_FORMATS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]


@group.callback()
def river() -> None:
    """河网 · The river network."""


@group.command()
def trace(
    section: Annotated[str, typer.Argument(help="Code or name of a section · 断面编码或名称")],
    pollutant: Annotated[
        str | None,
        typer.Option(help="Code of the parameter, as w21003; the one last exceeded by default · 项目编码"),
    ] = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            help="When, China time; the last exceedance by default · 超标时间（北京时间）", formats=_FORMATS
        ),
    ] = None,
    top: Annotated[int, typer.Option(min=1, help="Sources shown · 显示的来源数")] = 10,
    as_json: Json = False,
) -> None:
    """超标溯源 · The outlets and farms upstream an exceedance may come from, and when it arrives downstream."""
    from ecolake.derived.river_asked import CHINA
    from ecolake.derived.river_asked import trace as traced
    from ecolake.derived.river_reach import FILE
    from ecolake.home import Home
    from ecolake.standards.methods.files import load_method
    from ecolake.standards.methods.river import RiverMethod
    from ecolake.warehouse.query import open_release

    home = Home.from_environment()
    method = load_method(RiverMethod, home.standards, FILE)
    when = at.replace(tzinfo=CHINA) if at else None
    with open_release(home) as connection:
        found = traced(connection, method, section, pollutant, when)
    if as_json:
        write_json(_record(found, top))
        return
    out = console()
    out.print(_headline(found))
    out.print(_sources(found, top))
    if found.arrivals.height:
        out.print(_arrivals(found, top))
    out.print(
        "用于排查先后，不是违法证据；方法与限度见 docs/explanation/river-tracing.md"
        " · it says whom to visit first and proves nothing",
        style="dim",
    )


def _record(found: "Traced", top: int) -> dict[str, Any]:
    return {
        "section": found.site,
        "episode": found.episode,
        "candidates": found.sources.height,
        "sources": found.sources.head(top).rows(named=True),
        "arrivals": found.arrivals.rows(named=True),
    }


def _headline(found: "Traced") -> str:
    from ecolake.derived.river_asked import CHINA

    said = found.episode
    front = said["front_at"].astimezone(CHINA)
    value = f" {cell(said['value'])} mg/L" if said["value"] is not None else ""
    limit = f"（限值 limit {cell(said['limit_value'])}）" if said["limit_value"] is not None else ""
    words = {
        "sudden": "突发超标 sudden",
        "rise": "突升 rise",
        "lasting": "持续超标 lasting",
        "asked": "按所问 as asked",
    }
    return (
        f"[bold]{found.site['site_code']} {found.site['site_name']}[/] {found.site['river_name'] or ''}  "
        f"{said['pollutant_code']}{value}{limit}  {words[said['kind']]}  {front:%Y-%m-%d %H:%M}"
    )


def _sources(found: "Traced", top: int) -> "Table":
    from ecolake.derived.river_asked import CHINA

    shown = table(
        "名次\nrank", "地点\nplace", "排口\noutlet", "水流 h\ntravel", "应排时段\nleft", "份额\nlikelihood",
        "许可\nfits", "时间\ntime", "负荷\nload", "记录\nrecord", "测站\nplace", "举报\ntold",
        right=(0, 3, 5, 6, 7, 8, 9, 10, 11), title=f"上游可能来源 likely sources upstream ({found.sources.height})",
    )  # fmt: skip
    for row in found.sources.head(top).iter_rows(named=True):
        left = "–".join(f"{row[end].astimezone(CHINA):%d %H:%M}" for end in ("left_from", "left_until"))
        shown.add_row(
            str(row["rank"]),
            row["place_name"] or row["place_code"],
            row["discharge_outlet_code"] or row["place_kind"],
            f"{row['travel_hours']:.1f}",
            left,
            f"{row['likelihood']:.1%}",
            *(f"{row[item]:.2f}" for item in _ITEMS),
        )
    return shown


def _arrivals(found: "Traced", top: int) -> "Table":
    from ecolake.derived.river_asked import CHINA

    shown = table(
        "地点\nplace", "类别\nkind", "水流 h\ntravel", "预计到达\narrives", "最早–最晚\nearliest–latest",
        right=(2,), title=f"下游 downstream ({found.arrivals.height})",
    )  # fmt: skip
    for row in found.arrivals.head(top).iter_rows(named=True):
        times = {
            name: row[name].astimezone(CHINA) for name in ("arrives_at", "arrives_from", "arrives_until")
        }
        shown.add_row(
            row["place_name"] or row["place_code"],
            "取水口 intake" if row["place_kind"] == "intake" else "断面 section",
            f"{row['travel_hours']:.1f}",
            f"{times['arrives_at']:%m-%d %H:%M}",
            f"{times['arrives_from']:%m-%d %H:%M}–{times['arrives_until']:%m-%d %H:%M}",
        )
    return shown
