"""`ecolake lake compact`: upkeep of the lake's tables, for a quiet hour."""

from typing import Annotated

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, table, write_json

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
