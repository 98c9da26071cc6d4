import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecolake.standards.identifiers import is_permit_number, is_uscc

# Published examples: HJ 608-2017 annex A, annual reports and registries; two worked examples of GB 32100 texts.
VALID = [
    "91130200699229617X",
    "91350900587527783P",
    "91440300192317458F",
    "914403001922038216",
    "91110000802100433B",
    "911100007109250324",
    "91350000158142711F",
    "91350100M000100Y43",
    "91512081MA62K0260E",
]
INVALID = [
    "91350100M000100Y4Z",
    "91310115MA1G4L1WXK",
    "91350900587527783p",
    "9135090058752778",
    "",
    "00350900587527783P",
]


@pytest.mark.parametrize("code", VALID)
def test_published_codes_pass(code):
    assert is_uscc(code)


@pytest.mark.parametrize("code", INVALID)
def test_look_alikes_fail(code):
    assert not is_uscc(code)


@given(st.sampled_from(VALID), st.integers(8, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_changed_character_of_the_organisation_part_is_caught(code, position, character):
    changed = code[:position] + character + code[position + 1 :]
    assert is_uscc(changed) == (changed == code)


def test_inner_check_character_is_verified_on_its_own():
    """The outer character is made right again after the organisation code was broken."""
    from stdnum.cn import uscc

    broken = "91350900" + "587527784"
    assert broken[8:16] == "58752778"
    resealed = broken + uscc.calc_check_digit(broken)
    assert uscc.is_valid(resealed)
    assert not is_uscc(resealed)


def test_permit_number_begins_with_a_code():
    assert is_permit_number("91130200699229617X001P")
    assert not is_permit_number("91130200699229617Y001P")
