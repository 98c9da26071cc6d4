"""`ecolake accept`: files from a hand to the accepted tables, by the same path as a run."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ecolake.errors import UsageError
from orchestration.cli.accept_workbook import accept_workbooks
from orchestration.cli.notices import show_held
from orchestration.cli.options import Json, find_dataset, workplace
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from ecolake.accounts import Account
    from ecolake.drift.holds import Hold

FIGURES = ("received", "accepted", "rejected", "duplicate", "flagged")
UNREADABLE_INPUT = 3


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(accept)


def accept(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files as the source wrote them, or mended workbooks · 原始文件或退回表"),
    ],
    source: Annotated[str | None, typer.Option(help="Source, as in standards/sources · 来源")] = None,
    dataset: Annotated[str | None, typer.Option(help="Dataset of that source · 数据集")] = None,
    as_json: Json = False,
) -> None:
    """接收文件入湖（不发布） · Accept files into the lake; nothing is published yet.

    收回改好的退回表（ecolake rejects workbook）不用 --source 和 --dataset。A mended workbook says itself what it holds.
    """
    home, standards = workplace()
    if source is None and dataset is None:
        check_files(files)
        accept_workbooks(home, standards, files, as_json=as_json)
        return
    if source is None or dataset is None:
        raise UsageError(
            "half_named",
            "--source and --dataset belong together.",
            "--source 与 --dataset 须同时给出。",
            hint_en="Name both; for a mended workbook name neither.",
            hint_zh="请同时给出；接收退回表时两者都不写。",
        )
    target = find_dataset(standards, source, dataset)
    check_files(files)
    from ecolake import accounts
    from ecolake.drift.holds import Hold
    from ecolake.ingestion import accept_files

    before = accounts.of_dataset(home, source, dataset)
    brought = accept_files(home, standards, target.id, files)
    held = [one for one in brought if isinstance(one, Hold)]
    paired = [(path, one) for path, one in zip(files, brought, strict=True) if not isinstance(one, Hold)]
    done = [account for _, account in paired]
    known = [before.get(account.batch) == account for account in done]
    if as_json:
        records = {a.batch: account_record(a, known=old) for a, old in zip(done, known, strict=True)}
        records |= {hold.batch: held_record(hold) for hold in held}
        write_json([records[one.batch] for one in brought])
    else:
        if done:
            _show(f"{target.title.zh} · {target.title.en}", [path for path, _ in paired], done, known)
        show_held(console(), held)
    if any(account.status in {accounts.UNREADABLE, accounts.REFUSED} for account in done):
        raise typer.Exit(UNREADABLE_INPUT)


def check_files(files: list[Path]) -> None:
    """Refuse names that are no files before anything is landed.

    Raises:
        UnreadableError: A file is not there or cannot be opened.
    """
    from ecolake.errors import UnreadableError

    for path in files:
        try:
            with path.open("rb"):
                pass
        except OSError as error:
            raise UnreadableError(
                "no_such_file",
                f"The file cannot be opened: {error.strerror}. Nothing was accepted.",
                f"文件无法打开：{error.strerror}。未接收任何文件。",
                where=str(path),
                hint_en="Check the name and the permissions.",
                hint_zh="请检查文件名和权限。",
            ) from None


def account_record(account: "Account", *, known: bool = False) -> dict[str, object]:
    """The fixed JSON form of an account."""
    notes = [*account.notes, *([_known_note(account)] if known else [])]
    return {
        "source": account.source,
        "dataset": account.dataset,
        **{figure: getattr(account, figure) for figure in FIGURES},
        "status": account.status,
        "batch": account.batch,
        "notes": notes,
    }


def held_record(hold: "Hold") -> dict[str, object]:
    """A batch that waits, in the form of an account: nothing of it has been judged."""
    return {
        "source": hold.source,
        "dataset": hold.dataset,
        **dict.fromkeys(FIGURES, 0),
        "received": hold.rows,
        "status": "held",
        "batch": hold.batch,
        "notes": [f"{hold.sentence_en} / {hold.sentence_zh}"],
    }


def _known_note(account: "Account") -> str:
    return f"these bytes were accepted before, at {account.committed_at:%Y-%m-%d %H:%M:%S} UTC / 内容与已接收批次相同"


def _show(title: str, files: list[Path], done: list["Account"], known: list[bool]) -> None:
    out = console()
    shown = table(
        "文件\nfile",
        "批次\nbatch",
        *("接收\nreceived", "通过\naccepted", "退回\nrejected", "重复\nduplicate", "标记\nflagged"),
        right=(2, 3, 4, 5, 6),
        title=title,
    )
    for path, account, old in zip(files, done, known, strict=True):
        mark = " ✗" if account.status != "accepted" else " =" if old else ""
        figures = (f"{getattr(account, figure):,}" for figure in FIGURES)
        shown.add_row(path.name + mark, account.batch[:8], *figures, style="red" if "✗" in mark else None)
    if len(done) > 1:
        totals = (f"{sum(getattr(account, figure) for account in done):,}" for figure in FIGURES)
        shown.add_section()
        shown.add_row("合计 total", "", *totals, style="bold")
    out.print(shown)
    for path, account, old in zip(files, done, known, strict=True):
        for note in (*account.notes, *([f"{path.name}: {_known_note(account)}"] if old else [])):
            out.print(f"[yellow]![/] {_escape(note)}")
    _say_what_next(done)


def _say_what_next(done: list["Account"]) -> None:
    out = console()
    if any(account.rejected for account in done):
        first = next(account for account in done if account.rejected)
        out.print("退回行的原因 why rows were rejected:")
        out.print(f"  ecolake rejects show --source {first.source} --dataset {first.dataset}", style="cyan")
    if any(account.accepted for account in done):
        out.print("构建并发布 build and publish:")
        out.print("  ecolake materialize mart", style="cyan")


def _escape(text: str) -> str:
    from rich.markup import escape

    return escape(text)
