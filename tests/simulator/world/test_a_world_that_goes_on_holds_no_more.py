"""What was made of a day is kept while later days look back on it, and no longer."""

from datetime import date, timedelta

import pytest
from polars.testing import assert_frame_equal

from simulator.world import make_world
from simulator.world.days import SERIES

START = date(2026, 3, 2)
KEPT = sorted(name for name, made in SERIES.items() if made.kept)


@pytest.mark.parametrize("series", KEPT)
def test_days_that_are_far_are_forgotten_and_made_again_alike(series):
    world = make_world("tiny", 7, START)
    few = SERIES[series].kept
    first = world.day(series, START)
    for days in range(1, few + 4):
        world.day(series, START + timedelta(days=days))
    held = {day for name, day, _ in world._days if name == series}
    last = START + timedelta(days=few + 3)
    assert held == {last - timedelta(days=back) for back in range(few + 1)}
    assert_frame_equal(world.day(series, START), first)
