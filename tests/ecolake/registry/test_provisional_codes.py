"""A provisional code is made of its anchor, in the form of the rule, and is never given to another."""

import re
from datetime import date

import polars as pl
import pytest

from ecolake.registry import provisional
from ecolake.registry.provisional import provisional_codes

NONE = pl.DataFrame(schema={"anchor_division": pl.String(), "anchor_name": pl.String(), "code": pl.String()})


def anchors(*names, division="350102", day=2):
    return pl.DataFrame(
        {
            "anchor_division": [division] * len(names),
            "anchor_name": list(names),
            "first_seen_on": [date(2026, 3, day)] * len(names),
        },
        schema_overrides={"anchor_name": pl.String(), "anchor_division": pl.String()},
    )


def given(frame):
    return dict(frame.select("anchor_name", "code").iter_rows())


def test_the_code_has_the_form_of_the_rule_and_says_the_division():
    (code,) = provisional_codes(anchors("福州钢铁"), NONE)["code"]
    assert re.fullmatch(r"H93501020000\d{5}[a-hj-np-z]", code)
    assert len(code) == 18


def test_the_same_anchor_has_the_same_code_whoever_else_is_there():
    alone = given(provisional_codes(anchors("福州钢铁"), NONE))
    among = given(provisional_codes(anchors("甲", "乙", "福州钢铁", "丙"), NONE))
    assert among["福州钢铁"] == alone["福州钢铁"]
    assert len(set(among.values())) == 4


@pytest.mark.parametrize("slots", [3])
def test_who_meets_in_one_slot_takes_the_next_and_the_first_seen_goes_first(monkeypatch, slots):
    monkeypatch.setattr(provisional, "SLOTS", slots)
    early = given(provisional_codes(anchors("甲"), NONE))
    both = pl.concat([anchors("甲", day=2), anchors("乙", "丙", day=3)])
    found = given(provisional_codes(both, NONE))
    assert found["甲"] == early["甲"]
    assert len(set(found.values())) == 3
    assert given(provisional_codes(both.reverse(), NONE)) == found


def test_a_code_that_was_given_stays_though_an_earlier_anchor_comes_that_wants_it(monkeypatch):
    monkeypatch.setattr(provisional, "SLOTS", 2)
    known = provisional_codes(anchors("甲", day=9), NONE)
    both = pl.concat([anchors("甲", day=9), anchors("乙", day=1)])
    found = given(provisional_codes(both, known))
    assert found["甲"] == given(known)["甲"] != found["乙"]


def test_an_anchor_without_division_is_of_division_zero():
    (code,) = provisional_codes(anchors("甲", division=None), NONE)["code"]
    assert code.startswith("H90000000000")
