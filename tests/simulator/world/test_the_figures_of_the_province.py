"""The province has the figures of its sources; its codes are valid and its parts fit together."""

import re
from datetime import date

import numpy as np
import polars as pl
import pytest
from stdnum.cn import uscc

from simulator.codes import organisation_check
from simulator.world import make_world
from simulator.world.facts import UNSETTLED, load_profile

WANTED = {
    "enterprise": 20_758,
    "grid_unit": 16_567,
    "grid_worker": 20_211,
    "expert": 1_108,
    "institution": 188,
    "service": 65,
    "river": 12,
    "watershed": 636,
    "county": 84,
    "city": 9,
}


@pytest.fixture(scope="module")
def province():
    return make_world("province", 7, date(2026, 3, 2))


@pytest.mark.parametrize("name", WANTED)
def test_the_figures_of_the_seed_text_hold(province, name):
    assert province.frame(name).height == WANTED[name]


def test_the_other_figures_hold(province):
    assert province.frame("village")["is_village"].sum() == 14_000
    assert (province.frame("grid_unit")["grid_level"] == "town").sum() == 16_473
    assert province.frame("catchment").height > 5_000
    assert province.frame("terminal").height > 5_000
    assert province.frame("expert")["expert_class"].n_unique() == 9
    assert load_profile("province")["leads_a_year"] == 97_000


def test_ten_times_the_province_is_ten_times_its_people():
    one, ten = load_profile("province"), load_profile("x10")
    for name in ("enterprises", "villages", "communities", "grid_workers", "leads_a_year"):
        assert ten[name] == 10 * one[name]


def test_codes_are_valid_and_come_once(province):
    codes = pl.concat(
        [province.frame(name)["unified_social_credit_code"] for name in ("enterprise", "institution")]
    )
    assert codes.is_unique().all()
    assert all(uscc.is_valid(code) for code in codes.gather_every(37))
    assert all(organisation_check(code[8:16]) == code[16] for code in codes.gather_every(37))
    assert province.frame("enterprise")["enterprise_name"].is_unique().all()
    for name, column in (
        ("permit", "permit_number"),
        ("monitoring_point", "device_number"),
        ("village", "village_code"),
        ("grid_worker", "grid_worker_code"),
        ("officer", "enforcement_certificate_number"),
        ("vehicle", "vehicle_plate"),
        ("section", "section_code"),
        ("hydrometric_station", "station_code"),
        ("weather_station", "station_code"),
    ):
        assert province.frame(name)[column].is_unique().all(), name


def test_registration_numbers_have_their_check_digit(province):
    for number in province.frame("enterprise")["registration_number"].gather_every(101):
        assert re.fullmatch(r"\d{15}", number)
        rest = 10
        for digit in number[:14]:
            rest = ((rest + int(digit)) % 10 or 10) * 2 % 11
        assert (rest + int(number[14])) % 10 == 1


def test_everything_hangs_on_something_that_is_there(province):
    for name, column, owner in (
        ("outlet", "permit_number", "permit"),
        ("permit", "unified_social_credit_code", "enterprise"),
        ("monitoring_point", "unified_social_credit_code", "enterprise"),
        ("grid_worker", "grid_code", "grid_unit"),
        ("enterprise", "grid_code", "grid_unit"),
        ("enterprise", "catchment_code", "catchment"),
        ("water_station", "section_code", "section"),
        ("watershed", "section_code", "section"),
        ("section", "watershed_code", "watershed"),
    ):
        left = province.frame(name).join(province.frame(owner), on=column, how="anti")
        assert left.is_empty(), (name, column)


def test_nothing_happens_where_the_province_does_not_govern(province):
    for name in ("township", "village", "enterprise", "catchment", "air_station", "officer", "boundary"):
        assert UNSETTLED not in set(province.frame(name)["division_code"]), name


def test_water_runs_down_to_a_mouth_and_never_in_a_circle(province):
    table = province.frame("catchment")
    assert table.filter(pl.col("downstream_code").is_null()).height == 12
    down = table.join(table, left_on="downstream_code", right_on="catchment_code", suffix="_down")
    assert down.height == table.height - 12
    assert (down["order"] == down["order_down"] + 1).all()
    assert (down["distance_to_mouth_km"] > down["distance_to_mouth_km_down"] - 1e-6).all()
    assert (down["upstream_area_km2"] < down["upstream_area_km2_down"]).all()
    assert (down["river_name"] == down["river_name_down"]).all()
    mouths = table.filter(pl.col("order") == 0)
    assert mouths["upstream_area_km2"].sum() == pytest.approx(table["area_km2"].sum(), abs=0.1)


def test_the_greatest_river_is_as_great_as_the_real_one(province):
    minjiang = province.frame("river").filter(river_name="闽江")
    assert minjiang["area_km2"][0] == pytest.approx(60_992, rel=0.05)
    assert minjiang["length_km"][0] == pytest.approx(541, rel=0.15)


def test_places_are_in_the_province(province):
    for name in ("enterprise", "village", "catchment", "air_station"):
        table = province.frame(name)
        assert table["longitude"].is_between(115.8, 120.8).all(), name
        assert table["latitude"].is_between(23.4, 28.4).all(), name
    assert not np.isnan(province.frame("enterprise")["longitude"].to_numpy()).any()
