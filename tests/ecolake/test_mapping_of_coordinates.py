"""Shifted coordinates become CGCS2000, pair by pair; what the mapping says is already right stays as it is."""

import numpy as np
import polars as pl
import pytest
import shapely

from ecolake.coordinates import to_bd09, to_gcj02
from ecolake.mapping import RAW, map_table

FORWARD = {"GCJ-02": to_gcj02, "BD-09": to_bd09}
PLACES = [(119.306239, 26.075302), (118.089425, 24.479834), (121.5, 25.0)]


@pytest.fixture
def shifted():
    def shift(crs):
        x, y = FORWARD[crs](*np.array(PLACES).T)
        return [f"{value:.9f}" for value in x], [f"{value:.9f}" for value in y]

    return shift


@pytest.fixture
def mapped(standards):
    dataset = standards.datasets["market_regulation.enterprise"]

    def run(crs, **columns):
        mapping = dataset.mapping.model_copy(update={"crs": crs})
        frame = pl.DataFrame({RAW + name: values for name, values in columns.items()})
        return map_table(frame, dataset, mapping).collect()

    return run


@pytest.mark.parametrize("crs", FORWARD)
def test_a_pair_comes_back_to_the_metre(mapped, shifted, crs):
    x, y = shifted(crs)
    frame = mapped(crs, LONGITUDE=x, LATITUDE=y)
    assert frame["longitude"].cast(float).to_list() == pytest.approx([p[0] for p in PLACES], abs=2e-6)
    assert frame["latitude"].cast(float).to_list() == pytest.approx([p[1] for p in PLACES], abs=2e-6)
    assert not frame["_unread_longitude"].any()


def test_cgcs2000_stays_digit_for_digit(mapped):
    frame = mapped("CGCS2000", LONGITUDE=["119.306239"], LATITUDE=["26.075302"])
    assert (str(frame["longitude"][0]), str(frame["latitude"][0])) == ("119.306239", "26.075302")


def test_half_a_place_is_unread_and_no_place_is_missing(mapped):
    frame = mapped("GCJ-02", LONGITUDE=["119.3", None, None, "x"], LATITUDE=[None, "26.1", None, "26.1"])
    assert frame["longitude"].to_list() == frame["latitude"].to_list() == [None] * 4
    assert frame["_unread_longitude"].to_list() == [True, False, False, True]
    assert frame["_unread_latitude"].to_list() == [False, True, False, True]


@pytest.mark.parametrize("crs", FORWARD)
def test_shapes_are_moved_vertex_by_vertex_and_other_text_stays(standards, crs):
    from ecolake.standards.source import Mapping, ReadOptions

    dataset = next(
        one
        for one in standards.datasets.values()
        if any(item.element_name == "geometry_wkt" for item in one.items.values())
    )
    name = next(item.name for item in dataset.items.values() if item.element_name == "geometry_wkt")
    true = shapely.LineString(PLACES)
    moved = shapely.transform(true, lambda points: np.column_stack(FORWARD[crs](points[:, 0], points[:, 1])))
    mapping = Mapping(read=ReadOptions(format="csv"), map={"g": name}, crs=crs)
    frame = map_table(pl.DataFrame({RAW + "g": [moved.wkt, "no shape", None]}), dataset, mapping).collect()
    assert shapely.from_wkt(frame[name][0]).equals_exact(true, 1e-7)
    assert frame[name].to_list()[1:] == ["no shape", None]
    assert map_table(pl.DataFrame({RAW + "h": ["x"]}), dataset, mapping).collect()[name].to_list() == [None]
