"""`ecolake accept` of workbooks that a department mended: what was changed in each dataset, and what became of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.cli.output import console, table, write_json

if TYPE_CHECKING:
    from ecolake.home import Home
    from ecolake.rejects.take_back import TakenBack
    from ecolake.standards.catalogue import Standards

_FIGURES = ("accepted", "rejected", "duplicate")


def accept_workbooks(home: "Home", standards: "Standards", files: Sequence[Path], *, as_json: bool) -> None:
    """Take workbooks back, one after the other; one that is refused ends it.

    Raises:
        UnreadableError: A file is no such workbook, or not as it was sent.
    """
    from ecolake.rejects.take_back import take_back

    done = [(path, one) for path in files for one in take_back(home, standards, path)]
    if as_json:
        write_json([_record(path, one) for path, one in done])
    else:
        _show(standards, done)


def _record(path: Path, one: "TakenBack") -> dict[str, object]:
    account = one.account
    return {
        "file": path.name,
        "dataset": one.dataset_id,
        "changed": one.changed,
        "untouched": one.untouched,
        "deleted": one.deleted,
        "batch": account.batch if account else None,
        **{figure: getattr(account, figure) if account else 0 for figure in ("received", *_FIGURES)},
        "known": one.known,
    }


def _show(standards: "Standards", done: Sequence[tuple[Path, "TakenBack"]]) -> None:
    out = console()
    shown = table(
        "数据集\ndataset",
        "批次\nbatch",
        *(
            "改动\nchanged",
            "通过\naccepted",
            "又退\nrejected",
            "重复\nduplicate",
            "未动\nuntouched",
            "删除\ndeleted",
        ),
        right=(2, 3, 4, 5, 6, 7),
        title="退回表 mended workbook",
    )
    for path, one in done:
        account = one.account
        figures = [f"{getattr(account, figure):,}" if account else "–" for figure in _FIGURES]
        shown.add_row(
            f"{standards.datasets[one.dataset_id].title.zh}\n{path.name}" + " =" * one.known,
            account.batch[:8] if account else "–",
            f"{one.changed:,}",
            *figures,
            f"{one.untouched:,}",
            f"{one.deleted:,}",
        )
    out.print(shown)
    if any(one.known for _, one in done):
        out.print("=  此表已接收过 taken in before; nothing was counted twice")
    if not any(one.changed for _, one in done):
        out.print("表中没有改动，未接收任何行 · nothing in it was changed, so nothing was taken in")
        return
    again = next((one.account for _, one in done if one.account and one.account.rejected), None)
    if again is not None:
        out.print("又退回的原因 why rows were rejected again:")
        out.print(f"  ecolake rejects show --source {again.source} --batch {again.batch[:8]}", style="cyan")
    if any(one.account and one.account.accepted for _, one in done):
        out.print("构建并发布 build and publish:")
        out.print("  ecolake materialize mart", style="cyan")
