"""A code is examined for what it is, and what is wrong with it is named: which check character, class or division."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.registry.codes import examine
from ecolake.standards.identifiers import is_uscc

# Real ones, with where each was read: HJ 608-2017 annex A; published annual reports; the worked examples of explanations of the
# check (of which one misprints its sum, not its result); a certificate's serial number.
REAL = [
    "91130200699229617X", "91350900587527783P", "91440300192317458F", "914403001922038216", "91110000802100433B",
    "911100007109250324", "91350000158142711F", "91350100M000100Y43", "91512081MA62K0260E",
]  # fmt: skip
# python-stdnum's own test number.
STDNUM = ["91110000600037341L"]


@pytest.mark.parametrize("code", REAL + STDNUM)
def test_real_codes_pass(code):
    assert examine(code).is_valid
    assert examine(f" {code[:8].lower()}-{code[8:]} ").code == code
    assert examine(code).kind == "enterprise"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("91310115MA1G4L1WXK", ["inner check character, at 17, is X and should be 0", "outer check character, at 18, is K"]),
        ("91130200699229617Y", ["outer check character, at 18, is Y and should be X"]),
        ("91350100M000100Y4Z", ["does not use Z"]),
        ("98130200699229617U", ["first two characters 98"]),
        ("91930200699229617X", ["no province begins with 93"]),
        ("91359900699229617X", ["no city begins with 3599"]),
        ("9113020069922961", ["it has 16 characters"]),
    ],
)  # fmt: skip
def test_look_alikes_fail_with_the_reason(code, words):
    found = examine(code)
    assert not found.is_valid
    for word in words:
        assert any(word in fault.en for fault in found.faults), found.faults
    assert all(fault.zh for fault in found.faults)


def test_a_county_of_earlier_years_is_no_fault():
    # A company that was registered in a city that became a district in 2021 keeps its code.
    assert not examine("91350681569279012F").doubts
    unknown = examine("91350299699229617X")
    assert [doubt.en for doubt in unknown.doubts] == ["no county that is or was has the code 350299"]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("91130200699229617X001P", "site"), ("91130200699229617X002P", "site"), ("H9350582000012345a", "provisional"),
        ("58752778-3", "organisation"), ("MF0001", "facility"), ("TA001", "treatment"), ("DW001", "outlet"), ("DA012", "outlet"),
        ("91130200699229617X001PDW001", "outlet"), ("010000A8900016F000169DC0", "device"), ("88888880000001", "device"),
    ],
)  # fmt: skip
def test_other_codes_are_known_by_their_form(code, kind):
    assert examine(code).kind == kind
    assert examine(code).is_valid


@pytest.mark.parametrize(
    "code",
    ["91130200699229617X0X1P", "91130200699229617Y001P", "H9350582000012345i", "H9930582000012345a", "DX001", "587527784",
     "010000A8900016F000169DCG", ""],
)  # fmt: skip
def test_what_breaks_their_form_fails(code):
    assert not examine(code).is_valid


@settings(max_examples=60)
@given(st.sampled_from(REAL), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_any_one_character_changed_is_noticed_and_both_judges_agree(code, place, other):
    changed = code[:place] + other + code[place + 1 :]
    found = examine(changed)
    assert (not found.faults) == (changed == code)
    assert is_uscc(changed) == (changed == code)


@settings(max_examples=60)
@given(st.text(max_size=30))
def test_no_text_is_too_strange(text):
    found = examine(text)
    assert found.is_valid or found.faults
