"""`ecolake find`: what there is under a name, a word, a symbol or the initials of its pinyin, and how to query it."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json
from orchestration.cli.output import console, write_json

if TYPE_CHECKING:
    from rich.text import Text

    from ecolake.catalogue.find import Found

_KINDS = {"table": "主题表", "column": "列", "dataset": "数据集", "item": "数据项", "code": "代码"}


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(find)


def find(
    words: Annotated[
        list[str], typer.Argument(help="Words, symbols or pinyin initials: 化学需氧量, cod, hxxyl · 词")
    ],
    limit: Annotated[int, typer.Option(min=1, max=500, help="Show at most · 最多显示")] = 20,
    as_json: Json = False,
) -> None:
    """查找 · Find tables, columns, datasets, items and codes, and the query that shows each."""
    from ecolake.catalogue.find import find as look
    from ecolake.home import Home

    asked = " ".join(words)
    answer = look(Home.from_environment(), asked, most=limit)
    if as_json:
        found = [vars(one) for one in answer.found]
        write_json({"asked": asked, "release": answer.release, "total": answer.total, "found": found})
        return
    out = console()
    for one in answer.found:
        out.print(_lines(one))
    where = f"版本 release {answer.release}" if answer.release is not None else "标准 standards"
    shown = f"，显示 {len(answer.found)} 条 shown" if answer.total > len(answer.found) else ""
    out.print(f"{where}: {answer.total:,} 条 found{shown}", style="dim")
    if answer.release is None:
        out.print(
            "尚未发布版本；发布后下列查询可用 · the queries work once a release is published", style="yellow"
        )


def _lines(one: "Found") -> "Text":
    from rich.text import Text

    other = f"  （{'、'.join(one.synonyms[:6])}）" if one.synonyms else ""
    place = f"  {one.place_zh}" if one.place_zh else ""
    title = " · ".join(filter(None, (one.title_zh, one.title_en)))
    words = Text.assemble(
        (f"{_KINDS[one.kind]} {one.kind}  ", "dim"),
        (title, "bold"),
        (other, "dim"),
        (place, "cyan"),
        f"\n  {one.name}\n",
    )
    if one.sql:
        words.append(f'  ecolake query "{one.sql}"\n', style="green")
    return words
