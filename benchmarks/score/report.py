"""The score: counts by kind of fault, and how it is told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Score:
    """Counts of one kind of fault."""

    injected: int = 0
    seen: int = 0
    caught: int = 0
    maybe: int = 0
    maybe_caught: int = 0
    caught_unseen: int = 0
    lost: int = 0

    @property
    def share(self) -> float | None:
        """Caught of those that a rule could see."""
        return self.caught / self.seen if self.seen else None


@dataclass
class Report:
    """The whole score."""

    kinds: dict[str, Score] = field(default_factory=dict)
    good: int = 0
    refused: dict[tuple[str, str], int] = field(default_factory=dict)
    flagged: int = 0
    vanished: dict[str, int] = field(default_factory=dict)
    missed: list[dict[str, str]] = field(default_factory=list)

    def of(self, kind: str) -> Score:
        """Return the score of a kind."""
        return self.kinds.setdefault(kind, Score())

    def count(self, one: Score, dataset_id: str, fault: Mapping[str, Any], *, is_caught: bool) -> None:
        """Count a fault among those that a rule could see, that only a reference could, or that neither could."""
        if fault["seen"]:
            one.seen += 1
            one.caught += is_caught
            if not is_caught:
                told = {name: str(fault[name]) for name in ("kind", "item", "true", "written", "expected")}
                self.missed.append({"dataset": dataset_id, **told})
        elif fault["seen"] is None:
            one.maybe += 1
            one.maybe_caught += is_caught
        else:
            one.caught_unseen += is_caught


def show(report: Report, worst: int) -> Iterator[str]:
    """Yield the report as lines of a Markdown table and what stands below it."""
    yield (
        "| kind | injected | a rule could see | caught | share | only a reference could | of these told "
        "| unseen, yet told | not found |"
    )
    yield "|---|---:|---:|---:|---:|---:|---:|---:|---:|"
    total = Score()
    for kind, one in sorted(report.kinds.items()):
        for name in vars(total):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        yield _line(kind, one)
    yield _line("**all**", total)
    wrong = sum(report.refused.values())
    share = wrong / max(report.good, 1)
    yield f"\ngood rows: {report.good}; wrongly refused: {wrong} ({share:.4%}); flagged: {report.flagged}"
    yield f"good rows of which nothing is there, neither accepted nor rejected: {sum(report.vanished.values())}"
    for (dataset, rules), count in sorted(report.refused.items(), key=lambda pair: -pair[1])[:worst]:
        yield f"  {count:6} {dataset}: {rules}"
    unseen = [kind for kind, one in sorted(report.kinds.items()) if not one.seen]
    yield f"kinds that no rule can see: {', '.join(unseen) or 'none'}"
    for fault in report.missed[:worst]:
        yield f"  missed: {fault}"


def _line(kind: str, one: Score) -> str:
    share = "" if one.share is None else f"{one.share:.2%}"
    cells = [
        kind,
        one.injected,
        one.seen,
        one.caught,
        share,
        one.maybe,
        one.maybe_caught,
        one.caught_unseen,
        one.lost,
    ]
    return "| " + " | ".join(map(str, cells)) + " |"
