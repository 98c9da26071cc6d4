"""`ecolake standards impact`: which stored rows the changed standards would judge otherwise, and who reads them."""

import time
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, unknown, workplace
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ecolake.impact.downstream import Reader
    from ecolake.impact.trial import DatasetImpact
    from ecolake.standards.catalogue import Standards

SHOWN_COLUMNS = 8


def impact(
    revision: Annotated[
        str, typer.Argument(metavar="[REV]", help="Git revision to compare with · 对比版本")
    ] = "HEAD",
    datasets: Annotated[
        list[str] | None,
        typer.Option("--only", help="Dataset or source, may be repeated; all when none · 数据集或来源"),
    ] = None,
    examples: Annotated[int, typer.Option(min=0, help="Examples of each dataset · 每个数据集的示例数")] = 5,
    as_json: Json = False,
) -> None:
    """试运行标准 · Which stored rows the standards of the working tree would reject or admit; nothing is written."""
    from ecolake.impact import try_standards
    from ecolake.standards.history.standards_at import standards_at

    home, new = workplace()
    _check(new, datasets or [])
    old = standards_at(home.standards, revision)
    started = time.perf_counter()
    found = try_standards(home, old, new, datasets or [], examples)
    seconds = time.perf_counter() - started
    if as_json:
        write_json({"revision": revision, "datasets": [_record(one) for one in found]})
    else:
        _show(console(), found, revision, seconds)


def _check(standards: "Standards", names: "Sequence[str]") -> None:
    known = {*standards.datasets, *standards.sources}
    for name in names:
        if name not in known:
            raise unknown("dataset or source", "数据集或来源", name, known)


def _record(one: "DatasetImpact") -> dict[str, Any]:
    trial = one.trial
    return {
        "dataset": one.dataset_id,
        "department": {"zh": one.department[0], "en": one.department[1]},
        "rows": trial.rows,
        "batches": trial.batches,
        "batches_read_again": trial.reread,
        "whole": dict(zip(("zh", "en"), trial.plan.whole, strict=True)) if trial.plan.whole else None,
        "newly_rejected": trial.rejected.height,
        "newly_admitted": trial.admitted.height,
        "rejected_by_rule": one.rejected,
        "admitted_by_rule": one.admitted,
        "examples": [vars(example) for example in one.examples],
        "downstream": [vars(reader) for reader in one.readers],
    }


def _show(out: "Console", found: "Sequence[DatasetImpact]", revision: str, seconds: float) -> None:
    from rich.text import Text

    if not found:
        words = f"已落地的数据判定不变 no landed row can be judged otherwise than at {revision}"
        out.print(Text.assemble(("✓ ", "green"), words))
        return
    shown = table(
        "数据集 dataset",
        "部门 department",
        "行 rows",
        "新退回\nnewly rejected",
        "新放行\nadmitted",
        right=(2, 3, 4),
    )
    for one in found:
        rejected, admitted = one.trial.rejected.height, one.trial.admitted.height
        shown.add_row(
            Text(one.dataset_id, style="bold"),
            Text(f"{one.department[0]}\n{one.department[1]}"),
            f"{one.trial.rows:,}",
            Text(f"{rejected:,}", style="red" if rejected else ""),
            Text(f"{admitted:,}", style="green" if admitted else ""),
        )
    out.print(shown)
    for one in found:
        _show_dataset(out, one)
    rows = sum(one.trial.rows for one in found)
    out.print(
        Text(f"{rows:,} 行，{seconds:.1f} 秒，未写入任何数据 rows judged, nothing was written", style="dim")
    )


def _show_dataset(out: "Console", one: "DatasetImpact") -> None:
    from rich.text import Text

    out.print(Text(one.dataset_id, style="bold"))
    trial = one.trial
    if trial.plan.whole:
        zh, en = trial.plan.whole
        out.print(Text(f"  {zh}，全部行重新判定 · {en}: every row was judged again", style="yellow"))
    elif trial.reread:
        zh = f"{trial.reread}/{trial.batches} 批次重新读取落地文件"
        out.print(Text(f"  {zh} · batches were read again from their landed bytes", style="dim"))
    for word, counts in (
        ("退回 rejected by", one.rejected),
        ("放行，原退回 admitted, so far rejected by", one.admitted),
    ):
        for rule, rows in counts.items():
            out.print(Text(f"  {word} {rule}: {rows:,}"))
    if one.examples:
        out.print(_examples(one))
    _show_readers(out, one.readers)


def _examples(one: "DatasetImpact") -> Any:
    from rich.text import Text

    shown = table("", "文件 file", "行 row", "值 value", "规则与说明 rule and message", right=(2,))
    for example in one.examples:
        mark = Text("✗", style="red") if example.turned == "rejected" else Text("✓", style="green")
        words = Text(f"{example.rule}\n", style="bold").append(
            f"{example.zh}\n{example.en}", style="not bold"
        )
        shown.add_row(mark, Text(example.file), f"{example.row:,}", Text(example.value), words)
    return shown


def _show_readers(out: "Console", readers: "Sequence[Reader]") -> None:
    from rich.text import Text

    if not readers:
        return
    shown = table("下游模型 model downstream", "层 layer", "涉及的列 columns concerned")
    for reader in readers:
        more = f" … ({len(reader.columns)})" if len(reader.columns) > SHOWN_COLUMNS else ""
        shown.add_row(
            Text(reader.model), reader.layer, Text(", ".join(reader.columns[:SHOWN_COLUMNS]) + more)
        )
    out.print(shown)
