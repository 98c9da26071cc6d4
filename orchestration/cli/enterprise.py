"""`ecolake enterprise`: the file of one enterprise, for a terminal, for a program, or as one page to print."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, read_day
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from rich.console import Console

    from ecolake.dossier.read import EnterpriseFile

SHOWN = 12
TONES = {"violation": "bold red", "warning": "yellow", "good": "green", "neutral": "", "in_order": "green"}
MARKS = {"violation": "■", "warning": "▲", "in_order": "●", "not_examined": "·"}


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(enterprise)


def enterprise(
    code: Annotated[str, typer.Argument(metavar="CODE", help="A code, or the whole name · 企业代码或全称")],
    html: Annotated[
        Path | None, typer.Option("--html", help="Write one self-contained page here · 生成网页")
    ] = None,
    release: Annotated[int | None, typer.Option(help="A release that is kept · 指定版本号")] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The last release of that day or before, YYYY-MM-DD · 截至某日的版本"),
    ] = None,
    as_json: Json = False,
) -> None:
    """一企一档 · The file of one enterprise: who it is, what it may, what it did, what is open."""
    from ecolake.dossier.read import read
    from ecolake.home import Home
    from ecolake.warehouse.releases import find

    home = Home.from_environment()
    chosen = find(home, release, read_day(as_of)) if release is not None or as_of else None
    file = read(home, code, chosen)
    if html is not None:
        _write(html, file)
    if as_json:
        write_json({"release": file.release, **file.document})
    elif html is not None:
        console().print(f"[green]✓[/] {html}", soft_wrap=True)
    else:
        _show(console(), file)


def _write(path: Path, file: "EnterpriseFile") -> None:
    """Write the page whole or not at all."""
    from ecolake.dossier.page import page

    draft = path.with_name(f".{path.name}.next")
    draft.write_text(page(file), encoding="utf-8")
    draft.replace(path)


def _show(out: "Console", file: "EnterpriseFile") -> None:
    from rich.panel import Panel
    from rich.text import Text

    row, document = file.row, file.document
    places = [str(row[one]) for one in ("production_address", "registered_address") if row.get(one)]
    head = Text.assemble(
        (f"{file.code}\n", "cyan"),
        f"{places[0]}\n" if places else "",
        (f"数据截至 as of {document['as_of']}  版本 release {file.release}", "dim"),
    )
    out.print(Panel(head, title=Text(str(row["enterprise_name"] or ""), style="bold"), title_align="left"))
    _show_counts(out, file)
    _show_quarters(out, document)
    _show_identity(out, file)
    _show_events(out, file)
    _show_comparisons(out, document)
    _show_sections(out, document)
    out.print(
        f"\n网页 page: ecolake enterprise {file.code} --html {file.code}.html", style="dim", soft_wrap=True
    )


def _title(out: "Console", zh: str, en: str) -> None:
    from rich.rule import Rule
    from rich.text import Text

    out.print(Rule(Text.assemble((zh, "bold"), f"  {en}"), align="left", style="dim"))


def _show_counts(out: "Console", file: "EnterpriseFile") -> None:
    from rich.columns import Columns
    from rich.text import Text

    from ecolake.dossier.page import TILES

    tiles = []
    for column, zh, en, is_bad in TILES:
        value = file.row.get(column) or 0
        style = "bold red" if is_bad and value else "bold"
        tiles.append(Text.assemble((f"{value:,} ", style), f"{zh} ", (en, "dim")))
    out.print(Columns(tiles, equal=True, expand=False))


def _show_quarters(out: "Console", document: dict[str, Any]) -> None:
    from rich.text import Text

    _title(out, "十三个季度", "thirteen quarters: ■ violation ▲ warning ● in order · not examined")
    line = Text()
    for one in document["quarters"]:
        line.append(f"{one['quarter'][2:]}", style="dim")
        line.append(f"{MARKS[one['compliance']]} ", style=TONES.get(one["compliance"], "dim"))
    out.print(line)


def _show_identity(out: "Console", file: "EnterpriseFile") -> None:
    from rich.text import Text

    from ecolake.dossier.page import MAIN
    from ecolake.dossier.tables import claimed

    _title(out, "基本信息", "identity; the value chosen, whence, and how many say otherwise")
    shown = table(
        "数据项\nitem", "取值\nvalue", "来源\nsource", "天数\ndays old", "其他取值\nrivals", right=(3, 4)
    )
    for one in file.document["identity"]:
        if one["item"] in MAIN:
            zh, en = file.words.claims.get(one["item"], (one["item"], ""))
            source = file.words.datasets.get(f"{one['source']}.{one['dataset']}", ("", ""))[0]
            cells = (
                f"{zh} {en}",
                claimed(file.words, one),
                source,
                cell(one["age_days"]),
                cell(one["rivals"] or None),
            )
            shown.add_row(*(Text(text) for text in cells))
    out.print(shown)


def _show_events(out: "Console", file: "EnterpriseFile") -> None:
    from rich.text import Text

    events = file.document["events"]
    if not events:
        return
    _title(out, "大事记", f"timeline, {min(len(events), SHOWN)} of {len(events)}")
    for one in events[:SHOWN]:
        zh, en = file.words.kinds.get(one["kind"], (one["kind"], ""))
        dataset = f"{one['source']}.{one['dataset']}"
        said = "；".join(
            file.words.value(dataset, name, value)
            for name, value in one["details"].items()
            if value is not None
        )
        line = Text.assemble(
            (f"{one['happened_on']}  ", "dim"), (f"{zh} {en}", TONES[one["tone"]]), f"  {said}"
        )
        out.print(line, soft_wrap=True)


def _show_comparisons(out: "Console", document: dict[str, Any]) -> None:
    from rich.text import Text

    flagged = [one for one in document["discrepancies"] if one["is_flagged"]]
    if not flagged:
        return
    _title(out, "数量比对提示", "figures that do not fit each other; thresholds are proposed")
    for one in flagged:
        ratio = "" if one["ratio"] is None else f"{one['ratio']:,.2f} > {one['threshold']:g}"
        words = f"  {one['subject']}  {one['amount']:,.6g} / {one['other_amount']:,.6g}  {ratio}"
        out.print(Text.assemble((f"{one['title_zh']} {one['title_en']}", "yellow"), words), soft_wrap=True)


def _show_sections(out: "Console", document: dict[str, Any]) -> None:
    from rich.text import Text

    _title(out, "档案内容", "what else stands in the file")
    for one in document["sections"]:
        counted = "  ".join(f"{part['dataset']} {part['records']}" for part in one["datasets"])
        out.print(Text.assemble((f"{one['title_zh']} {one['title_en']}  ", "bold"), (counted, "dim")))
    if document["issues"]:
        out.print(
            Text(f"未了结的数据质量问题 open data-quality issues {len(document['issues'])}", style="yellow")
        )
