"""`ecolake rejects`: which rows did not pass and why, and the files that go back to their department."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from orchestration.cli.options import Json, find_dataset, find_source, unknown, workplace
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    import polars as pl

    from ecolake.standards.catalogue import Standards

COLUMN_WIDTH = 24
STATUS = {"open": "待改 open", "mended": "已改 mended", "again": "又退 again"}

group = typer.Typer(help="退回数据 · Rejected rows, and why.", no_args_is_help=True)

Source = Annotated[
    str | None,
    typer.Option(
        "--department",
        "--source",
        help="Only this department, by id or Chinese or English title · 部门（来源）",
    ),
]
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
    source = _checked(standards, source, dataset)
    from ecolake.rejects.rows import rejected_rows

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
    to: Annotated[Path, typer.Option(help="*.csv · 目标文件")],
    source: Source = None,
    dataset: Dataset = None,
    rule: Rule = None,
    batch: Batch = None,
    as_json: Json = False,
) -> None:
    """导出退回行为 CSV，供程序使用 · Write all rejected rows as CSV, for a program to read."""
    home, standards = workplace()
    source = _checked(standards, source, dataset)
    from ecolake.rejects.as_csv import export as export_rows

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
    _say_personal(done.personal)


@group.command()
def workbook(
    *,
    department: Annotated[
        str,
        typer.Option("--department", "--source", help="By id, or by Chinese or English title · 部门（来源）"),
    ],
    to: Annotated[Path, typer.Option(help="*.xlsx · 目标文件")],
    dataset: Dataset = None,
    rule: Rule = None,
    batch: Batch = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also rows mended since · 包括已更正的行")
    ] = False,
    as_json: Json = False,
) -> None:
    """生成退回表，交部门改正后用 accept 收回 · Write a workbook to mend in; `ecolake accept` takes it back."""
    home, standards = workplace()
    source = _checked(standards, department, dataset)
    from ecolake.rejects.workbook import write_workbook

    done = write_workbook(
        home,
        standards,
        str(source),
        to,
        os.environ,
        dataset=dataset,
        rule=rule,
        batch=batch,
        everything=everything,
    )
    if as_json:
        files = [str(path) for path in done.files]
        write_json(
            {"files": files, "rows": done.rows, "unmendable": done.unmendable, "personal": done.personal}
        )
        return
    out = console()
    for name, count in done.rows.items():
        out.print(f"[green]✓[/] {standards.datasets[name].title.zh} ({name}): {count:,} 行 rows")
    if done.unmendable:
        out.print(
            f"[yellow]![/] 另有 {done.unmendable:,} 项不能在表中改，见“说明”页 · cannot be mended in it, see its first sheet"
        )
    for path in done.files:
        out.print(f"  {path}", style="cyan", soft_wrap=True)
    _say_personal(done.personal)
    out.print("改好后收回 take it back when it is mended:")
    out.print(f"  ecolake accept {done.files[0].name}", style="cyan", markup=False)


def _say_personal(columns: tuple[str, ...]) -> None:
    if columns:
        console().print(
            "[yellow]![/] 含个人信息，只能交还报送单位，请勿转发。\n"
            "  Holds personal data, because the rows go back to their own department; hand it to nobody else:\n"
            f"  {'; '.join(columns)}"
        )


def _checked(standards: "Standards", source: str | None, dataset: str | None) -> str | None:
    """The id of the source, once it and the dataset are known to exist."""
    if source is not None:
        source = find_source(standards, source)
        if dataset is not None:
            find_dataset(standards, source, dataset)
    elif dataset is not None:
        names = {one.name for one in standards.datasets.values()}
        if dataset not in names:
            raise unknown("dataset", "数据集", dataset, names)
    return source


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
        "status": row["status"],
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
        shown = table("行 row", "状态 status", "涉及列 columns", "原因 reason", right=(0,))
        shown.columns[2].max_width = COLUMN_WIDTH
        for row in part.iter_rows(named=True):
            reason = Text(row["reason_zh"]).append(f"\n{row['reason_en']}", style="dim")
            columns = dict.fromkeys(concerned(row["columns"] or [], standard))
            status = Text(STATUS[row["status"]], style="yellow" if row["status"] == "open" else "green")
            shown.add_row(str(row["_row"] or "–"), status, Text("\n".join(columns)), reason)
        out.print(shown)


def _summarise(rows: "pl.DataFrame", limit: int) -> None:
    import polars as pl

    out = console()
    if rows.height > limit:
        out.print(
            f"显示 {limit:,} 行，共 {rows.height:,} 行 · shown {limit:,} of {rows.height:,}; see --limit"
        )
    counts = (
        rows.explode("rules")
        .group_by("source", "dataset", "rules")
        .agg(pl.len(), open=(pl.col("status") == "open").sum())
        .sort("len", "rules", descending=[True, False])
    )
    shown = table("规则 rule", "数据集 dataset", "行数 rows", "待改 open", right=(2, 3))
    for row in counts.iter_rows(named=True):
        counted = (f"{row[figure]:,}" for figure in ("len", "open"))
        shown.add_row(row["rules"] or "–", f"{row['source']}.{row['dataset']}", *counted)
    out.print(shown)
    if waiting := rows.filter(pl.col("status") == "open").get_column("source").unique().sort().to_list():
        out.print("交报送单位改正 for the department to mend:")
        for source in waiting:
            out.print(f"  ecolake rejects workbook --department {source} --to {source}.xlsx", style="cyan")
