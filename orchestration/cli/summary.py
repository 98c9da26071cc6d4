"""What a run ends with: the accounts, the release, the time by stage, and what to try next."""

from typing import TYPE_CHECKING, Any

from orchestration.cli.brought import dataset_records, show_brought
from orchestration.cli.output import console, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from ecolake.home import Home
    from ecolake.ingestion import Ingested
    from ecolake.standards.catalogue import Standards
    from orchestration.runner import Materialized, PublishOutcome


def show_summary(
    home: "Home",
    standards: "Standards",
    ingested: "Sequence[Ingested]",
    outcome: "PublishOutcome | None",
    seconds: "Mapping[str, float]",
    *,
    simulated: bool,
) -> None:
    """Show what a run did."""
    out = console()
    show_brought(out, standards, ingested)
    if simulated:
        out.print(
            "[yellow]![/] 以上为模拟数据，不是真实监测结果 · simulated data of an invented world, not real measurements\n"
        )
    if outcome is not None:
        show_release(out, home, outcome)
    _show_seconds(
        out, {**seconds, **({f"  {name}": took for name, took in outcome.seconds.items()} if outcome else {})}
    )
    if outcome is not None:
        _show_next(out, home, standards)


def show_release(out: "Console", home: "Home", outcome: "PublishOutcome") -> None:
    """Say which release readers see, and where its file is."""
    from ecolake.warehouse.record import FILE

    number = outcome.release.release
    if outcome.is_new:
        out.print(f"[green]✓[/] 已发布版本 published release [bold]{number}[/]")
    else:
        out.print(
            f"[green]✓[/] 无新数据，版本 {number} 仍为现行 · nothing new, release [bold]{number}[/] stays"
        )
    out.print(f"  {home.warehouse / FILE}", style="cyan", soft_wrap=True)
    for warning in outcome.warnings:
        out.print(f"[yellow]![/] {warning}", markup=True)
    out.print()


def _show_seconds(out: "Console", seconds: "Mapping[str, float]") -> None:
    shown = table("阶段 stage", "秒 seconds", right=(1,))
    for name, took in seconds.items():
        shown.add_row(name, f"{took:.1f}", style="dim" if name.startswith("  ") else None)
    shown.add_section()
    # What is indented is a part of the stage above it.
    whole = sum(took for name, took in seconds.items() if not name.startswith("  "))
    shown.add_row("合计 total", f"{whole:.1f}", style="bold")
    out.print(shown)


def _show_next(out: "Console", home: "Home", standards: "Standards") -> None:
    """Three commands that work as they stand, with values of this release."""
    commands = [
        ("问数据 ask", "ecolake query 'from air_quality_hourly order by aqi desc nulls last limit 5'"),
        ("看退回 see what was rejected", "ecolake rejects show --limit 10"),
    ]
    code = _some_enterprise(home)
    if code is not None:
        commands.insert(1, ("溯源 trace a value to its file", f"ecolake trace enterprise_file {code}"))
    else:
        commands.append(("查标准 read a standard", f"ecolake standards show {min(standards.datasets)}"))
    out.print("接下来 try next:")
    for words, command in commands:
        out.print(f"  [dim]{words}[/]\n    [cyan]{command}[/]", soft_wrap=True)


def _some_enterprise(home: "Home") -> str | None:
    """The enterprise with the most to show, the same one each time."""
    from ecolake.warehouse.query import query

    _, rows = query(
        home,
        "select unified_social_credit_code from enterprise_file where is_in_business_registry"
        " order by outlet_count desc, open_issue_count desc, 1 limit 1",
    )
    return str(rows[0][0]) if rows else None


def materialized_record(home: "Home", standards: "Standards", done: "Materialized") -> dict[str, Any]:
    """The fixed JSON form of a materialization: accounts, release and assets."""
    from orchestration.cli.warehouse import release_record

    ids = {one.dataset_id for one in done.ingested}
    published = done.published
    return {
        "accounts": [
            record
            for record in dataset_records(standards, done.ingested)
            if f"{record['source']}.{record['dataset']}" in ids
        ],
        "published": published.is_new if published else None,
        "release": release_record(home, published.release) if published else None,
        "assets": list(done.assets),
    }


def show_materialized(
    home: "Home", standards: "Standards", done: "Materialized", seconds: "Mapping[str, float]"
) -> None:
    """Show what a selection brought about."""
    out = console()
    if done.ingested:
        show_brought(out, standards, done.ingested)
    if done.published is not None:
        show_release(out, home, done.published)
    if done.assets and done.published is None:
        out.print(f"已更新 materialized: {', '.join(done.assets)}")
    if not (done.ingested or done.published or done.assets):
        out.print("没有可更新的内容 · nothing was to be done")
    _show_seconds(
        out,
        {**seconds, **({f"  {n}": s for n, s in done.published.seconds.items()} if done.published else {})},
    )
