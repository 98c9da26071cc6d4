"""The effect of a response is found against days of like weather, and said with an interval that placebo runs justify."""

import tracemalloc
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ecolake.domain.control.effect import WEATHER, Matching, _quantile, effects

MATCHING = Matching(alike=8, apart_days=2, within_days=120, least_days=60, confidence=0.95)
FIRST = date(2026, 1, 1)


def days_of(seed, count=160, city="350500"):
    """Days whose concentration follows wind, rain and season, and an unseen swing of some days."""
    rng = np.random.default_rng(seed)
    wind, rain = rng.uniform(1, 5, count), np.clip(rng.normal(0, 4, count), 0, None)
    swing = 0.08 * np.sin(np.arange(count) / 3 + rng.uniform(0, 6))
    level = 40 * np.exp(-0.2 * wind - 0.05 * rain + swing + rng.normal(0, 0.05, count))
    return pl.DataFrame(
        {
            "city": city,
            "day": [FIRST + timedelta(days=one) for one in range(count)],
            "concentration": level,
            "wind_speed": wind,
            "humidity": 70 + rng.normal(0, 5, count),
            "rainfall": rain,
            "temperature": 15 + rng.normal(0, 3, count),
            "mixing": rng.uniform(4, 12, count),
        }
    )


def answered(*spans, city="350500"):
    rows = [
        (f"R{start}", city, FIRST + timedelta(days=start), FIRST + timedelta(days=start + length - 1))
        for start, length in spans
    ]
    return pl.DataFrame(rows, schema=["response", "city", "first_day", "last_day"], orient="row")


def spared(days, responses, share):
    inside = pl.any_horizontal(
        pl.col("day").is_between(first, last)
        for first, last in responses.select("first_day", "last_day").iter_rows()
    )
    return days.with_columns(
        concentration=pl.when(inside).then(pl.col("concentration") * (1 - share)).otherwise("concentration")
    )


def test_the_true_effect_lies_in_the_interval_nineteen_times_of_twenty():
    held = []
    for seed in range(40):
        responses = answered((40, 4), (90, 5), (130, 4))
        told = effects(spared(days_of(seed), responses, 0.2), responses, MATCHING)
        held += [low <= 0.2 <= high for low, high in told.select("effect_low", "effect_high").iter_rows()]
    assert len(held) == 120
    assert 0.90 <= np.mean(held) < 1.0


def test_a_response_that_did_nothing_is_not_said_to_have_helped():
    told = [effects(days_of(seed), answered((80, 4)), MATCHING).row(0, named=True) for seed in range(30)]
    assert sum(one["effect_low"] > 0 for one in told) <= 3


def test_weather_alone_is_no_effect():
    windy = days_of(3).with_columns(
        wind_speed=pl.when(pl.col("day").is_between(FIRST + timedelta(80), FIRST + timedelta(84)))
        .then(5.0)
        .otherwise("wind_speed"),
    )
    level = 40 * (-0.2 * pl.col("wind_speed") - 0.05 * pl.col("rainfall")).exp()
    told = effects(windy.with_columns(concentration=level), answered((80, 5)), MATCHING).row(0, named=True)
    assert abs(told["effect"]) < 0.02
    assert told["expected"] == pytest.approx(told["observed"], rel=0.02)


def test_the_order_of_the_days_does_not_matter():
    responses = answered((40, 4), (90, 5))
    days = days_of(5)
    assert effects(days.reverse(), responses, MATCHING).equals(effects(days, responses, MATCHING))


@pytest.mark.parametrize(
    ("days", "responses", "reason"),
    [
        (days_of(1, 30), answered((10, 3)), "too_few_days_without_a_response"),
        (days_of(1, 120), answered((140, 3)), "no_day_to_compare"),
        (days_of(1, 100), answered((1, 30)), "too_few_placebo_runs"),
    ],
    ids=["a month alone", "not measured", "as long as what is left"],
)
def test_what_cannot_be_told_says_why(days, responses, reason):
    told = effects(days, responses, MATCHING).row(0, named=True)
    assert told["reason"] == reason
    assert told["effect"] is None


def test_a_day_without_weather_does_not_count():
    days = days_of(2)
    gone = days.with_columns(
        rainfall=pl.when(pl.col("day") == FIRST + timedelta(days=50)).then(None).otherwise("rainfall")
    )
    assert WEATHER[2] == "rainfall"
    told = effects(gone, answered((80, 4)), MATCHING)["control_days"][0]
    assert told == effects(days, answered((80, 4)), MATCHING)["control_days"][0] - 1


@pytest.mark.parametrize(("freedom", "value"), [(4, 2.776), (9, 2.262), (30, 2.042), (120, 1.980)])
def test_the_quantile_is_that_of_the_tables(freedom, value):
    # NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2, two-sided 95 %.
    assert _quantile(0.95, freedom) == pytest.approx(value, rel=0.01)


def test_years_of_days_are_compared_in_little_memory():
    days = days_of(1, 1500)
    tracemalloc.start()
    told = effects(days, answered((900, 4)), MATCHING)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert told["effect"][0] is not None
    assert peak < 30e6
