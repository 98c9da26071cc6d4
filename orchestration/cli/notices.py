"""What a person should know of a run besides its figures: batches that wait, files that could not be read, columns that came or went."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

    from ecolake.accounts import Account
    from ecolake.drift.holds import Hold
    from ecolake.ingestion import Ingested

SHOWN = 10


def is_broken(account: "Account") -> bool:
    """Whether a file of the batch could not be read."""
    from ecolake.accounts import ACCEPTED

    return account.status != ACCEPTED


def show_notices(out: "Console", ingested: "Iterable[Ingested]") -> None:
    """Show what waits, and the notes of all new accounts, what could not be read first; each names its dataset and file."""
    from rich.text import Text

    ingested = list(ingested)
    show_held(out, [hold for one in ingested for hold in one.held])
    accounts = [account for one in ingested for account in one.accounts]
    broken = list(_notices(filter(is_broken, accounts)))
    lines = [("✗ ", "red", notice) for notice in broken]
    lines += [
        ("! ", "yellow", notice)
        for notice in _notices(account for account in accounts if not is_broken(account))
    ]
    for mark, style, (dataset, note) in lines[:SHOWN]:
        out.print(Text.assemble((mark, style), (dataset, "bold"), "  ", (note, style)), soft_wrap=True)
    if len(lines) > SHOWN:
        more = len(lines) - SHOWN
        out.print(f"… 另有 {more} 条 and {more} more: [cyan]ecolake rejects show[/]")
    if lines:
        out.print()


def show_judged_again(out: "Console", ingested: "Iterable[Ingested]") -> None:
    """Say of which datasets batches were judged again: their figures are of old rows too."""
    from rich.text import Text

    told = []
    for one in ingested:
        again = [account for account in one.accounts if account.attempt > 1]
        if again:
            rows = sum(account.received for account in again)
            words = f"标准或接入方式已变更，{len(again)} 个批次（{rows:,} 行）从落地文件重新判定"
            words += " its standard or mapping changed: batches (rows) judged again from their landed bytes"
            told.append(Text.assemble(("↻ ", "cyan"), (one.dataset_id, "bold"), "  ", words))
    for line in told[:SHOWN]:
        out.print(line, soft_wrap=True)
    if len(told) > SHOWN:
        out.print(f"… 另有 {len(told) - SHOWN} 个数据集 and {len(told) - SHOWN} more datasets")
    if told:
        out.print()


def show_held(out: "Console", held: "Sequence[Hold]") -> None:
    """Say which batches wait and what to do; a run is no failure for them."""
    from rich.text import Text

    for hold in held[:SHOWN]:
        words = Text.assemble(("‖ ", "magenta"), hold.sentence_zh, "\n  ", (hold.sentence_en, "dim"))
        out.print(words, soft_wrap=True)
    if held:
        more = f"另有 {len(held) - SHOWN} 批 and {len(held) - SHOWN} more: " if len(held) > SHOWN else ""
        out.print(f"  {more}[cyan]ecolake held[/]\n")


def _notices(accounts: "Iterable[Account]") -> "Iterator[tuple[str, str]]":
    for account in accounts:
        silent = (f"batch {account.batch[:8]}: {account.status}",) if is_broken(account) else ()
        for note in account.notes or silent:
            yield account.dataset_id, note
