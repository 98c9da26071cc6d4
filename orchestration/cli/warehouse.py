"""`ecolake query`, `releases`, `rollback`: what analysts read, and which release they read."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, read_day
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from ecolake.home import Home
    from ecolake.warehouse.record import Release

SHOWN_ROWS = 200
# A cell wider than this is folded; a table whose columns still do not fit is shown record by record.
WIDEST = 32


AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="The last release of that day or before, YYYY-MM-DD · 截至某日的版本"),
]


def add_to(app: typer.Typer) -> None:
    """Add the commands to the application."""
    for command in (query, releases, rollback):
        app.command()(command)


def query(
    sql: Annotated[str, typer.Argument(help="One SELECT · 一条查询")],
    release: Annotated[int | None, typer.Option(help="A release that is kept · 指定版本号")] = None,
    as_of: AsOf = None,
    restricted: Annotated[
        bool,
        typer.Option(
            "--restricted",
            help="With the full values of what is masked, attached as `restricted` · 含未脱敏值",
        ),
    ] = False,
    reason: Annotated[str, typer.Option(help="What the full values are needed for · 查看原值的用途")] = "",
    as_json: Json = False,
) -> None:
    """查询已发布版本（只读）；入门：from start_here · Ask a published release, read-only; begin with: from start_here."""
    from ecolake.home import Home
    from ecolake.warehouse.opening import open_restricted
    from ecolake.warehouse.query import ask, open_release
    from ecolake.warehouse.releases import find

    home = Home.from_environment()
    day = read_day(as_of)
    chosen = find(home, release, day) if restricted or release is not None or day else None
    opened = (
        open_restricted(home, chosen, reason=reason, sql=sql)
        if restricted and chosen
        else open_release(home, chosen)
    )
    with opened as connection:
        names, rows = ask(connection, sql)
    if as_json:
        write_json([dict(zip(names, row, strict=True)) for row in rows])
    else:
        show_rows(console(), names, rows)


def releases(as_of: AsOf = None, as_json: Json = False) -> None:
    """列出已发布版本 · List the releases that are kept, newest first; or the one of a day."""
    from ecolake.home import Home
    from ecolake.warehouse.record import FILE
    from ecolake.warehouse.releases import find
    from ecolake.warehouse.releases import releases as kept

    home = Home.from_environment()
    day = read_day(as_of)
    found = [find(home, as_of=day)] if day else kept(home)
    if as_json:
        write_json([release_record(home, release) for release in found])
        return
    out = console()
    if not found:
        out.print("尚未发布任何版本 · nothing has been published yet; run: [cyan]ecolake run[/]")
        return
    shown = table(
        "版本\nrelease",
        "发布时间 UTC\npublished",
        "接收\nreceived",
        "通过\naccepted",
        "行数\nmart rows",
        "内容\ncontent",
        right=(0, 2, 3, 4),
    )
    for release in found:
        mark = "●" if release.current else " "
        shown.add_row(
            f"{mark} {release.release}",
            release.created_at[:19].replace("T", " "),
            *(
                f"{sum(figures[name] for figures in release.accounts.values()):,}"
                for name in ("received", "accepted")
            ),
            f"{sum(release.rows.values()):,}",
            release.content_hash[:8],
            style="bold green" if release.current else None,
        )
    out.print(shown)
    out.print(f"● 读者所见 what readers see: {home.warehouse / FILE}", soft_wrap=True)


def rollback(
    release: Annotated[
        int | None, typer.Argument(help="A number of `releases`; the one before by default · 版本号")
    ] = None,
    as_json: Json = False,
) -> None:
    """回退到较早版本 · Make an older release current; nothing is deleted."""
    from ecolake.home import Home
    from ecolake.warehouse.releases import rollback as go_back

    home = Home.from_environment()
    chosen = go_back(home, release)
    if as_json:
        write_json(release_record(home, chosen))
        return
    console().print(
        f"[green]✓[/] 读者现见版本 readers now see release [bold]{chosen.release}[/]"
        f"（{chosen.created_at[:19].replace('T', ' ')} UTC）"
    )


def release_record(home: "Home", release: "Release") -> dict[str, Any]:
    """The fixed JSON form of a release: its record, and the file that it is."""
    from ecolake.warehouse.record import FILE, folder

    return {**vars(release), "path": str(folder(home, release.release) / FILE)}


def show_rows(out: "Console", names: list[str], rows: list[tuple[Any, ...]]) -> None:
    """Show rows as a table, or record by record where a table would not fit."""
    from rich.cells import cell_len
    from rich.text import Text

    texts = [[cell(value) for value in row] for row in rows[:SHOWN_ROWS]]
    widths = [
        min(WIDEST, max(cell_len(line) for line in (name, *(row[at] for row in texts))))
        for at, name in enumerate(names)
    ]
    if sum(widths) + 2 * len(widths) > out.width:
        _show_records(out, names, texts)
    else:
        numbers = [
            at for at in range(len(names)) if rows and all(_is_number(row[at]) for row in rows[:SHOWN_ROWS])
        ]
        shown = table(*names, right=numbers)
        for row in texts:
            shown.add_row(*(Text(text) for text in row))
        out.print(shown)
    more = f"，显示前 {SHOWN_ROWS} 行 the first {SHOWN_ROWS} are shown" if len(rows) > SHOWN_ROWS else ""
    out.print(f"{len(rows):,} 行 rows{more}", style="dim")


def _is_number(value: Any) -> bool:
    from decimal import Decimal

    return value is None or (isinstance(value, int | float | Decimal) and not isinstance(value, bool))


def _show_records(out: "Console", names: list[str], texts: list[list[str]]) -> None:
    from rich.rule import Rule
    from rich.table import Table
    from rich.text import Text

    for number, row in enumerate(texts, start=1):
        out.print(Rule(str(number), align="left", style="dim"))
        grid = Table.grid(padding=(0, 2))
        grid.add_column(style="bold", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, text in zip(names, row, strict=True):
            grid.add_row(Text(name), Text(text))
        out.print(grid)
