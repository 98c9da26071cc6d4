"""`ecolake reaccept`: landed batches are judged again by the standards as they are now, and what that changed."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, unknown, workplace
from orchestration.cli.output import console, table, write_json
from orchestration.cli.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecolake.reacceptance import Reaccepted
    from ecolake.standards.catalogue import Standards


def add_to(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command()(reaccept)


def reaccept(
    datasets: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DATASET]...", help="Datasets or sources; all when none · 数据集或来源"),
    ] = None,
    every: Annotated[
        bool,
        typer.Option(
            "--all",
            help="Every batch, not only those judged by another standard: what rows refer to may have come since · 全部批次",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """重新判定已落地批次 · Judge landed batches again by the standards as they are now; no source is asked."""
    from ecolake.reacceptance import reaccept as judge_again

    home, standards = workplace()
    _check(standards, datasets or [])
    with Stages() as stages, stages.stage("重新判定 judge again"):
        done = judge_again(home, standards, datasets or [], every=every, progress=stages.advance)
    if as_json:
        write_json([_record(one) for one in done])
    else:
        _show(standards, done)


def _check(standards: "Standards", names: "Sequence[str]") -> None:
    known = {*standards.delivered, *standards.delivering}
    for name in names:
        if name not in known:
            raise unknown("dataset or source", "数据集或来源", name, known)


def _record(one: "Reaccepted") -> dict[str, Any]:
    return {
        "dataset": one.dataset_id,
        "batches": one.batches,
        "before": one.before,
        "after": one.after,
        "seconds": round(one.seconds, 3),
    }


def _show(standards: "Standards", done: "Sequence[Reaccepted]") -> None:
    from rich.text import Text

    from ecolake.reacceptance import FIGURES

    out = console()
    if not done:
        words = "所有批次均按现行标准判定过 every batch was judged by the standards as they are now"
        out.print(Text.assemble(("✓ ", "green"), words))
        return
    shown = table(
        "数据集\ndataset",
        "批次\nbatches",
        *("接收\nreceived", "通过\naccepted", "退回\nrejected", "重复\nduplicate", "标记\nflagged"),
        "秒\nseconds",
        right=(1, 2, 3, 4, 5, 6, 7),
    )
    for one in done:
        title = standards.datasets[one.dataset_id].title
        changes = (_change(one.before[figure], one.after[figure]) for figure in FIGURES)
        name = Text(f"{one.dataset_id}\n", style="bold").append(
            f"{title.zh} {title.en}", style="not bold dim"
        )
        shown.add_row(name, f"{one.batches:,}", *changes, f"{one.seconds:.1f}")
    out.print(shown)
    out.print("构建并发布 build and publish:")
    out.print("  ecolake materialize mart", style="cyan")


def _change(before: int, after: int) -> str:
    return f"{after:,}" if before == after else f"{before:,} →\n{after:,}"
