"""Mann-Kendall and Theil-Sen against scipy's own, and warnings of a section that gets worse."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from scipy import stats

from ecolake.domain.water.decline import Rule, declines
from ecolake.domain.water.trend import trends

LAST = date(2026, 3, 31)
RULE = Rule(steps=12, step_days=5, least_steps=10, significance=0.01, least_change=0.1, ahead_days=90)
LIMITS = pl.DataFrame(
    {
        "site_code": ["S1", "S1"],
        "pollutant_code": ["w21003", "w01009"],
        "direction": ["max", "min"],
        "limits": [[0.15, 0.5, 1.0, 1.5, 2.0], [7.5, 6.0, 5.0, 3.0, 2.0]],
    }
)


def test_score_and_slope_are_those_of_scipy_with_ties_and_gaps():
    rng = np.random.default_rng(3)
    values = np.round(rng.normal(size=(40, 12)).cumsum(axis=1), 0)
    values[rng.random(values.shape) < 0.1] = np.nan
    found = trends(values)
    for row, series in enumerate(values):
        known = ~np.isnan(series)
        at = np.arange(12)[known]
        assert found.slope[row] == pytest.approx(stats.theilslopes(series[known], at).slope)
        tau = stats.kendalltau(at, series[known], variant="b").statistic
        pairs = known.sum() * (known.sum() - 1) / 2
        tied = sum(t * (t - 1) / 2 for t in np.unique(series[known], return_counts=True)[1])
        assert found.score[row] == pytest.approx(
            0 if np.isnan(tau) else tau * np.sqrt(pairs * (pairs - tied)), abs=1e-6
        )


def test_ten_rising_values_by_hand():
    # S = 45 pairs; variance 10 * 9 * 25 / 18 = 125; Z = 44 / sqrt(125) = 3.935.
    found = trends(np.arange(10.0)[None, :])
    assert (found.score[0], found.slope[0], found.level[0]) == (45, 1, 9)
    assert found.z[0] == pytest.approx(3.9355, abs=1e-4)
    assert found.p[0] == pytest.approx(2 * stats.norm.sf(3.93548), rel=1e-4)
    # Two equal values take 2 * 1 * 9 / 18 = 1 from the variance, and a pair from S.
    tied = trends(np.array([[0.0, 0, 2, 3, 4, 5, 6, 7, 8, 9]]))
    assert tied.z[0] == pytest.approx(43 / np.sqrt(124), abs=1e-9)


def test_all_alike_is_no_trend():
    found = trends(np.ones((1, 12)))
    assert (found.score[0], found.z[0], found.p[0], found.slope[0]) == (0, 0, 1, 0)


def days(first, per_day, pollutant="w21003", count=60):
    passed = np.arange(count)
    return pl.DataFrame(
        {
            "site_code": "S1",
            "pollutant_code": pollutant,
            "day": [LAST - timedelta(days=int(count - 1 - one)) for one in passed],
            "value": first + per_day * passed,
        }
    )


def test_a_class_that_will_fall_within_the_quarter_is_a_warning():
    # 0.20 to 0.436 in 59 days; the mean of the last five is 0.428, 0.072 below the limit of class II: 18 days.
    (found,) = declines(days(0.2, 0.004), LIMITS, LAST, RULE).iter_rows(named=True)
    assert (found["class_number"], found["limit_value"], found["is_warning"]) == (2, 0.5, True)
    assert found["slope_per_day"] == pytest.approx(0.004)
    assert found["days_to_fall"] == pytest.approx(18, abs=0.1)


def test_falling_oxygen_is_a_decline_and_rising_oxygen_none():
    (found,) = declines(days(9.0, -0.02, "w01009"), LIMITS, LAST, RULE).iter_rows(named=True)
    assert (found["class_number"], found["limit_value"]) == (1, 7.5)
    assert found["days_to_fall"] == pytest.approx((7.5 - 7.86) / -0.02, abs=0.1)
    assert declines(days(6.5, 0.02, "w01009"), LIMITS, LAST, RULE).is_empty()


@pytest.mark.parametrize(
    "quiet", [days(0.2, 0.0001), days(0.2, 0.004, count=40), days(0.2, -0.002), days(0.2, 0.004, "w99999")],
    ids=["too little", "too short", "gets better", "no limit"],
)  # fmt: skip
def test_what_does_not_matter_is_not_told(quiet):
    assert declines(quiet, LIMITS, LAST, RULE).is_empty()


def test_beyond_class_v_no_class_is_left_to_fall():
    (found,) = declines(days(3.0, 0.01), LIMITS, LAST, RULE).iter_rows(named=True)
    assert (found["class_number"], found["limit_value"], found["days_to_fall"], found["is_warning"]) == (
        6,
        None,
        None,
        False,
    )
