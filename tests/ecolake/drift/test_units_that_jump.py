"""A factor between units is seen; seasons, storms, new quantities and single wrong rows are not one."""

import gzip
from datetime import date
from math import log10

import numpy as np
import polars as pl
import pytest

from ecolake.drift.compare import FACTORS, jump
from ecolake.drift.profile import FEWEST_NUMBERS, QUANTILES, Spread, profile_of
from ecolake.drift.unit_words import changed_unit
from ecolake.standards.load import load

DAY = date(2026, 11, 3)
ITEMS = ["PM2.5", "CO", "O3", "TEMP", "RAIN", "WSPM"]


def spread(values):
    """A spread as a batch's profile has it; None for too few."""
    sizes = np.abs(values[np.isfinite(values) & (values != 0)])
    if len(sizes) < FEWEST_NUMBERS:
        return None
    quantiles = np.quantile(np.log10(sizes), QUANTILES)
    return Spread("x", len(sizes), tuple(round(100 * one) for one in quantiles))


def moved(one, factor):
    shift = round(100 * log10(factor))
    return Spread(one.unit, one.values, tuple(q + shift for q in one.quantiles))


@pytest.mark.parametrize("factor", FACTORS)
def test_every_factor_is_seen_up_and_down(factor):
    draw = np.random.default_rng(1)
    past = [spread(draw.lognormal(3, 0.4, 200)) for _ in range(5)]
    now = spread(draw.lognormal(3, 0.4, 200))
    assert factor in jump(moved(now, factor), past)
    assert -factor in jump(moved(now, 1 / factor), past)
    assert jump(now, past) == []


def test_level_that_was_accepted_once_is_no_jump_any_more():
    draw = np.random.default_rng(1)
    past = [spread(draw.lognormal(3, 0.2, 200)) for _ in range(5)]
    now = moved(past[0], 1000)
    assert jump(now, past)
    assert jump(now, [*past, moved(past[1], 1000)]) == []


def test_short_history_says_nothing_a_long_delivery_is_one():
    draw = np.random.default_rng(1)
    small, large = (spread(draw.lognormal(3, 0.2, size)) for size in (100, 800))
    assert jump(moved(small, 1000), [small, small]) == []
    assert 1000 in jump(moved(small, 1000), [large])
    assert jump(small, []) == []


def test_some_wrong_rows_among_right_ones_are_no_jump(river, standards_with):
    dataset = standards_with().datasets["water.stage"]
    frame = river(40).select(pl.col("Z").alias("_raw.Z"))
    wrong = frame.with_columns(
        pl.when(pl.int_range(pl.len()) % 5 == 0)
        .then((pl.col("_raw.Z").cast(pl.Float64) * 1000).cast(pl.String))
        .otherwise("_raw.Z")
        .alias("_raw.Z")
    )
    before, now = (
        profile_of([one.lazy()], dataset, dataset.mapping, DAY).spreads["stage"] for one in (frame, wrong)
    )
    assert jump(now, [before] * 5) == []


def test_units_are_named_as_people_write_them(little):
    stage = load(little).datasets["water.stage"].items["stage"]
    named = {factor: changed_unit(stage, "cm", factor) for factor in (-100, 10_000, -100_000, 3600)}
    assert {factor: unit and unit.now for factor, unit in named.items()} == {
        -100: "m",
        10_000: "um",
        -100_000: "km",
        3600: None,
    }


@pytest.mark.parametrize("station", ["aotizhongxin", "dingling"])
def test_four_years_of_real_weather_hold_nothing_and_a_thousandfold_week_is_held(station, real_data):
    raw = gzip.decompress((real_data / f"prsa_{station}_2013-2017.csv.gz").read_bytes())
    table = pl.read_csv(
        raw, null_values="NA", columns=["year", "month", "day", *ITEMS], infer_schema_length=None
    )
    weeks = table.with_columns(week=pl.int_range(pl.len()) // 168).partition_by("week", maintain_order=True)
    held, wrong, all_weeks = 0, 0, 0
    for item in ITEMS:
        past = []
        for week in weeks:
            now = spread(week[item].cast(pl.Float64).drop_nulls().to_numpy())
            if now is None:
                continue
            wrong += bool(jump(now, past[-30:]))
            if item in {"CO", "WSPM"} and len(past) >= 3:
                all_weeks += 1
                held += bool(jump(moved(now, 1000), past[-30:]))
            past.append(now)
    assert wrong == 0
    assert held > 0.95 * all_weeks
