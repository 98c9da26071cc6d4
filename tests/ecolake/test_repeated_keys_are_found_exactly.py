"""Rows that share their key: the same as comparing all keys, in memory, by way of the disk, and when hashes collide."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake import uniqueness
from ecolake.uniqueness import POSITION, repeated

KEY = ["code", "number"]
ROWS = st.lists(st.tuples(st.sampled_from([None, "", "a", "b"]), st.none() | st.integers(0, 3)), max_size=60)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def frame_of(rows):
    return pl.DataFrame(rows, schema={"code": pl.String, "number": pl.Int64}, orient="row")


def expected(frame):
    return frame.with_row_index(POSITION).filter(frame.is_duplicated())[POSITION].to_list()


@given(ROWS)
@QUICK
def test_as_comparing_all_keys(tmp_path, rows):
    frame = frame_of(rows)
    assert repeated(frame.lazy(), KEY, tmp_path)[POSITION].to_list() == expected(frame)


def test_by_way_of_the_disk(tmp_path):
    frame = pl.concat([pl.select(code=pl.lit("a"), number=pl.int_range(4_000) * step) for step in (1, 3)])
    found = repeated(frame.lazy(), KEY, tmp_path, run=500)
    assert found[POSITION].to_list() == expected(frame)
    assert found.height > 1_000
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("run", [10, 1000])
def test_keys_of_one_hash_are_told_apart(tmp_path, monkeypatch, run):
    monkeypatch.setattr(uniqueness, "key_hash", lambda key: (pl.col(key[1]) % 7).cast(pl.UInt64))
    frame = frame_of([("a", n % 40) for n in range(60)])
    assert repeated(frame.lazy(), KEY, tmp_path, run=run)[POSITION].to_list() == expected(frame)
