"""`ecolake standards lint`: is the library of standards sound; for people, for programs and for code review."""

import os
from typing import TYPE_CHECKING, Annotated

import typer

from orchestration.cli.options import Json, inspect_standards
from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ecolake.standards.findings import Finding

FAULTY = 5
LAST_COMMIT = "HEAD"
COUNTED = {
    "categories": "目录",
    "items": "数据项",
    "elements": "数据元",
    "code_lists": "代码表",
    "rules": "规则",
    "references": "引用",
    "documents": "标准文件",
    "clauses": "条款",
}


def lint(
    as_json: Json = False,
    as_sarif: Annotated[
        bool, typer.Option("--sarif", help="SARIF 2.1.0 on stdout, for code review · 输出 SARIF")
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(help="Versions are held against this git revision, else the last commit · 对照的版本"),
    ] = None,
) -> None:
    """检查标准 · Check all of standards/; every fault is named with file and line."""
    # Rules are tried on frames of a few hundred rows, where threads cost more than they bring; before polars is loaded.
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    from ecolake import __version__
    from ecolake.home import Home
    from ecolake.standards.history.bumps import missing_bumps
    from ecolake.standards.sarif import sarif

    home = Home.from_environment()
    standards, findings = inspect_standards(home)
    if standards is not None:
        findings = [*findings, *missing_bumps(home.standards, since or LAST_COMMIT)]
    counts = standards.counts() if standards is not None else dict.fromkeys(COUNTED, 0)
    if as_sarif:
        write_json(sarif(findings, __version__))
    elif as_json:
        write_json(
            {
                "findings": [vars(finding) for finding in findings],
                "counts": counts,
                "sourced": standards.sourced() if standards is not None else dict.fromkeys(COUNTED),
            }
        )
    elif findings or standards is None:
        _show_findings(findings)
    else:
        _show_counts(counts, standards.sourced())
    if findings:
        raise typer.Exit(FAULTY)


def _show_counts(counts: "Mapping[str, int]", sourced: "Mapping[str, int]") -> None:
    out = console()
    out.print("[green]✓[/] 标准无误 the standards are sound")
    shown = table("", "总数 total", "有出处 sourced", right=(1, 2))
    for kind, count in counts.items():
        known = f"{sourced[kind]:,}" if kind in sourced else ""
        shown.add_row(f"{COUNTED[kind]} {kind.replace('_', ' ')}", f"{count:,}", known)
    out.print(shown)
    items, elements = counts["items"], counts["elements"]
    if elements:
        out.print(f"每个数据元平均用于 {items / elements:.1f} 个数据项 items per element", style="dim")


def _show_findings(findings: list["Finding"]) -> None:
    from rich.text import Text

    out = console()
    for finding in findings:
        place = f"{finding.file}:{finding.line}:{finding.column}"
        out.print(
            Text.assemble(("✗ ", "red"), (place, "bold"), f"  {finding.message} ", (finding.code, "dim"))
        )
        if finding.hint:
            out.print(Text(f"    {finding.hint}", style="cyan"))
    out.print(f"\n标准有 {len(findings)} 处错误 · {len(findings)} fault(s)")
