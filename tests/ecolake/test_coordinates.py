import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecolake.coordinates import in_china, to_bd09, to_cgcs2000, to_gcj02

FORWARD = {"GCJ-02": to_gcj02, "BD-09": to_bd09}
# Points in CGCS2000 and in GCJ-02, as the documentation of widely used implementations gives them.
PUBLISHED = [
    ((116.404, 39.915), (116.41024449916938, 39.91640428150164)),
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
]


@pytest.mark.parametrize(("point", "image"), PUBLISHED)
def test_published_points_are_met(point, image):
    given_point = np.array([point[0]]), np.array([point[1]])
    assert np.concatenate(to_gcj02(*given_point)) == pytest.approx(image, abs=2e-6)


def test_a_published_point_of_baidu_is_met():
    gcj02 = to_cgcs2000(np.array([116.404]), np.array([39.915]), "GCJ-02")
    assert np.concatenate(to_bd09(*gcj02)) == pytest.approx((116.41036949371029, 39.92133699351022), abs=1e-9)


@pytest.mark.parametrize("given_in", FORWARD)
@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(73, 136), st.floats(3, 54))
def test_the_inverse_undoes_the_shift_everywhere_in_china(given_in, longitude, latitude):
    point = np.array([longitude]), np.array([latitude])
    back = to_cgcs2000(*FORWARD[given_in](*point), given_in)
    assert np.abs(np.concatenate(back) - np.concatenate(point)).max() < 1e-9


@pytest.mark.parametrize("given_in", FORWARD)
@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.floats(74, 135), st.floats(4, 53))
def test_the_point_found_has_the_given_image(given_in, longitude, latitude):
    point = np.array([longitude]), np.array([latitude])
    image = FORWARD[given_in](*to_cgcs2000(*point, given_in))
    assert np.abs(np.concatenate(image) - np.concatenate(point)).max() < 1e-9


@pytest.mark.parametrize("given_in", FORWARD)
@pytest.mark.parametrize("point", [(0.0, 0.0), (-74.0, 40.7), (151.2, -33.9), (139.7, 35.7)])
def test_abroad_nothing_moves(given_in, point):
    x, y = np.array([point[0]]), np.array([point[1]])
    assert not in_china(x, y)[0]
    assert FORWARD[given_in](x, y) == (x, y)
    assert to_cgcs2000(x, y, given_in) == (x, y)


def test_the_shift_is_a_few_hundred_metres():
    x, y = np.meshgrid(np.linspace(74, 134, 61), np.linspace(18, 53, 36))
    for forward, most in ((to_gcj02, 900), (to_bd09, 2200)):
        east, north = forward(x, y)
        metres = np.hypot((east - x) * 111_320 * np.cos(np.radians(y)), (north - y) * 110_574)
        assert metres.min() > 20
        assert metres.max() < most


def test_missing_coordinates_stay_missing():
    x, y = to_cgcs2000(np.array([np.nan, 119.3]), np.array([26.0, np.nan]), "GCJ-02")
    assert np.isnan(x[0])
    assert np.isnan(y[1])
