"""Counties have their real boundaries where the package that carries them is installed, and simulated ones elsewhere."""

import numpy as np
import pytest
import shapely

from simulator.world import boundaries, land, tianditu
from simulator.world.land import seats


def seat_points():
    return seats().select("longitude", "latitude").to_numpy()


def test_the_real_ones_are_all_there_and_whole():
    drawn = tianditu.districts("35")
    assert len(drawn) == 84
    assert all(shape.is_valid for shape in drawn.values())
    # The area of the province, 124,000 km2, at 100 km2 a hundredth of a degree squared.
    area = shapely.union_all(list(drawn.values())).area * land.KM_PER_DEGREE**2 * land.SHRINK
    assert area == pytest.approx(123_000, rel=0.02)


@pytest.mark.parametrize("is_real", [True, False])
def test_a_seat_lies_in_its_own_county(monkeypatch, is_real):
    monkeypatch.setattr(tianditu, "is_installed", lambda: is_real)
    polygons = tianditu.districts("35") if is_real else boundaries.simulated()
    codes = seats()["division_code"].to_list()
    assert land.county_of(seat_points()).to_list() == codes
    assert land.is_land(seat_points()).all()
    inside = [shapely.contains_xy(polygons[code], *at) for code, at in zip(codes, seat_points(), strict=True)]
    assert all(inside)


@pytest.mark.parametrize("is_real", [True, False])
def test_the_open_sea_is_no_land_and_still_in_the_nearest_county(monkeypatch, is_real):
    monkeypatch.setattr(tianditu, "is_installed", lambda: is_real)
    sea = np.array([[120.4, 24.0]])
    assert not land.is_land(sea).any()
    assert land.county_of(sea).to_list() == [
        seats()["division_code"][int(land.nearest(sea, seat_points())[0])]
    ]
