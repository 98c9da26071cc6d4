import re
from datetime import date

from stdnum.cn import uscc

from simulator.codes import break_check, organisation_check
from simulator.world import make_world

WORLD = make_world("demo", 7, date(2026, 3, 2))


def test_every_credit_code_passes_both_checks():
    for enterprise in WORLD.enterprises:
        assert uscc.is_valid(enterprise.uscc), enterprise.uscc
        assert organisation_check(enterprise.uscc[8:16]) == enterprise.uscc[16]


def test_codes_of_real_companies_have_the_organisation_check_that_is_computed():
    # HJ 608-2017 annex A; two companies whose codes are public.
    for code in ("91130200699229617X", "91350900587527783P", "914403001922038216"):
        assert organisation_check(code[8:16]) == code[16]
        assert uscc.is_valid(code)


def test_a_broken_code_fails():
    assert not any(uscc.is_valid(break_check(enterprise.uscc)) for enterprise in WORLD.enterprises)


def test_codes_are_unique_and_of_their_form():
    permits = [enterprise.permit for enterprise in WORLD.enterprises]
    devices = [
        outlet.device_number for permit in permits for outlet in permit.outlets if outlet.device_number
    ]
    assert len({enterprise.uscc for enterprise in WORLD.enterprises}) == 120
    assert len({enterprise.name for enterprise in WORLD.enterprises}) == 120
    assert len(set(devices)) == len(devices) > 30
    assert all(re.fullmatch(r"[0-9A-F]{24}", device) for device in devices)
    assert all(re.fullmatch(r"[0-9A-Z]{18}\d{3}[A-Z]", permit.number) for permit in permits)
    assert all(re.fullmatch(r"D[AW]\d{3}", outlet.code) for permit in permits for outlet in permit.outlets)
    assert all(permit.issued_on < permit.valid_to for permit in permits)


def test_the_number_of_a_permit_begins_with_its_holder():
    assert all(enterprise.permit.number.startswith(enterprise.uscc) for enterprise in WORLD.enterprises)
