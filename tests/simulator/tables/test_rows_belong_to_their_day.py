"""The same world gives the same rows, a day alone as among others; a state changes little from day to day."""

from datetime import date, timedelta

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from simulator.tables import Tables, true_rows
from simulator.world import make_world

DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)
SOME = (
    "ecology.risk_unit",
    "ecology.water_station_hourly",
    "ecology.grid_lead",
    "ecology.credit_rating",
    "meteorology.weather_station_hourly",
    "iot.hj212_frame",
    "ecology.emergency_supply",
    "ecology.waste_storage_in",
)


@pytest.fixture(scope="module")
def world():
    return make_world("tiny", 7, DAY)


def test_same_seed_same_rows(world, standards):
    again = make_world("tiny", 7, DAY)
    for dataset_id in SOME:
        here = true_rows(world, standards, dataset_id, DAY)
        assert_frame_equal(here, Tables(again, standards).rows(dataset_id, DAY))


def test_another_seed_other_rows(world, standards):
    other = Tables(make_world("tiny", 8, DAY), standards)
    mine = Tables(world, standards)
    assert not mine.rows("ecology.risk_unit", DAY).equals(other.rows("ecology.risk_unit", DAY))


def test_a_day_alone_is_that_day_of_a_longer_run(world, standards):
    run = Tables(world, standards)
    for dataset_id in SOME:
        run.rows(dataset_id, DAY)
    for dataset_id in SOME:
        assert_frame_equal(run.rows(dataset_id, NEXT), Tables(world, standards).rows(dataset_id, NEXT))


def test_the_order_of_asking_does_not_matter(world, standards):
    forth, back = Tables(world, standards), Tables(world, standards)
    first = {dataset_id: forth.rows(dataset_id, DAY) for dataset_id in SOME}
    for dataset_id in reversed(SOME):
        assert_frame_equal(back.rows(dataset_id, DAY), first[dataset_id])


def test_a_state_stays_but_for_a_few_rows(standards):
    tables = Tables(make_world("demo", 7, DAY), standards)
    before, after = (tables.rows("ecology.pollution_source_profile", day) for day in (DAY, NEXT))
    assert before["pollution_source_code"].equals(after["pollution_source_code"])
    changed = pl.concat([before, after]).unique().height - before.height
    assert changed <= before.height // 20


@pytest.mark.parametrize("dataset_id", ["ecology.judicial_transfer", "mee.completion_acceptance"])
def test_what_several_days_brought_is_what_each_of_them_did(world, standards, dataset_id):
    tables = Tables(world, standards)
    alone = [tables.rows(dataset_id, DAY + timedelta(days=days)) for days in range(1, 8)]
    key = standards.datasets[dataset_id].key
    whole = pl.concat(alone).unique(key, keep="last", maintain_order=True)
    assert whole.height > alone[-1].height > 0
    assert_frame_equal(tables.rows(dataset_id, DAY + timedelta(days=7), NEXT), whole)


def test_a_state_has_no_days_before_it(world, standards):
    tables = Tables(world, standards)
    assert_frame_equal(tables.rows("ecology.risk_unit", NEXT, DAY), tables.rows("ecology.risk_unit", NEXT))


def test_values_of_a_day_carry_that_day(world, standards):
    tables = Tables(world, standards)
    hours = tables.rows("meteorology.weather_station_hourly", NEXT)["observed_at"].dt.convert_time_zone(
        "Asia/Shanghai"
    )
    assert set(hours.dt.date()) == {NEXT}
