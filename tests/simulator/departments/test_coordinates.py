import numpy as np
import polars as pl
import pytest

from simulator.departments.coordinates import pairs, shift, shifted


@pytest.mark.parametrize(
    ("true", "shown"),
    [
        ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
        ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
        ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
    ],
)
def test_points_are_where_the_published_transform_puts_them(true, shown):
    # Shanghai, Shenzhen, Beijing: the test values of eviltransform.
    east, north = shift(np.array([true[0]]), np.array([true[1]]), "GCJ-02")
    assert (east[0], north[0]) == pytest.approx(shown, abs=1e-9)


def test_bd09_lies_beyond_gcj02_by_its_fixed_offset():
    gcj, bd = (shift(np.array([119.3]), np.array([26.08]), crs) for crs in ("GCJ-02", "BD-09"))
    assert bd[0][0] - gcj[0][0] == pytest.approx(0.0065, abs=5e-4)
    assert bd[1][0] - gcj[1][0] == pytest.approx(0.006, abs=5e-4)


def test_nothing_moves_outside_china():
    east, north = shift(np.array([26.0, np.nan]), np.array([119.0, np.nan]), "GCJ-02")
    assert (east[0], north[0]) == (26.0, 119.0)
    assert np.isnan(east[1])


def test_every_pair_of_a_row_and_its_shape_move_and_empty_ones_stay_empty():
    columns = ["start_longitude", "start_latitude", "longitude", "latitude", "longitude_text"]
    assert pairs(columns) == [("start_longitude", "start_latitude"), ("longitude", "latitude")]
    frame = pl.DataFrame(
        {
            "longitude": ["118.5", None],
            "latitude": ["24.8", None],
            "geometry_wkt": ["POINT (118.5 24.8)", None],
        }
    ).cast({"longitude": pl.Decimal(9, 6), "latitude": pl.Decimal(8, 6)})
    moved = shifted(frame, "GCJ-02")
    assert moved["longitude"].null_count() == moved["geometry_wkt"].null_count() == 1
    assert 0.001 < float(moved["longitude"][0]) - 118.5 < 0.01
    assert (
        moved["geometry_wkt"][0]
        == f"POINT ({moved['longitude'][0].normalize()} {moved['latitude'][0].normalize()})"
    )


def test_the_engine_takes_the_shift_back():
    coordinates = pytest.importorskip("ecolake.coordinates")
    east, north = np.meshgrid(np.linspace(115.8, 120.8, 40), np.linspace(23.4, 28.4, 40))
    true = east.ravel(), north.ravel()
    for crs in ("GCJ-02", "BD-09"):
        back = coordinates.to_cgcs2000(*shift(*true, crs), crs)
        assert np.abs(np.array(back) - np.array(true)).max() < 1e-6
