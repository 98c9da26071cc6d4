"""What the registry may change from one release to the next is limited; a person may let a jump pass."""

from datetime import UTC, datetime

import polars as pl
import pytest

from ecolake import lake
from ecolake.errors import UsageError
from ecolake.registry import gate
from ecolake.registry.tables import APPROVAL, APPROVALS, FIGURE, FIGURES

NOW = datetime(2026, 3, 2, tzinfo=UTC)
USUAL = {
    ("mentions", ""): 10_000.0,
    ("largest_cluster", ""): 150.0,
    ("mentions_per_enterprise", ""): 8.0,
    ("churn", ""): 0.001,
    ("match_rate", "mee"): 0.99,
}


def told(*changes):
    """Figures of a first run that was released, and of later ones that differ so."""
    runs = [USUAL, *({**USUAL, **change} for change in changes)]
    rows = [
        {"run": number, "recorded_at": NOW, "figure": figure, "source": source, "value": value}
        for number, run in enumerate(runs, start=1)
        for (figure, source), value in run.items()
    ]
    return pl.DataFrame(rows, schema=FIGURES)


def jumped(home, figures, approved=()):
    runs = pl.DataFrame({"run": approved}, schema={"run": pl.Int64()})
    return [(one.figure, one.source) for one in gate.judge(home, figures, 1, runs)]


@pytest.mark.parametrize(
    ("figure", "source", "small", "large"),
    [
        ("largest_cluster", "", 200.0, 301.0),
        ("mentions_per_enterprise", "", 11.9, 12.1),
        ("mentions_per_enterprise", "", 5.4, 5.2),
        ("churn", "", 0.02, 0.021),
        ("match_rate", "mee", 0.9, 0.88),
    ],
)
def test_a_small_change_passes_and_a_jump_is_named(home, figure, source, small, large):
    assert jumped(home, told({(figure, source): small})) == []
    assert jumped(home, told({(figure, source): large})) == [(figure, source)]


def test_churn_adds_up_over_the_runs_since_the_release(home):
    part = {("churn", ""): 0.015}
    assert jumped(home, told(part)) == []
    assert jumped(home, told(part, part)) == [("churn", "")]


def test_a_release_of_the_same_run_or_of_few_mentions_is_not_judged(home):
    assert jumped(home, told()) == []
    few = told({("mentions", ""): 10.0, ("largest_cluster", ""): 900.0}).with_columns(
        pl.when(pl.col("figure") == "mentions").then(10.0).otherwise("value").alias("value")
    )
    assert jumped(home, few) == []


def test_what_a_steward_let_pass_passes_until_the_next_run(home):
    change = {("churn", ""): 0.5}
    assert jumped(home, told(change), [2]) == []
    assert jumped(home, told(change, {}), [2]) == [("churn", "")]


def test_letting_pass_is_recorded_for_the_last_run(home):
    with pytest.raises(UsageError, match="nothing_to_approve"):
        gate.approve(home, "张三", "新增一市", NOW)
    lake.replace(home, FIGURE, told({}))
    assert gate.approve(home, "张三", "新增一市", NOW) == 2
    kept = lake.scan(home, APPROVAL, APPROVALS).collect()
    assert kept.select("run", "steward", "reason").rows() == [(2, "张三", "新增一市")]


def test_the_message_says_what_jumped_and_what_to_do():
    error = gate.held([gate.Jump("match_rate", "mee", 0.99, 0.5, 0.1)])
    assert error.exit_code == 6
    assert "match_rate of mee: 0.99 -> 0.5" in str(error)
    assert "ecolake registry approve" in error.hint_en
    assert "ecolake registry approve" in error.hint_zh
