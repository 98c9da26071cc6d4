"""`ecolake rejects`: which rows did not pass and why, and the file that goes back to their department."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, check_source, find_dataset, unknown, workplace
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    import polars as pl

    from ecolake.standards.catalogue import Standards

COLUMN_WIDTH = 24

group = typer.Typer(help="退回数据 · Rejected rows, and why.", no_args_is_help=True)

Source = Annotated[str | None, typer.Option(help="Only this source · 来源")]
Dataset = Annotated[str | None, typer.Option(help="Only this dataset · 数据集")]
Rule = Annotated[str | None, typer.Option(help="Only rows that failed this rule · 规则")]
Batch = Annotated[str | None, typer.Option(help="Only batches whose name begins so · 批次")]


@group.command()
def show(
    *,
    source: Source = None,
    dataset: Dataset = None,
    rule: Rule = None,
    batch: Batch = None,
    limit: Annotated[int, typer.Option(min=1, help="Rows shown at most · 最多显示行数")] = 50,
    as_json: Json = False,
) -> None:
    """查看退回行及原因 · Show rejected rows with their reasons."""
    home, standards = workplace()
    _check(standards, source, dataset)
    from ecolake.rejects import rejected_rows

    rows = rejected_rows(home, standards, source, dataset, rule=rule, batch=batch)
    if as_json:
        write_json([_record(standards, row) for row in rows.head(limit).iter_rows(named=True)])
        return
    if rows.is_empty():
        console().print("没有符合条件的退回行 · no rejected row matches")
        return
    _show(standards, rows.head(limit))
    _summarise(rows, limit)


@group.command()
def export(
    *,
    to: Annotated[Path, typer.Option(help="*.xlsx or *.csv · 目标文件")],
    source: Source = None,
    dataset: Dataset = None,
    rule: Rule = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """导出退回行 · Write rejected rows to a workbook for their department, wrong cells marked."""
    home, standards = workplace()
    _check(standards, source, dataset)
    from ecolake.rejects import export as export_rows

    done = export_rows(home, standards, to, source=source, dataset=dataset, rule=rule, batch=batch)
    if as_json:
        write_json(
            {"files": [str(path) for path in done.files], "rows": done.rows, "personal": done.personal}
        )
        return
    out = console()
    for name, count in done.rows.items():
        out.print(f"[green]✓[/] {standards.datasets[name].title.zh} ({name}): {count:,} 行 rows")
    for path in done.files:
        out.print(f"  {path}", style="cyan", soft_wrap=True)
    if done.personal:
        out.print(
            "[yellow]![/] 含个人信息，只能交还报送单位，请勿转发。\n"
            "  Holds personal data, because the rows go back to their own department; hand it to nobody else:\n"
            f"  {'; '.join(done.personal)}"
        )


def _check(standards: "Standards", source: str | None, dataset: str | None) -> None:
    if source is not None:
        check_source(standards, source)
        if dataset is not None:
            find_dataset(standards, source, dataset)
    elif dataset is not None:
        names = {one.name for one in standards.datasets.values()}
        if dataset not in names:
            raise unknown("dataset", "数据集", dataset, names)


def _record(standards: "Standards", row: dict[str, Any]) -> dict[str, Any]:
    """One rejected row for a program: without the payload, which may hold personal information."""
    from ecolake.rejects.rows import concerned

    dataset = standards.datasets[f"{row['source']}.{row['dataset']}"]
    return {
        "source": row["source"],
        "dataset": row["dataset"],
        "batch": row["_batch"],
        "file": row["_file"],
        "row": row["_row"],
        "received_at": row["_received_at"],
        "rules": row["rules"],
        "columns": list(dict.fromkeys(concerned(row["columns"] or [], dataset))),
        "reason_zh": row["reason_zh"],
        "reason_en": row["reason_en"],
    }


def _show(standards: "Standards", rows: "pl.DataFrame") -> None:
    """One table a file, for the file is what the department opens."""
    from rich.text import Text

    from ecolake.rejects.rows import concerned

    out = console()
    place = ("source", "dataset", "_batch", "_file")
    for (source, dataset, batch, file), part in rows.partition_by(
        *place, as_dict=True, maintain_order=True
    ).items():
        standard = standards.datasets[f"{source}.{dataset}"]
        out.print(Text.assemble((f"{standard.title.zh} · {standard.title.en}", "bold")))
        out.print(Text.assemble((str(file), "bold cyan"), (f"  批次 batch {batch}", "dim")), soft_wrap=True)
        shown = table("行 row", "涉及列 columns", "原因 reason", right=(0,))
        shown.columns[1].max_width = COLUMN_WIDTH
        for row in part.iter_rows(named=True):
            reason = Text(row["reason_zh"]).append(f"\n{row['reason_en']}", style="dim")
            columns = dict.fromkeys(concerned(row["columns"] or [], standard))
            shown.add_row(str(row["_row"] or "–"), Text("\n".join(columns)), reason)
        out.print(shown)


def _summarise(rows: "pl.DataFrame", limit: int) -> None:
    out = console()
    if rows.height > limit:
        out.print(
            f"显示 {limit:,} 行，共 {rows.height:,} 行 · shown {limit:,} of {rows.height:,}; see --limit"
        )
    counts = (
        rows.explode("rules")
        .group_by("source", "dataset", "rules")
        .len()
        .sort("len", "rules", descending=[True, False])
    )
    shown = table("规则 rule", "数据集 dataset", "行数 rows", right=(2,))
    for row in counts.iter_rows(named=True):
        shown.add_row(row["rules"] or "–", f"{row['source']}.{row['dataset']}", f"{row['len']:,}")
    out.print(shown)
    out.print("导出给报送单位 hand them back:  [cyan]ecolake rejects export --to rejects.xlsx[/]")
