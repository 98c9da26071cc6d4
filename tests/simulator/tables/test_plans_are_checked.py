"""Plans that cannot be meant are refused with what is wrong; texts and draws keep what their modules promise."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from pydantic import ValidationError
from stdnum.cn import ric

from simulator.tables import build
from simulator.tables.dice import Dice
from simulator.tables.draw import _identity_numbers
from simulator.tables.plan import Plan, Value, plans
from simulator.tables.texts import choose
from simulator.world import make_world

DAY = date(2026, 3, 2)


@pytest.fixture
def dice():
    return Dice("test", np.arange(500, dtype=np.uint64))


def test_every_plan_is_of_a_dataset_that_is_there(standards):
    assert set(plans()) <= set(standards.datasets)


def test_a_value_comes_about_in_one_way():
    with pytest.raises(ValidationError, match="say one of"):
        Value.model_validate({"sql": "1", "among": [1]})


def test_a_plan_of_an_item_that_is_not_there_is_refused(standards, monkeypatch):
    monkeypatch.setattr(
        build, "plans", lambda: {"ecology.risk_unit": Plan.model_validate({"values": {"nothing": "1"}})}
    )
    tables = build.Tables(make_world("tiny", 7, DAY), standards)
    with pytest.raises(ValueError, match=r"ecology\.risk_unit: .*'nothing'"):
        tables.rows("ecology.risk_unit", DAY)


def test_rows_that_break_a_rule_are_named_with_it(standards, monkeypatch):
    alone = Plan.model_validate({"values": {"officer_count": "1"}})
    monkeypatch.setattr(build, "plans", lambda: {"cities.mobile_enforcement_record": alone})
    tables = build.Tables(make_world("tiny", 7, DAY), standards)
    with pytest.raises(ValueError, match="two_officers_at_least"):
        tables.rows("cities.mobile_enforcement_record", DAY)


def test_a_row_draws_the_same_whatever_stands_around_it(dice):
    some = Dice("test", dice.rows[100:200])
    assert (dice.uniform("a")[100:200] == some.uniform("a")).all()


def test_draws_are_even_and_differ_by_name(dice):
    drawn = dice.uniform("a")
    assert 0.45 < drawn.mean() < 0.55
    assert not np.array_equal(drawn, dice.uniform("b"))


def test_patterns_are_filled_in(dice):
    frame = pl.DataFrame({"county_name": ["晋江市"] * 500})
    drawn = choose("x", ("{county_name}-{year}-{d4}-{L2}-{x3}",), dice, frame, DAY)
    assert drawn.str.contains(r"^晋江市-2026-\d{4}-[A-Z]{2}-[0-9a-f]{3}$").all()
    assert drawn.n_unique() > 450


def test_a_month_told_is_the_last_one_that_is_over(dice):
    assert choose("x", ("{ym}",), dice, pl.DataFrame({"a": [0] * 500}), DAY).unique().to_list() == ["2026-02"]


def test_identity_numbers_have_their_check_character(dice):
    assert all(ric.is_valid(number) for number in _identity_numbers("x", dice))
