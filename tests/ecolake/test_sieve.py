"""A sieve never says no to what was put in, and seldom yes to what was not."""

import polars as pl

from ecolake.sieve import Sieve


def hashes(low, high):
    return pl.Series(range(low, high)).hash(seed=0)


def test_what_was_put_in_is_held():
    sieve = Sieve()
    sieve.put(hashes(0, 1000))
    sieve.put(hashes(1000, 2000))
    assert sieve.may_hold(hashes(0, 2000)).all()


def test_little_else_is_held():
    sieve = Sieve()
    sieve.put(hashes(0, 100_000))
    assert sieve.may_hold(hashes(100_000, 200_000)).mean() < 0.002
    assert sieve.may_hold(hashes(0, 0)).is_empty()


def test_an_empty_sieve_holds_nothing():
    assert not Sieve().may_hold(hashes(0, 1000)).any()
