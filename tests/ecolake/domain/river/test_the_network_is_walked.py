"""A small network, worked out by hand: a main course m1 < m2 < m3 with a tributary t into m2."""

import numpy as np
import polars as pl
import pytest

from ecolake.domain.river.geometry import at_sections
from ecolake.domain.river.network import Network, distances, reaches_of

# A degree of latitude is 111.195 km on a sphere of 6371.0088 km.
DEGREE = 2 * np.pi * 6371.0088 / 360
CATCHMENTS = pl.DataFrame(
    {
        "catchment_code": ["t", "m1", "m3", "m2"],
        "downstream_code": ["m2", None, "m2", "m1"],
        "river_name": ["甲江"] * 4,
        "section_code": [None, "S1", None, None],
        "area_km2": [4.0, 10.0, 30.0, 20.0],
        "longitude": [118.0, 118.0, 118.0, 118.0],
        "latitude": [25.1, 25.0, 25.3, 25.2],
    }
)


def test_areas_add_up_and_lengths_are_those_of_the_sphere():
    made = reaches_of(CATCHMENTS, 1.5)
    found = {row["catchment_code"]: row for row in made.iter_rows(named=True)}
    assert [found[code]["upstream_area_km2"] for code in ("m1", "m2", "m3", "t")] == [64, 54, 30, 4]
    assert found["m3"]["length_km"] == pytest.approx(1.5 * 0.1 * DEGREE, abs=1e-3)
    assert found["m3"]["distance_to_mouth_km"] == pytest.approx(1.5 * 0.3 * DEGREE, abs=2e-3)
    assert found["m1"]["length_km"] == 0
    assert not made["is_cut"].any()


def test_an_area_that_nobody_has_drawn_is_crossed_as_a_square():
    blind = CATCHMENTS.with_columns(
        latitude=pl.when(pl.col("catchment_code") != "m2").then("latitude"), longitude=pl.lit(118.0)
    )
    made = reaches_of(blind, 1.0)
    assert made.filter(catchment_code="m3")["length_km"][0] == pytest.approx(30**0.5, abs=1e-3)


def test_water_that_runs_in_a_circle_is_cut_and_what_flows_into_it_is_kept():
    circle = CATCHMENTS.with_columns(
        downstream_code=pl.when(pl.col("catchment_code") == "m1")
        .then(pl.lit("m3"))
        .otherwise("downstream_code")
    )
    made = reaches_of(circle, 1.0)
    assert made.filter("is_cut")["catchment_code"].to_list() == ["m1"]
    assert made.filter(catchment_code="m1")["upstream_area_km2"][0] == 64


def test_upstream_and_downstream_with_hours():
    network = Network.of(reaches_of(CATCHMENTS, 1.0))
    hours = np.array([0.0, 2.0, 3.0, 5.0])  # m1, m2, m3, t
    rows, away, below = network.upstream(0, hours, 100)
    assert [(str(network.codes[row]), float(hour)) for row, hour in zip(rows, away, strict=True)] == [
        ("m1", 0), ("m2", 2), ("m3", 5), ("t", 7),
    ]  # fmt: skip
    assert below.tolist() == [-1, 0, 1, 1]
    near, _, _ = network.upstream(0, hours, 5)
    assert len(near) == 3
    path, times = network.downstream(int(network.rows(pl.Series(["t"]))[0]), hours)
    assert [str(network.codes[row]) for row in path] == ["t", "m2", "m1"]
    assert times.tolist() == [0, 5, 7]
    assert network.rows(pl.Series(["m9", None, "m3"])).tolist() == [-1, -1, 2]


def test_no_catchments_are_a_network_too():
    empty = Network.of(reaches_of(CATCHMENTS.clear(), 1.0))
    assert len(empty.codes) == 0
    assert empty.rows(pl.Series(["m1"])).tolist() == [-1]


def test_the_order_of_the_register_does_not_matter():
    assert reaches_of(CATCHMENTS, 1.2).equals(reaches_of(CATCHMENTS.reverse(), 1.2))


def test_distances_of_unknown_places_are_null():
    here = pl.DataFrame({"x": [118.0, None], "y": [25.0, 25.0]})
    there = pl.DataFrame({"x": [118.0, 118.0], "y": [26.0, 26.0]})
    assert distances(here, there).round(3).to_list() == [pytest.approx(DEGREE, abs=1e-3), None]


def test_a_catchment_lies_at_the_section_that_closes_it_else_at_its_centre():
    catchments = pl.DataFrame(
        {"catchment_code": ["b", "a", "c"], "longitude": [1.0, 2.0, None], "latitude": [5.0, 6.0, None]}
    )
    sections = pl.DataFrame(
        {"catchment_code": ["a", "a", "c"], "longitude": [2.1, 2.2, 3.3], "latitude": [6.1, 6.2, 7.3]}
    )
    assert at_sections(catchments, sections).rows() == [("b", 1.0, 5.0), ("a", 2.1, 6.1), ("c", 3.3, 7.3)]
