"""What was brought in, as a table and as JSON: the account of each dataset, or of each source where the datasets are many."""

from typing import TYPE_CHECKING, Any

from orchestration.cli.accept import FIGURES
from orchestration.cli.notices import is_broken, show_judged_again, show_notices
from orchestration.cli.output import table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from ecolake.ingestion import Ingested
    from ecolake.standards.catalogue import Standards

# A manager reads a screen, not 373 lines.
MOST_LINES = 20
_COLUMNS = ("接收\nreceived", "通过\naccepted", "退回\nrejected", "重复\nduplicate", "秒\nseconds")
UNCHANGED, FAILED, PARTIAL, HELD = "unchanged", "failed", "partial", "held"


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
        status = HELD if done and done.held else UNCHANGED
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
        "held": [hold.batch for hold in done.held] if done else [],
    }


def show_brought(out: "Console", standards: "Standards", ingested: "Sequence[Ingested]") -> None:
    """Show the accounts, a line a dataset, or where these are many a line a source; below, what a person should know."""
    if len(ingested) > MOST_LINES:
        _show_sources(out, standards, ingested)
        troubled = [one for one in ingested if _is_troubled(one)]
        if troubled:
            _show_datasets(out, standards, troubled[:MOST_LINES])
    else:
        _show_datasets(out, standards, ingested)
    show_judged_again(out, ingested)
    show_notices(out, ingested)


def _show_sources(out: "Console", standards: "Standards", ingested: "Sequence[Ingested]") -> None:
    from rich.text import Text

    shown = table("来源\nsource", "数据集\ndatasets", *_COLUMNS, right=(1, 2, 3, 4, 5, 6))
    by_source: dict[str, list[Ingested]] = {}
    for one in ingested:
        by_source.setdefault(standards.datasets[one.dataset_id].source, []).append(one)
    for name, brought in sorted(by_source.items()):
        title = standards.sources[name].title
        words = Text("✗ " if any(map(_is_troubled, brought)) else "", style="red")
        words.append(f"{title.zh} ", style="default").append(title.en, style="dim")
        shown.add_row(words, *_figures(brought), style=None if any(one.changed for one in brought) else "dim")
    shown.add_section()
    shown.add_row("合计 total", *_figures(ingested), style="bold")
    out.print(shown)


def _figures(brought: "Sequence[Ingested]") -> list[str]:
    accounts = [account for one in brought for account in one.accounts]
    counts = (sum(getattr(account, figure) for account in accounts) for figure in FIGURES[:4])
    return [
        f"{len(brought)}",
        *(f"{count:,}" for count in counts),
        f"{sum(one.seconds for one in brought):.1f}",
    ]


def _is_troubled(one: "Ingested") -> bool:
    return (one.fault is not None and one.fault.code != "not_configured") or any(map(is_broken, one.accounts))


def _show_datasets(out: "Console", standards: "Standards", ingested: "Sequence[Ingested]") -> None:
    from rich.text import Text

    shown = table("数据集\ndataset", *_COLUMNS, right=(1, 2, 3, 4, 5))
    by_id = {one.dataset_id: one for one in ingested}
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
    shown.add_section()
    shown.add_row("合计 total", *_figures(ingested)[1:], style="bold")
    out.print(shown)
