"""`ecolake standards prove`: does every declared rule bite."""

from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, unknown, workplace
from orchestration.cli.output import console, table, write_json
from orchestration.cli.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecolake.proof.prove import Proof
    from ecolake.standards.catalogue import Dataset, Standards

FAULTY = 5
SHOWN = 40
KINDS = {
    "check": "校验码",
    "code": "代码表",
    "key": "主键",
    "length": "长度",
    "pattern": "格式",
    "range": "值域",
    "reference": "引用",
    "required": "必填",
    "rule": "规则",
    "unread": "类型可读",
    "valid_on": "代码有效期",
}


def prove(
    datasets: Annotated[
        list[str] | None, typer.Argument(help="Datasets or sources; all when none · 数据集或来源，缺省为全部")
    ] = None,
    as_json: Json = False,
) -> None:
    """证明规则有效 · Spoil good rows and see that every declared rule catches its own."""
    from ecolake.proof.prove import prove as prove_one
    from ecolake.proof.prove import summary
    from ecolake.standards.compile import compile_dataset

    _, standards = workplace()
    chosen = _chosen(standards, datasets or [])
    proofs = []
    with Stages() as stages:
        for done, dataset in enumerate(chosen, start=1):
            proofs.append(prove_one(compile_dataset(dataset)))
            stages.advance("证明 proving", done, len(chosen))
    counts = summary(proofs)
    failures = [failure for proof in proofs for failure in proof.failures]
    if as_json:
        rows = [dict(zip(("kind", "declared", "enforced", "proven"), row, strict=True)) for row in counts]
        write_json({"counts": rows, "failures": [vars(failure) for failure in failures]})
    else:
        _show(proofs, counts)
    if failures:
        raise typer.Exit(FAULTY)


def _chosen(standards: "Standards", names: "Sequence[str]") -> "list[Dataset]":
    known = {*standards.datasets, *standards.sources}
    for name in names:
        if name not in known:
            raise unknown("dataset or source", "数据集或来源", name, known)
    return [
        dataset
        for _, dataset in sorted(standards.datasets.items())
        if not names or {dataset.id, dataset.source} & set(names)
    ]


def _show(proofs: "Sequence[Proof]", counts: "Sequence[tuple[str, int, int, int]]") -> None:
    from rich.text import Text

    out = console()
    shown = table("种类 kind", "声明 declared", "执行 enforced", "证明 proven", right=(1, 2, 3))
    totals = [sum(column) for column in list(zip(*counts, strict=True))[1:]]
    for kind, declared, enforced, proven in counts:
        style = "" if declared == enforced == proven else "red"
        numbers = (Text(f"{n:,}", style=style) for n in (declared, enforced, proven))
        shown.add_row(f"{KINDS.get(kind, '')} {kind}", *numbers)
    shown.add_section()
    shown.add_row("合计 total", *(Text(f"{n:,}", style="bold") for n in totals))
    out.print(shown)
    failures = [failure for proof in proofs for failure in proof.failures]
    for failure in failures[:SHOWN]:
        out.print(
            Text.assemble(("✗ ", "red"), (f"{failure.dataset}.{failure.id}", "bold"), f"  {failure.reason}")
        )
    if failures:
        out.print(f"\n{len(failures)} 条未获证明 · not proven")
        out.print("  ecolake standards show <dataset>", style="cyan")
    else:
        out.print(f"[green]✓[/] {len(proofs)} 个数据集：声明 = 执行 = 证明 · declared = enforced = proven")
