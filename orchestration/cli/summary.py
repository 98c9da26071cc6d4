"""What a run ends with: the accounts by dataset, the release, the time by stage, and what to try next."""

from typing import TYPE_CHECKING, Any

from orchestration.cli.accept import FIGURES
from orchestration.cli.notices import is_broken, show_notices
from orchestration.cli.output import console, table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from rich.console import Console

    from ecolake.home import Home
    from ecolake.ingestion import Ingested
    from ecolake.standards.catalogue import Standards
    from orchestration.runner import Materialized, PublishOutcome

UNCHANGED, FAILED, PARTIAL = "unchanged", "failed", "partial"


def dataset_records(standards: "Standards", ingested: "Sequence[Ingested]") -> list[dict[str, Any]]:
    """The fixed JSON form of a run: the account of each dataset, zeros where nothing was new."""
    by_id = {one.dataset_id: one for one in ingested}
    return [
        _dataset_record(dataset.source, dataset.name, by_id.get(name))
        for name, dataset in sorted(standards.datasets.items())
    ]


def _dataset_record(source: str, dataset: str, done: "Ingested | None") -> dict[str, Any]:
    accounts = done.accounts if done else ()
    fault = done.fault if done else None
    statuses = {account.status for account in accounts}
    notes = [note for account in accounts for note in account.notes]
    if fault is not None:
        notes.append(f"{fault.code}: {fault.en} / {fault.zh}")
    if fault is not None and fault.code != "not_configured":
        status = FAILED
    elif not accounts:
        status = UNCHANGED
    else:
        # Batches that fared differently: some of what came could not be read.
        status = statuses.pop() if len(statuses) == 1 else PARTIAL
    return {
        "source": source,
        "dataset": dataset,
        **{figure: sum(getattr(account, figure) for account in accounts) for figure in FIGURES},
        "status": status,
        # Several batches have no one name; `rejects show --json` and the mart `account` tell them apart.
        "batch": accounts[0].batch if len(accounts) == 1 else None,
        "notes": notes,
    }


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
    show_datasets(out, standards, ingested)
    if simulated:
        out.print(
            "[yellow]![/] 以上为模拟数据，不是真实监测结果 · simulated data of an invented county, not real measurements\n"
        )
    if outcome is not None:
        show_release(out, home, outcome)
    _show_seconds(
        out, {**seconds, **({f"  {name}": took for name, took in outcome.seconds.items()} if outcome else {})}
    )
    if outcome is not None:
        _show_next(out, home, standards)


def show_datasets(out: "Console", standards: "Standards", ingested: "Sequence[Ingested]") -> None:
    """One line a dataset: its title and its account; below, what a person should know of them."""
    from rich.text import Text

    shown = table(
        "数据集\ndataset",
        *("接收\nreceived", "通过\naccepted", "退回\nrejected", "重复\nduplicate", "秒\nseconds"),
        right=(1, 2, 3, 4, 5),
    )
    by_id = {one.dataset_id: one for one in ingested}
    totals = dict.fromkeys(FIGURES, 0)
    for record in dataset_records(standards, ingested):
        name = f"{record['source']}.{record['dataset']}"
        if name not in by_id:
            continue
        done, title = by_id[name], standards.datasets[name].title
        has_failed = record["status"] == FAILED or any(map(is_broken, done.accounts))
        words = Text("✗ " if has_failed else "", style="red")
        words.append(f"{title.zh}\n", style="default").append(title.en, style="dim")
        if done.fault is not None:
            words.append(
                f"\n{done.fault.zh}\n{done.fault.en}", style="yellow" if record["status"] != FAILED else "red"
            )
        style = "dim" if record["status"] == UNCHANGED else None
        figures = (f"{record[figure]:,}" for figure in FIGURES[:4])
        shown.add_row(words, *figures, f"{done.seconds:.1f}", style=style)
        for figure in FIGURES:
            totals[figure] += record[figure]
    shown.add_section()
    took = sum(one.seconds for one in ingested)
    shown.add_row(
        "合计 total", *(f"{totals[figure]:,}" for figure in FIGURES[:4]), f"{took:.1f}", style="bold"
    )
    out.print(shown)
    show_notices(out, ingested)


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
        show_datasets(out, standards, done.ingested)
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
