"""`ecolake consultation`: the brief of a city or the province on a day, and the tasks that are handed over and followed."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, read_day
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from ecolake.consultation.following import Followed

group = typer.Typer(
    help="会商 · Consultation: briefs for leaders, tasks that are followed.", no_args_is_help=True
)
_CHINA = timedelta(hours=8)
City = Annotated[
    str | None,
    typer.Option("--city", help="Code or name of a city; the whole province by default · 设区市代码或名称"),
]
Day = Annotated[str | None, typer.Option("--day", help="YYYY-MM-DD · 日期")]


@group.command()
def brief(
    city: City = None,
    day: Annotated[
        str | None,
        typer.Option(
            "--day",
            help="YYYY-MM-DD; by default the last day whose air was judged · 日期，缺省为最近有空气评价的一日",
        ),
    ] = None,
    matter: Annotated[
        list[str] | None,
        typer.Option("--matter", help="A section alone, as air; may be repeated · 只要某一部分"),
    ] = None,
    problem: Annotated[
        str | None,
        typer.Option(
            "--problem", help="A brief about this problem of the ledger instead · 一事一会商：台账问题编号"
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Folder; default <home>/consultation · 输出目录", file_okay=False),
    ] = None,
    release: Annotated[int | None, typer.Option(help="A release that is kept · 指定版本号")] = None,
    as_json: Json = False,
) -> None:
    """会商简报 · What is so, what changed, what is owed: a page and a text, in Chinese and English."""
    from ecolake.consultation.answers import brief as asked
    from ecolake.consultation.writing import write
    from ecolake.home import Home
    from ecolake.warehouse.releases import find

    home = Home.from_environment()
    matters = tuple(matter or ())
    chosen = find(home, release) if release is not None else None
    made = asked(home, city, read_day(day), matters, chosen, problem)
    written = write(made, to or home.root / "consultation", matters)
    figures = [one for _, answers in made.sections for one in answers]
    if as_json:
        write_json(
            {
                "area": made.area.code, "name": made.area.name, "problem": made.problem or None, "day": made.day, "release": made.release,
                "figures": len(figures), "without_rows": [one.figure.figure for one in figures if not one.rows],
                "tasks": len(made.tasks), "files": written,
            }
        )  # fmt: skip
        return
    out = console()
    empty = sum(not one.rows for one in figures)
    out.print(
        f"[green]✓[/] {made.area.name} {made.day}：{len(figures)} 项 figures，{empty} 项无数据 without rows，"
        f"{len(made.tasks)} 项交办 tasks，版本 release {made.release}"
    )
    for path in written:
        out.print(f"  {path}", soft_wrap=True)


@group.command("hand-over")
def hand_over(
    what: Annotated[
        str, typer.Argument(metavar="WHAT", help="What is to be done; name no person · 事项，勿写个人信息")
    ],
    owner: Annotated[str, typer.Option("--owner", help="The organisation that does it · 责任单位")],
    due: Annotated[str, typer.Option("--due", help="By when, YYYY-MM-DD · 期限")],
    city: City = None,
    day: Day = None,
    problem: Annotated[
        str | None, typer.Option("--problem", help="Number of the problem it belongs to · 台账问题编号")
    ] = None,
    as_json: Json = False,
) -> None:
    """交办 · Hand a task over; the briefs of that day and later follow it."""
    from ecolake.consultation.answers import area_of, problem_of
    from ecolake.consultation.tasks import hand_over as write_down
    from ecolake.home import Home
    from ecolake.warehouse.query import open_release

    home = Home.from_environment()
    with open_release(home) as connection:
        area = area_of(connection, city)
        number = problem_of(connection, problem) if problem else None
    made = write_down(home, _on(day), area.code, what, owner, _on(due), number)
    if as_json:
        write_json(made.model_dump(mode="json"))
        return
    console().print(f"[green]✓[/] {made.task} {area.name}：{made.due_on} 前 due", soft_wrap=True)


@group.command()
def close(
    task: Annotated[str, typer.Argument(metavar="TASK", help="Its number, as HS20260302-001 · 任务编号")],
    result: Annotated[str, typer.Option("--result", help="What came of it · 结果")],
    day: Day = None,
    as_json: Json = False,
) -> None:
    """办结 · Write down that a task is done."""
    from ecolake.consultation.tasks import close as write_down
    from ecolake.home import Home

    made = write_down(Home.from_environment(), task.strip(), _on(day), result)
    if as_json:
        write_json(made.model_dump(mode="json"))
        return
    console().print(f"[green]✓[/] {made.task} {made.on} 办结 closed")


@group.command()
def tasks(city: City = None, day: Day = None, as_json: Json = False) -> None:
    """任务跟踪 · The tasks, how they stand on a day, and how their problems stand."""
    from rich.text import Text

    from ecolake.consultation.answers import area_of
    from ecolake.consultation.following import follow
    from ecolake.consultation.plan import LANGUAGES
    from ecolake.consultation.tasks import read_tasks
    from ecolake.consultation.words import WORDS, task_row
    from ecolake.home import Home
    from ecolake.warehouse.query import open_release

    home = Home.from_environment()
    with open_release(home) as connection:
        found = follow(connection, read_tasks(home), area_of(connection, city).code, _on(day))
    if as_json:
        write_json({"tasks": [_record(one) for one in found]})
        return
    headings = zip(*(WORDS[one]["columns"].split("|") for one in LANGUAGES), strict=True)
    shown = table(*("\n".join(pair) for pair in headings))
    for one in found:
        shown.add_row(*(Text(cell) for cell in task_row(one, "zh")))
    console().print(shown)


def _record(one: "Followed") -> dict[str, object]:
    return {
        **one.task.model_dump(mode="json", exclude={"event"}),
        "state": one.state,
        "closed_on": one.closed and one.closed.on,
        "result": one.closed and one.closed.result,
        "problem_closed_on": one.problem_closed_on,
    }


def _on(text: str | None) -> date:
    """The day that was typed, or today in China.

    Raises:
        UsageError: It is no day.
    """
    return read_day(text) or (datetime.now(UTC) + _CHINA).date()
