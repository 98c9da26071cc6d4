"""Discharge by drained area, and the speed that follows."""

import numpy as np
import polars as pl
import pytest

from ecolake.domain.river.hydraulics import Speed, flows, runoff
from ecolake.domain.river.network import Network

STAGES = pl.DataFrame(
    {
        "river_name": ["甲江", "甲江", "甲江", "乙溪", None],
        "discharge": [10.0, 30.0, 90.0, 8.0, 5.0],
        "drainage_area": [1000.0, 1000.0, 3000.0, 100.0, None],
    }
)


def test_a_river_has_the_median_of_its_gauges_and_others_that_of_all():
    found = {row[0]: row[1:] for row in runoff(STAGES, 0.032).iter_rows()}
    assert found["甲江"] == (pytest.approx(0.03), 3)
    assert found["乙溪"] == (pytest.approx(0.08), 1)
    assert found[""] == (pytest.approx(0.03), 4)
    assert runoff(STAGES.clear(), 0.032).rows() == [("", 0.032, 0)]


def test_a_reach_carries_its_area_times_that_of_its_river():
    network = Network(
        np.array(["a", "b"]),
        np.array([-1, -1]),
        np.zeros(2),
        np.array([100.0, 50.0]),
        np.array(["甲江", "丙水"]),
    )
    assert flows(network, runoff(STAGES, 0.032)).tolist() == [pytest.approx(3.0), pytest.approx(1.5)]


def test_more_water_is_faster_and_a_trickle_has_a_floor():
    speed = Speed(factor=1.0, exponent=0.5, least_flow=1.0)
    assert speed.hours(np.array([10.0, 10.0, 10.0]), np.array([4.0, 1.0, 0.01])).tolist() == [5, 10, 10]
