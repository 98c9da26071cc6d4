"""Whole columns of codes are judged as each code by itself is."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from ecolake.standards.check_characters import are_permit_numbers, are_uscc
from ecolake.standards.functions import CHECKS
from ecolake.standards.identifiers import is_permit_number, is_uscc, organisation_check_character

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@st.composite
def codes(draw):
    """A code that is right, or was right until a character of it was changed."""
    kind = draw(st.sampled_from(["91", "A1", "N9", "Y1", "12", "10", "Z9"]))
    body = "".join(draw(st.lists(st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"), min_size=8, max_size=8)))
    code = kind + "350100" + body + organisation_check_character(body)
    code += uscc.calc_check_digit(code) if "Z" not in code else "0"
    if draw(st.booleans()):
        at = draw(st.integers(0, 17))
        code = code[:at] + draw(st.sampled_from([*LETTERS, "a", "甲", " ", "", "00"])) + code[at + 1 :]
    return code


@given(st.lists(st.none() | codes(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_a_column_is_judged_as_its_values(values):
    column = pl.Series(values, dtype=pl.String)
    assert are_uscc(column).to_list() == [None if value is None else is_uscc(value) for value in values]
    permits = column + "001P"
    assert are_permit_numbers(permits).to_list() == [
        None if value is None else is_permit_number(value) for value in permits
    ]


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_values_met_before_are_judged_the_same(name):
    right = {
        "citizen_identity_number": "11010519491231002X",
        "organisation_code": "00698299" + organisation_check_character("00698299"),
        "permit_number": "91350900587527783P001P",
        "unified_social_credit_code": "91350900587527783P",
        "cas_number": "71-43-2",
    }[name]
    holds = CHECKS[name].expression(pl.col("code"))
    for _ in range(3):
        frame = pl.DataFrame({"code": [right, None, "@" + right[1:], right, "", "0", None]})
        assert frame.select(holds)["code"].to_list() == [True, None, False, True, False, False, None]
