"""Killed before or after any of its commits and run again, a run leaves what it would have left unkilled."""

import pytest

from ecolake import lake
from tests.ecolake.derived.conftest import hour


class Killed(BaseException):
    """The process ends."""


def kill_at(monkeypatch, commit, *, after):
    """End the process at the given commit, before or after it."""
    count = 0

    def watched(kept):
        def call(*args, **kwargs):
            nonlocal count
            count += 1
            if count == commit and not after:
                raise Killed
            kept(*args, **kwargs)
            if count == commit:
                raise Killed

        return call

    for name in ("append", "replace"):
        monkeypatch.setattr(lake, name, watched(getattr(lake, name)))


# Making anew: days of the batch, under way, rows, accounts. Before a commit is after the one before it.
@pytest.mark.parametrize(("commit", "after"), [(1, False), (1, True), (2, True), (3, True), (4, True)])
def test_it_is_made_good(world, monkeypatch, commit, after):
    world.deliver(hour(1, 10), hour(2, 20))
    world.run()
    world.deliver(hour(2, 25), hour(3, 30))
    with monkeypatch.context() as patch:
        kill_at(patch, commit, after=after)
        with pytest.raises(Killed):
            world.run()
    world.run()
    assert world.rows() == [(1, 1, 10), (2, 1, 25), (3, 1, 30)]
    assert world.run().made == {}


def test_what_is_undone_after_a_kill_is_undone_in_the_rows_too(world, monkeypatch, declare):
    """Rows of another declaration are written, but no account; then the old declaration comes back."""
    world.deliver(hour(1, 10))
    world.run()
    kept = world.counting.compute
    other = declare(
        world.counting, compute=lambda *asked: kept(*asked).with_columns(total=7), also=("other",)
    )
    with monkeypatch.context() as patch:
        kill_at(patch, 2, after=True)
        with pytest.raises(Killed):
            world.run(other)
    assert world.rows() == [(1, 1, 7)]
    world.run()
    assert world.rows() == [(1, 1, 10)]


def test_rows_that_were_lost_are_made_again(world):
    world.deliver(hour(1, 10), hour(2, 20))
    world.run()
    nothing = lake.scan(world.tiny.home, "derived/counted").head(0).collect()
    lake.replace(world.tiny.home, "derived/counted", nothing, "day = DATE '2026-03-01'")
    world.run()
    assert world.counting.asked == [1]
    assert world.rows() == [(1, 1, 10), (2, 1, 20)]
