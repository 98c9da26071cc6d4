"""Places that pollute unseen: sensors near them rise while they run, stations of the networks do not."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from simulator.world import make_world
from simulator.world.air_day import ambient

DAY = date(2026, 3, 2)


@pytest.fixture(scope="module")
def world():
    return make_world("demo", 7, DAY)


def test_the_same_seed_plants_the_same_places_on_any_day(world):
    later = DAY + timedelta(days=3)
    alone = make_world("demo", 7, DAY).day("hot_spot", later)
    world.day("hot_spot", DAY)
    assert world.day("hot_spot", later).equals(alone)
    assert alone.height > 0
    assert (alone["began_on"] <= later).all()
    assert (alone["ended_on"] >= later).all()


def test_sensors_of_the_area_rise_and_others_do_not(world):
    spots = world.day("hot_spot", DAY)
    sensors = world.frame("air_micro_station")
    rows = world.day("air_micro_hourly", DAY)
    usual = ambient(world, DAY, sensors["division_code"])["pm10"].ravel()
    ratio = rows.with_columns(ratio=pl.col("pm10") / pl.Series(usual)).join(
        sensors.select("station_code", "cluster_number"), on="station_code"
    )
    near = ratio.filter(pl.col("cluster_number").is_in(spots["cluster_number"].implode()))
    far = ratio.filter(~pl.col("cluster_number").is_in(spots["cluster_number"].implode()))
    assert near["ratio"].quantile(0.97) > 2
    assert far["ratio"].quantile(0.97) < 1.8


def test_a_small_world_without_sensors_has_vehicles_and_drones_all_the_same():
    tiny = make_world("tiny", 7, DAY)
    assert tiny.frame("air_micro_station").is_empty()
    assert tiny.day("hot_spot", DAY).is_empty()
    assert tiny.day("city_air_hourly", DAY).height == tiny.day("air_hourly", DAY).height
    assert tiny.day("flight", DAY)["flight_finding"].null_count() == tiny.day("flight", DAY).height
    assert (np.diff(tiny.day("patrol", DAY)["pm10"].to_numpy()) != 0).any()
