"""Rows wait in memory while few and on disk once many; what comes out is what went in."""

from decimal import Decimal

import polars as pl
import pytest

from ecolake.spool import Spool


@pytest.mark.parametrize("most", [0, 1 << 30])
def test_rows_come_back_in_their_order_wherever_they_waited(tmp_path, most):
    spool = Spool(tmp_path, most)
    for number in range(5):
        spool.add(pl.DataFrame({"n": [number, number + 100]}))
    assert spool.scan().collect()["n"].to_list() == [0, 100, 1, 101, 2, 102, 3, 103, 4, 104]
    assert spool.spilled is (most == 0)
    assert bool(list(tmp_path.iterdir())) is (most == 0)


@pytest.mark.parametrize("most", [0, 1 << 30])
def test_what_a_frame_lacks_is_null(tmp_path, most):
    spool = Spool(tmp_path, most)
    spool.add(pl.DataFrame({"a": ["1"]}))
    spool.add(pl.DataFrame({"b": ["2"], "a": ["3"]}))
    assert spool.scan().collect().to_dict(as_series=False) == {"a": ["1", "3"], "b": [None, "2"]}


@pytest.mark.parametrize("most", [0, 1 << 30])
def test_a_column_of_unlike_types_is_text(tmp_path, most):
    spool = Spool(tmp_path, most)
    spool.add(pl.DataFrame({"v": [1.5, 2.0]}))
    spool.add(pl.DataFrame({"v": ["x"]}))
    spool.add(pl.DataFrame({"v": [Decimal("0.250")]}))
    spool.add(pl.DataFrame({"v": [None]}))
    assert spool.scan().collect()["v"].to_list() == ["1.5", "2", "x", "0.25", None]


def test_void_rows_are_left_out_wherever_they_waited(tmp_path):
    spool = Spool(tmp_path, 20)
    for number in range(6):
        spool.add(pl.DataFrame({"file": ["bad" if number % 2 else "good"], "n": [number]}))
    spool.void(pl.col("file") == "bad")
    assert spool.scan().collect()["n"].to_list() == [0, 2, 4]


def test_nothing_taken_is_no_rows(tmp_path):
    assert Spool(tmp_path).scan().collect().is_empty()
