"""A run works out the days that new batches, corrections, withdrawals and judging again speak of, and no others."""

import polars as pl
import pytest

from ecolake import lake
from ecolake.derived.model import Reads
from tests.ecolake.derived.conftest import HOURS, NOW, hour


def test_each_day_is_made_once_and_nothing_when_nothing_is_new(world):
    world.deliver(hour(1, 10), hour(2, 20))
    world.deliver(hour(2, 30, "B"))
    done = world.run()
    assert (world.counting.asked, done.made, done.changed) == ([1, 2], {"counted": 2}, {"counted": 2})
    assert world.rows() == [(1, 1, 10), (2, 2, 50)]
    version = lake.version(world.tiny.home, "derived/counted")
    assert world.run().made == {}
    assert lake.version(world.tiny.home, "derived/counted") == version


def test_a_correction_makes_its_own_day_anew(world):
    world.deliver(hour(1, 10), hour(2, 20))
    world.run()
    world.deliver(hour(2, 25))
    world.run()
    assert world.counting.asked == [2]
    assert world.rows() == [(1, 1, 10), (2, 1, 25)]


def test_a_row_that_moves_to_another_day_makes_both_anew(world, declare):
    by_name = "cast(station_name as date)"  # an item outside the key tells the day
    world.table = declare(world.counting, reads=(Reads(HOURS, by_name),))
    world.deliver(hour(1, 10, station_name="2026-03-05"), hour(2, 20, station_name="2026-03-06"))
    world.run()
    assert world.rows() == [(5, 1, 10), (6, 1, 20)]
    world.deliver(hour(1, 10, station_name="2026-03-06"))
    world.run()
    assert world.counting.asked == [5, 6]
    assert world.rows() == [(5, 0, 0), (6, 2, 30)]


def test_days_around_are_shown_and_made_anew_as_far_as_the_table_needs_them(world, declare):
    world.table = declare(world.counting, before=1)
    world.deliver(*(hour(day, 10 * day) for day in (1, 2, 3, 5)))
    world.run()
    assert world.rows() == [(1, 1, 10), (2, 2, 30), (3, 2, 50), (5, 1, 50)]
    world.deliver(hour(2, 21))
    world.run()
    assert world.counting.asked == [2, 3]
    assert world.rows() == [(1, 1, 10), (2, 2, 31), (3, 2, 51), (5, 1, 50)]


def test_a_batch_judged_again_counts_anew(world):
    world.deliver(hour(1, 10), hour(2, 20))
    batch = world.deliver(hour(2, 30, "B"))
    world.run()
    again = lake.scan(world.tiny.home, "accounts").filter(pl.col("batch") == batch).collect()
    lake.append(world.tiny.home, "accounts", again.with_columns(attempt=pl.lit(2, pl.Int64()), accepted=0))
    world.run()
    assert world.counting.asked == [2]
    assert world.rows() == [(1, 1, 10), (2, 1, 20)]


def test_a_day_that_nobody_speaks_of_any_more_goes(world):
    world.deliver(hour(1, 10))
    batch = world.deliver(hour(2, 20))
    world.run()
    again = lake.scan(world.tiny.home, "accounts").filter(pl.col("batch") == batch).collect()
    lake.append(world.tiny.home, "accounts", again.with_columns(attempt=pl.lit(2, pl.Int64()), accepted=0))
    world.run()
    assert (world.counting.asked, world.rows()) == ([], [(1, 1, 10)])
    assert world.run().made == {}


@pytest.mark.parametrize("year", [1, 9999])
def test_a_row_of_an_impossible_year_is_of_no_day(world, year):
    slip = hour(1, 10) | {"observed_at": NOW.replace(year=year)}
    world.deliver(slip, hour(2, 20))
    world.run()
    assert world.rows() == [(2, 1, 20)]


def test_rows_of_other_days_are_never_shown(world):
    """A file holds a day and another; of that other, it may hold a version that is not in force any more."""
    world.deliver(hour(1, 10), hour(2, 20))
    world.deliver(hour(2, 99))
    world.run()
    world.deliver(hour(1, 11))
    world.run()
    assert world.rows() == [(1, 1, 11), (2, 1, 99)]
