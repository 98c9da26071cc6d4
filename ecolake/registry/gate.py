"""The gate of the registry: a jump in cluster sizes, churn or match rates holds the release until a person has looked.

Held against each other: the figures of the build, and those of the release that readers see. Belongs here: which jump is too much, and
letting one pass. Does not belong here: the figures (`figures`), stopping the release (`warehouse.gates`).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import polars as pl
import yaml

from ecolake import lake
from ecolake.errors import GateError, UsageError
from ecolake.home import Home
from ecolake.registry import figures
from ecolake.registry.tables import APPROVAL, APPROVALS, FIGURE, FIGURES
from ecolake.standards.registry_gate import RegistryGate

FILE = "registry/gate.yaml"


@dataclass(frozen=True)
class Jump:
    """One figure that changed too much.

    Attributes:
        figure: Its name.
        source: The source; empty for all.
        before: In the release that readers see.
        after: In the build.
        limit: What was allowed.
    """

    figure: str
    source: str
    before: float
    after: float
    limit: float


def read_limits(standards: Path) -> RegistryGate:
    """Read the file below the `standards` folder."""
    return RegistryGate.model_validate(yaml.safe_load((standards / FILE).read_text(encoding="utf-8")))


def jumps(told: pl.DataFrame, released: int, limits: RegistryGate) -> list[Jump]:
    """Compare the last run with that of the release.

    Args:
        told: All figures (`tables.FIGURES`).
        released: The run whose figures the release has.
        limits: What may change.
    """
    last = told.filter(pl.col("run") == told["run"].max())
    before = told.filter(pl.col("run") == released)
    if before.is_empty() or last["run"].max() == released:
        return []
    now, then = (
        {(f, s): v for f, s, v in part.select("figure", "source", "value").iter_rows()}
        for part in (last, before)
    )
    if then.get((figures.MENTIONS, ""), 0) < limits.fewest_mentions:
        return []
    churn = float(
        told.filter((pl.col("run") > released) & (pl.col("figure") == figures.CHURN))["value"].sum()
    )
    found = [
        *_sizes(now, then, limits),
        *([Jump(figures.CHURN, "", 0.0, churn, limits.churn)] if churn > limits.churn else []),
    ]
    for (figure, source), rate in sorted(then.items()):
        # A source that names nobody any more has no rate; it is missed where its accounts are looked at.
        after = now.get((figure, source))
        if figure == figures.MATCHED and after is not None and rate - after > limits.match_rate_drop:
            found.append(Jump(figure, source, rate, after, limits.match_rate_drop))
    return found


def judge(home: Home, told: pl.DataFrame, released: int, approved: pl.DataFrame) -> list[Jump]:
    """The jumps of the last run that nobody let pass."""
    if told.is_empty():
        return []
    if approved.filter(pl.col("run") == told["run"].max()).height:
        return []
    return jumps(told, released, read_limits(home.standards))


def approve(home: Home, steward: str, reason: str, recorded_at: datetime) -> int:
    """Let the jump of the last run pass; returns its number.

    Raises:
        UsageError: `nothing_to_approve`: the registry was never made.
    """
    with home.lock("registry"):
        run = lake.scan(home, FIGURE, FIGURES).select(pl.col("run").max()).collect().item()
        if run is None:
            raise UsageError(
                "nothing_to_approve",
                "The registry was never made: there is nothing to let pass.",
                "登记尚未生成，没有可放行的内容。",
                hint_en="Run: ecolake materialize registry",
                hint_zh="请先运行：ecolake materialize registry",
            )
        row = {"run": run, "steward": steward, "reason": reason, "recorded_at": recorded_at}
        lake.append(home, APPROVAL, pl.DataFrame([row], schema=APPROVALS))
    return int(run)


def held(found: list[Jump]) -> GateError:
    """Phrase the red gate."""
    lines = "\n".join(
        f"  {one.figure}{f' of {one.source}' if one.source else ''}: {one.before:,.4g} -> {one.after:,.4g}"
        f" (allowed {one.limit:,.4g})"
        for one in found
    )
    return GateError(
        "registry_jumped",
        f"The registry changed more than it may from one release to the next; the last release stays.\n{lines}",
        f"企业登记的变化超过允许范围（{len(found)} 项），保留上一发布版本。",
        hint_en="Look at: ecolake registry stats, and ecolake registry review. If a source or a rule is at fault, mend it; if the "
        "change is right, let it pass: ecolake registry approve --steward NAME --reason WHY",
        hint_zh="请查看 ecolake registry stats 与 ecolake registry review；若来源或规则有误请修正，若变化属实请放行："
        "ecolake registry approve --steward 姓名 --reason 原因",
    )


_Figures = dict[tuple[str, str], float]


def _sizes(now: _Figures, then: _Figures, limits: RegistryGate) -> list[Jump]:
    found = []
    before, after = (figure.get((figures.LARGEST, ""), 0) for figure in (then, now))
    if after > max(limits.largest_cluster_free, before * limits.largest_cluster_times):
        found.append(Jump(figures.LARGEST, "", before, after, before * limits.largest_cluster_times))
    before, after = (figure.get((figures.PER_ENTERPRISE, ""), 0) for figure in (then, now))
    times = limits.per_enterprise_times
    if before and not 1 / times <= after / before <= times:
        found.append(Jump(figures.PER_ENTERPRISE, "", before, after, before * times))
    return found
