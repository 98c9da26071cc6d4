"""What a person decides of a batch that waits: release it, or refuse it.

The decision is one row of `holds`; the next acceptance of the dataset carries it out, in landing order.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from ecolake.drift import holds
from ecolake.drift.holds import HELD, REFUSED, RELEASED, Hold
from ecolake.errors import UsageError
from ecolake.home import Home


def find(home: Home, prefix: str, *, dataset: str | None = None, events: Sequence[str] = (HELD,)) -> Hold:
    """The batch whose name begins so, among those whose last event is one of these.

    Args:
        home: The installation.
        prefix: Beginning of the batch's name.
        dataset: Only of this dataset, as `<source>.<dataset>`: the same bytes sent to two are named alike.
        events: What may have happened to it last.

    Raises:
        UsageError: There is none, or more than one.
    """
    found = [
        hold
        for hold in holds.everything(home)
        if hold.batch.startswith(prefix.lower()) and dataset in (None, hold.dataset_id)
    ]
    fitting = [hold for hold in found if hold.event in events]
    if len(fitting) == 1:
        return fitting[0]
    if fitting:
        names = ", ".join(f"{hold.batch} ({hold.dataset_id})" for hold in fitting)
        raise UsageError(
            "ambiguous_batch",
            f"More than one batch begins with '{prefix}': {names}.",
            f"以“{prefix}”开头的批次不止一个：{names}。",
            hint_en="Give more digits of the name; where a file was sent to two datasets, name it: --dataset SOURCE.DATASET.",
            hint_zh="请多写几位；同一文件报给两个数据集时，请用 --dataset 来源.数据集 指明。",
        )
    settled = (
        f"; it was {found[0].event} by {found[0].who} on {found[0].happened_at:%Y-%m-%d}" if found else ""
    )
    settled_zh = (
        f"；{found[0].who} 已于 {found[0].happened_at:%Y-%m-%d} 处置（{found[0].event}）" if found else ""
    )
    raise UsageError(
        "no_such_hold",
        f"No batch that begins with '{prefix}' can be decided on{settled}.",
        f"没有以“{prefix}”开头、可处置的暂存批次{settled_zh}。",
        hint_en="ecolake held lists what waits.",
        hint_zh="ecolake held 列出暂存的批次。",
    )


def release(home: Home, hold: Hold, who: str, reason: str, clock: Callable[[], datetime]) -> Hold:
    """Let a batch be accepted; one that was refused, too."""
    return _decide(home, hold, RELEASED, who, reason, clock)


def refuse(home: Home, hold: Hold, who: str, reason: str, clock: Callable[[], datetime]) -> Hold:
    """Have each record of a batch rejected."""
    return _decide(home, hold, REFUSED, who, reason, clock)


def _decide(home: Home, hold: Hold, event: str, who: str, reason: str, clock: Callable[[], datetime]) -> Hold:
    """Write the decision, unless somebody else was quicker.

    Raises:
        UsageError: Another decision was written since the hold was read.
    """
    with home.lock(f"accept.{hold.source}.{hold.dataset}"):
        last = holds.latest(home, hold.source, hold.dataset)[hold.batch]
        if last != hold:
            raise UsageError(
                "decided_meanwhile",
                f"Batch {hold.batch} was {last.event} by {last.who} a moment ago.",
                f"批次 {hold.batch} 刚由 {last.who} 处置（{last.event}）。",
                hint_en="Look at it again: ecolake held show " + hold.batch,
                hint_zh="请再看一遍：ecolake held show " + hold.batch,
            )
        decision = replace(
            hold,
            number=hold.number + 1,
            event=event,
            happened_at=clock(),
            who=who,
            reason=" ".join(reason.split()),
        )
        holds.append(home, [decision])
    return decision
