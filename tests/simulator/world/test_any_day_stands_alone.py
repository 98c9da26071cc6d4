"""The same seed gives the same world, and a day is the same whether it is asked for alone or among others."""

import hashlib
from datetime import date, timedelta

import polars as pl
import pytest

from simulator.world import make_world
from simulator.world.world import BY_CITY, SERIES, WHOLE

START = date(2026, 3, 2)
LATER = START + timedelta(days=9)


def digest(frame):
    return hashlib.sha256(frame.write_csv().encode()).hexdigest()


@pytest.fixture(scope="module")
def walked():
    """A world whose earlier days were all looked at, in their order."""
    world = make_world("tiny", 5, START)
    for back in range(9, 0, -1):
        for series in SERIES:
            world.day(series, LATER - timedelta(days=back))
    return world


def test_the_same_seed_gives_the_same_frames(walked):
    again = make_world("tiny", 5, START)
    for name in [*reversed(BY_CITY), *reversed(WHOLE)]:  # in another order than they were first made in
        assert digest(again.frame(name)) == digest(walked.frame(name)), name


def test_another_seed_gives_other_enterprises():
    one, other = (make_world("tiny", seed, START).frame("enterprise") for seed in (5, 6))
    codes = "unified_social_credit_code"
    assert not set(one[codes]) & set(other[codes])


@pytest.mark.parametrize("series", SERIES)
def test_a_day_alone_is_the_day_within_a_longer_run(walked, series):
    alone = make_world("tiny", 5, START).day(series, LATER)
    assert digest(alone) == digest(walked.day(series, LATER))


def test_a_city_alone_is_the_city_within_the_whole():
    whole, alone = (make_world("city", 5, START) for _ in range(2))
    for name in ("enterprise", "grid_worker"):
        assert alone.frame(name, "350500").equals(whole.frame(name).filter(city_code="350500")), name


def test_what_was_forgotten_is_made_again_as_it_was():
    world = make_world("tiny", 5, START)
    before = world.frame("enterprise", "350500"), world.day("petition", LATER)
    world.forget("350500")
    world.forget()
    assert world.frame("enterprise", "350500") is not before[0]
    assert world.frame("enterprise", "350500").equals(before[0])
    assert world.day("petition", LATER).equals(before[1])


def test_a_year_of_days_sums_to_the_yearly_figure():
    from simulator.world.chance import of_the_day

    assert sum(of_the_day(97_000, day) for day in range(1, 366)) == 97_000
    assert {of_the_day(97_000, day) for day in range(1, 366)} == {265, 266}


def test_frames_and_days_hold_only_plain_columns(walked):
    for name in (*WHOLE, *BY_CITY):
        assert not [kind for kind in walked.frame(name).dtypes if kind in (pl.Object, pl.List)], name
