"""`ecolake lake`: upkeep of the lake's tables for a quiet hour, and what to do when a disk has damaged one."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, workplace
from orchestration.cli.output import console, table, write_json
from orchestration.cli.stages import Stages

if TYPE_CHECKING:
    from ecolake.lake_mending import Damage

group = typer.Typer(help="湖表维护 · Upkeep of the lake's tables.", no_args_is_help=True)


@group.command()
def compact(
    many: Annotated[
        int, typer.Option(min=2, help="Tables of fewer files are left alone · 少于此文件数的表不动")
    ] = 32,
    days: Annotated[int, typer.Option(min=1, help="Replaced files stay so long · 被替换的文件保留天数")] = 7,
    as_json: Json = False,
) -> None:
    """合并小文件，清理旧文件 · Lay small files together; files that a kept release names stay."""
    from ecolake.home import Home
    from ecolake.lake_upkeep import tidy

    done = tidy(Home.from_environment(), many=many, days=days)
    if as_json:
        write_json([vars(one) for one in done])
        return
    out = console()
    if not done:
        out.print("没有需要维护的表 · no table needs it")
        return
    shown = table("表\ntable", "原文件数\nfiles before", "现文件数\nfiles", "删除\nremoved", right=(1, 2, 3))
    for one in done:
        shown.add_row(one.table, f"{one.files_before:,}", f"{one.files:,}", f"{one.removed:,}")
    out.print(shown)


@group.command()
def check(
    mend: Annotated[
        bool,
        typer.Option(
            "--mend", help="Set damaged files aside and judge again what they held · 隔离损坏文件并重新判定"
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """检查湖表是否损坏 · Read the lake whole and tell what of it is damaged; exit code 1 while anything is."""
    from ecolake.lake_mending import damages
    from ecolake.reacceptance import mend as mend_lake

    home, standards = workplace()
    with Stages() as stages:
        with stages.stage("检查 check"):
            found = list(damages(home))
        done = []
        if found and mend:
            with stages.stage("修复 mend"):
                done = mend_lake(home, standards, found, progress=stages.advance)
                left = list(damages(home))
        else:
            left = found
    if as_json:
        batches = {one.dataset_id: one.batches for one in done}
        write_json({"damaged": [_record(one) for one in found], "left": len(left), "judged_again": batches})
    else:
        _show(found, len(left), sum(one.batches for one in done), mended=mend)
    if left:
        raise typer.Exit(1)


def _record(one: "Damage") -> dict[str, str]:
    return {"table": one.table, "path": str(one.path), "en": one.en, "zh": one.zh}


def _show(found: "list[Damage]", left: int, batches: int, *, mended: bool) -> None:
    out = console()
    if not found:
        out.print("[green]✓[/] 湖表均可读取 · every table of the lake can be read")
        return
    shown = table("表\ntable", "文件\nfile", "情况\nwhat is wrong")
    for one in found:
        shown.add_row(one.table, one.path.name, f"{one.zh}\n{one.en}")
    out.print(shown)
    if not mended:
        out.print("修复 mend:")
        out.print("  ecolake lake check --mend", style="cyan")
        return
    out.print(
        f"已隔离到 damaged/，重新判定 {batches} 个批次，剩余损坏 {left} · set aside in damaged/, {batches} batches judged again, "
        f"{left} damaged files left"
    )
    out.print("构建并发布 build and publish:")
    out.print("  ecolake materialize mart", style="cyan")
