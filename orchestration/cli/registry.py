"""`ecolake registry`: who is who, under which code, since when and why; and the steward's queue."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from ecolake.errors import EcolakeError, UsageError
from orchestration.cli.options import Json, workplace
from orchestration.cli.output import console, table, write_json
from orchestration.cli.registry_shown import explained_record, show_explained, show_queue, show_told, texts

ZONE = ZoneInfo("Asia/Shanghai")
FOUND_BY = {
    "code": "编码 code",
    "number": "编号 number",
    "name": "名称 name",
    "former_name": "曾用名 former name",
    "name_in_source": "来源中的名称 name in a source",
}

group = typer.Typer(
    help="一源一码 · The registry: enterprises, sites, facilities, outlets and devices.", no_args_is_help=True
)
Code = Annotated[str, typer.Argument(help="A code of any kind · 任一编码")]


@group.command()
def lookup(
    text: Annotated[
        str, typer.Argument(help="Code, name or part of one, permit, MN · 编码、名称、许可证号或 MN")
    ],
    limit: Annotated[int, typer.Option(min=1, help="Shown at most · 最多显示")] = 20,
    as_json: Json = False,
) -> None:
    """按编码、名称（或其一部分）、许可证号、MN 查找 · Find enterprises by a code, a name or a part of one, a permit, an MN."""
    home, _ = workplace()
    from ecolake.registry.lookup import lookup as find

    found = find(home, text, limit)
    if as_json:
        write_json([{**one.enterprise, "found_by": one.by, "found": one.text} for one in found])
        return
    if not found:
        console().print("登记中没有 · the registry has nothing like it", markup=False)
        return
    shown = table(
        "企业编码 code",
        "名称 name",
        "区划 division",
        "状态 status",
        "提及 mentions",
        "由 found by",
        right=(4,),
    )
    for one in found:
        row = one.enterprise
        by = FOUND_BY[one.by] + ("" if one.text == row["enterprise_name"] else f": {one.text}")
        shown.add_row(
            *texts(
                row["enterprise_code"],
                row["enterprise_name"],
                row["division_code"],
                row["status"],
                row["mentions"],
                by,
            )
        )
    console().print(shown)


@group.command()
def history(code: Code, as_json: Json = False) -> None:
    """一个编码的来历：名称、区划、归属、合并与重定向 · What a code was: names, divisions, owners, merges, redirects."""
    home, _ = workplace()
    from ecolake.registry.lookup import tell

    show_told(tell(home, code), as_json=as_json)


@group.command(name="as-of")
def as_of(
    day: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="YYYY-MM-DD · 日期")],
    code: Code,
    as_json: Json = False,
) -> None:
    """某日终了时所知 · What was known of a code at the end of a day."""
    home, standards = workplace()
    from ecolake.registry.incremental import rebuild as make
    from ecolake.registry.lookup import tell

    tables = make(home, standards, day.date())
    show_told(tell(home, code, tables, day.date()), as_json=as_json)


@group.command()
def explain(
    one: Annotated[str, typer.Argument(metavar="A", help="Mention, code or name · 提及、编码或名称")],
    other: Annotated[str, typer.Argument(metavar="B", help="The same · 同上")],
    *,
    picture: Annotated[Path | None, typer.Option(help="*.svg or *.html · 瀑布图文件")] = None,
    as_json: Json = False,
) -> None:
    """为什么是（或不是）同一企业 · Why two are one enterprise, or are not."""
    home, _ = workplace()
    from ecolake.registry.explain import explain as reason
    from ecolake.registry.waterfall import write_picture

    found = reason(home, one, other)
    if picture is not None:
        write_picture(found, picture)
    if as_json:
        write_json(explained_record(found))
        return
    show_explained(found)
    if picture is not None:
        console().print(f"  {picture}", style="cyan", soft_wrap=True, markup=False)


@group.command()
def review(
    *,
    export: Annotated[Path | None, typer.Option(help="*.xlsx: write the queue · 导出待核对清单")] = None,
    take: Annotated[
        Path | None, typer.Option("--import", help="*.xlsx: take decisions back · 收回决定")
    ] = None,
    steward: Annotated[str | None, typer.Option(help="Who decided, with --import · 核定人")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today · 核定日期")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Shown at most · 最多显示")] = 20,
    as_json: Json = False,
) -> None:
    """待核对的疑似同一企业 · The queue of doubtful pairs; to Excel with --export, and back as decisions with --import."""
    home, _ = workplace()
    from ecolake.registry import review as steward_queue

    if take is not None:
        if steward is None or not steward.strip():
            raise _no_steward()
        day = on.date() if on else datetime.now(ZONE).date()
        done = steward_queue.take_back(home, take, steward.strip(), day)
        told = {"added": len(done.added), "known": done.known, "open": done.open}
        if as_json:
            write_json(told)
            return
        console().print(
            f"[green]✓[/] 新增决定 added {told['added']}，已有 known {told['known']}，未决 open {told['open']}"
        )
        console().print(
            "下一次登记时生效 in force at the next run: ecolake materialize registry", style="dim"
        )
        return
    if export is not None:
        count = steward_queue.export(home, export)
        if as_json:
            write_json({"file": str(export), "pairs": count})
            return
        console().print(f"[green]✓[/] {count:,} 对 pairs")
        console().print(f"  {export}", style="cyan", soft_wrap=True, markup=False)
        return
    show_queue(steward_queue.queue(home), limit, as_json=as_json)


@group.command()
def stats(as_json: Json = False) -> None:
    """登记概况：企业、编码、匹配层级、各来源匹配率 · Enterprises, codes, tiers, and match rates by source."""
    home, _ = workplace()
    from ecolake.registry.stats import stats as count

    told = count(home)
    if as_json:
        write_json(told)
        return
    out = console()
    for title, rows in told.items():
        shown = table(title, "", "数量 count", right=(2,))
        for row in rows:
            first, second, value = row.values()
            shown.add_row(
                *texts(first, second), f"{value:,.4g}" if isinstance(value, float) else f"{value:,}"
            )
        out.print(shown)


@group.command()
def rebuild(
    *,
    check: Annotated[bool, typer.Option("--check", help="Only compare, write nothing · 只核对")] = False,
    as_json: Json = False,
) -> None:
    """由事件日志重建各表 · Make the tables from the log alone; with --check, only say whether they would differ."""
    home, standards = workplace()
    from ecolake.registry import incremental

    differ = (
        incremental.differing(home, incremental.rebuild(home, standards))
        if check
        else incremental.restore(home, standards)
    )
    if as_json:
        write_json({"differing": differ, "written": not check})
    else:
        for name in differ:
            console().print(f"[yellow]![/] {name}")
        if not differ:
            console().print("[green]✓[/] 各表与事件日志一致 · the tables are what the log says")
    if check and differ:
        raise _astray(differ)


@group.command()
def approve(
    *,
    steward: Annotated[str, typer.Option(help="Who looked · 核定人")],
    reason: Annotated[str, typer.Option(help="Why the jump is right · 原因")],
    as_json: Json = False,
) -> None:
    """放行登记的突变 · Let the last run's jump pass the gate, once."""
    home, _ = workplace()
    from ecolake.registry.gate import approve as let_pass

    run = let_pass(home, steward, reason, datetime.now(ZONE))
    if as_json:
        write_json({"run": run})
    else:
        console().print(f"[green]✓[/] 已放行第 {run} 次登记 · run {run} may be published")


def _no_steward() -> UsageError:
    return UsageError(
        "no_steward",
        "Decisions are taken back in somebody's name.",
        "收回决定须注明核定人。",
        hint_en="Add: --steward NAME",
        hint_zh="请加上：--steward 姓名",
    )


def _astray(differ: list[str]) -> EcolakeError:
    return EcolakeError(
        "registry_astray",
        f"{len(differ)} table(s) of the registry are not what its log says: {', '.join(differ)}.",
        f"登记中有 {len(differ)} 张表与事件日志不一致：{'、'.join(differ)}。",
        hint_en="A killed run leaves them so, or other hands. Make them anew: ecolake registry rebuild",
        hint_zh="可能是运行中断或被其他程序改动。请重建：ecolake registry rebuild",
    )
