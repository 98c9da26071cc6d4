"""A row has the same digest before it is written and after it is read, whichever of the two holds its numbers typed."""

import polars as pl
import pytest

from simulator.truth.digest import digests

# Twelve decimals of 33716.44 as a double end in 004, fifteen digits do not.
NUMBERS = ["33716.44", "-33716.44", "123456789012.345", "0.1", "42", "0", "0.0000004", "10000000000000000"]


def named(values):
    return digests(pl.DataFrame({"value": values}), ["value"]).to_list()


def test_numbers_have_one_name_as_text_and_as_doubles():
    assert named(pl.Series(NUMBERS).cast(pl.Float64)) == named(pl.Series(NUMBERS))


@pytest.mark.parametrize("text", ["33716.440", " 33716.44 ", "33716.44000"])
def test_zeros_and_space_around_a_number_do_not_matter(text):
    assert named([text]) == named([33716.44])


def test_other_numbers_have_other_names():
    assert len(set(named(pl.Series([*NUMBERS, "33716.45"]).cast(pl.Float64)))) == len(NUMBERS) + 1
