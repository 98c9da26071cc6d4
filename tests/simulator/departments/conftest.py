"""A tiny world, the true rows of its first day, and a desk whose rows a test says itself."""

from datetime import date

import polars as pl
import pytest

from simulator.departments.delivery import Desk
from simulator.tables import true_rows
from simulator.world import make_world

START = date(2026, 3, 2)


@pytest.fixture(scope="session")
def true(standards):
    """The true rows of a dataset in a tiny world."""
    world = make_world("tiny", 7, START)
    return lambda dataset, day=START, since=None: true_rows(world, standards, dataset, day, since)


@pytest.fixture
def desk_of(tmp_path):
    """A desk of rows that are the same on every day, or that a function of the day gives."""

    def make(rows):
        given = (lambda *_: rows) if isinstance(rows, pl.DataFrame) else (lambda _, day, __: rows(day))
        return Desk(given, 7, START, tmp_path / "waiting")

    return make
