"""`ecolake held`: the batches that wait for a person, and that person's decision."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.accept import FIGURES, account_record
from orchestration.cli.options import Json, workplace
from orchestration.cli.output import cell, console, table, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecolake.accounts import Account
    from ecolake.drift.holds import Hold
    from ecolake.home import Home
    from ecolake.standards.catalogue import Standards

SHORT = 8

group = typer.Typer(help="暂存批次 · Batches that wait for a decision.", invoke_without_command=True)

Batch = Annotated[str, typer.Argument(help="Beginning of the batch's name · 批次名前几位")]
Dataset = Annotated[
    str | None,
    typer.Option(help="SOURCE.DATASET, where one file was sent to two · 同一文件报给两个数据集时指明"),
]
Reason = Annotated[str, typer.Option(help="Why; it is kept for good · 原因，永久留存", prompt="原因 reason")]
By = Annotated[str, typer.Option(help="Who decides; the account you work in by default · 处置人")]


@group.callback()
def held(ctx: typer.Context, as_json: Json = False) -> None:
    """列出暂存待定的批次 · List the batches that wait for a decision."""
    if ctx.invoked_subcommand is not None:
        return
    from ecolake.drift import holds
    from ecolake.home import Home

    waiting = [hold for hold in holds.everything(Home.from_environment()) if hold.waits]
    if as_json:
        write_json([_record(hold) for hold in waiting])
        return
    out = console()
    if not waiting:
        out.print("没有暂存的批次 · no batch waits")
        return
    shown = table(
        "暂存时间 UTC\nsince", "批次\nbatch", "原因\nwhy", "行数\nrows", "核实单位\nowner", right=(3,)
    )
    for hold in waiting:
        shown.add_row(
            f"{hold.happened_at:%Y-%m-%d %H:%M}",
            hold.batch[:SHORT],
            _why(hold),
            f"{hold.rows:,}",
            _plain(hold.owner),
        )
    out.print(shown)
    out.print("查看 look:  [cyan]ecolake held show BATCH[/]")
    out.print("接收 take:  [cyan]ecolake held release BATCH --reason …[/]")
    out.print("退回 give back:  [cyan]ecolake held refuse BATCH --reason …[/]")


@group.command()
def show(batch: Batch, dataset: Dataset = None, as_json: Json = False) -> None:
    """查看一个批次为何暂存 · Show why a batch was held, its files and what became of it."""
    from ecolake.drift.decide import find
    from ecolake.drift.holds import HELD, REFUSED, RELEASED
    from ecolake.landing import batch_folder, read_manifest

    home, standards = workplace()
    hold = find(home, batch, dataset=dataset, events=(HELD, RELEASED, REFUSED))
    folder = batch_folder(home, hold.source, hold.dataset, hold.batch)
    files = [file.name for file in read_manifest(folder).files]
    if as_json:
        write_json({**_record(hold), "files": files, "path": str(folder)})
        return
    _show(standards, hold, [str(folder / name) for name in files])


@group.command()
def release(
    batch: Batch, reason: Reason, by: By = "", dataset: Dataset = None, as_json: Json = False
) -> None:
    """核实无误，接收该批次 · Take a batch that is right as it is; it is accepted at once."""
    from ecolake.drift import decide
    from ecolake.drift.holds import HELD, REFUSED

    home, standards = workplace()
    hold = decide.find(home, batch, dataset=dataset, events=(HELD, REFUSED))
    from ecolake.acceptance import utc_now

    _carry_out(home, standards, decide.release(home, hold, _who(by), _said(reason), utc_now), as_json=as_json)


@group.command()
def refuse(batch: Batch, reason: Reason, by: By = "", dataset: Dataset = None, as_json: Json = False) -> None:
    """有误，整批退回 · Give a batch back whole: each record is rejected with the reason."""
    from ecolake.acceptance import utc_now
    from ecolake.drift import decide

    home, standards = workplace()
    hold = decide.find(home, batch, dataset=dataset)
    _carry_out(home, standards, decide.refuse(home, hold, _who(by), _said(reason), utc_now), as_json=as_json)


def _carry_out(home: "Home", standards: "Standards", decision: "Hold", *, as_json: bool) -> None:
    """Accept at once, as the next run would: the batch, and again those after it, which are told by comparison with it.

    What is killed here is finished by the next run.
    """
    from ecolake.acceptance import accept_pending

    done = accept_pending(home, standards, decision.dataset_id)
    mine = [account for account in done if account.batch == decision.batch]
    if as_json:
        write_json({**_record(decision), "account": account_record(mine[0]) if mine else None})
        return
    out = console()
    words = "已接收 released" if decision.event == "released" else "已退回 refused"
    out.print(f"[green]✓[/] {words}  [bold]{decision.dataset_id}[/] {decision.batch[:SHORT]}")
    if mine:
        _show_account(mine[0])
    out.print("构建并发布 build and publish:  [cyan]ecolake materialize mart[/]")


def _show_account(account: "Account") -> None:
    shown = table(
        "接收\nreceived",
        "通过\naccepted",
        "退回\nrejected",
        "重复\nduplicate",
        "标记\nflagged",
        right=(0, 1, 2, 3, 4),
    )
    shown.add_row(*(f"{getattr(account, figure):,}" for figure in FIGURES))
    console().print(shown)


def _show(standards: "Standards", hold: "Hold", files: "Sequence[str]") -> None:
    from rich.text import Text

    title = standards.datasets[hold.dataset_id].title
    contact = standards.sources[hold.source].owner.contact
    shown = table("", "")
    for label, words in (
        ("数据集 dataset", f"{title.zh} · {title.en} ({hold.dataset_id})"),
        ("批次 batch", f"{hold.batch}  第 {hold.sequence} 次落地 landing {hold.sequence}"),
        ("行数 rows", f"{hold.rows:,}"),
        ("收到 received UTC", cell(hold.received_at)),
        ("原因 why", "\n".join(f"{finding.zh}\n{finding.en}" for finding in hold.findings)),
        ("核实 owner", f"{hold.owner}  {contact}"),
        ("状态 state", f"{hold.event}  {cell(hold.happened_at)} UTC  {hold.who}  {hold.reason}"),
        ("文件 files", "\n".join(files)),
    ):
        shown.add_row(label, Text(words))
    shown.show_header = False
    console().print(shown)


def _why(hold: "Hold") -> Any:
    from rich.text import Text

    return Text(f"{hold.sentence_zh}\n").append(hold.sentence_en, style="dim")


def _plain(text: str) -> Any:
    from rich.text import Text

    return Text(text)


def _record(hold: "Hold") -> dict[str, Any]:
    """The fixed JSON form of a hold."""
    findings = [finding.as_row() for finding in hold.findings]
    return {**vars(hold), "findings": findings}


def _who(by: str) -> str:
    from getpass import getuser

    return by.strip() or getuser()


def _said(reason: str) -> str:
    from ecolake.errors import UsageError

    if not reason.strip():
        raise UsageError(
            "no_reason",
            "A decision needs its reason: it is read long after.",
            "请写明原因，供日后查阅。",
            hint_en="--reason 'the gauge was changed, confirmed by telephone'",
            hint_zh="--reason '换了水尺，已电话核实'",
        )
    return reason
