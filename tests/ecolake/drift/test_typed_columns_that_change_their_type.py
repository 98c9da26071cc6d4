"""Formats with types: a column that comes in another one is told, and batches of both are judged in one group."""

import polars as pl
import pytest

from ecolake.acceptance import accept_pending
from ecolake.landing import Fetched, land
from ecolake.standards.load import load

DATASET = "water.stage"


@pytest.fixture
def typed(spoil):
    return load(spoil("sources/water.yaml", "format: csv", "format: parquet"))


def test_numbers_written_as_text_are_told_and_read_all_the_same(typed, river, tmp_path, clock):
    from ecolake.home import Home

    home = Home(tmp_path / "fresh", tmp_path / "landing", tmp_path)
    numbers = river(10).with_columns(pl.col("Z").cast(pl.Float64))
    frames = [numbers, river(10, first=10)]
    for number, frame in enumerate(frames):
        path = tmp_path / f"{number}.parquet"
        frame.write_parquet(path)
        land(home, "water", "stage", [Fetched(path.name, path, "test", clock())])
    first, second = accept_pending(home, typed, DATASET, clock=clock)
    assert (first.notes, first.accepted, second.accepted) == ((), 200, 200)
    (note,) = second.notes
    assert "column 'Z' (stage) held typed numbers and holds numbers written as text now" in note
