"""Classes from wind, cloud and sun, cell by cell where the table of GB/T 3840-91 turns."""

import numpy as np
import pytest

from ecolake.domain.dispersion.stability import CLASSES, radiation_level, stability, wind_at
from ecolake.domain.dispersion.sun import declination, elevation


def _class(wind, total, low, sun):
    level = radiation_level(np.array([sun]), np.array([total]), np.array([low]))
    return CLASSES[stability(np.array([wind]), level)[0]]


@pytest.mark.parametrize(
    ("wind", "total", "low", "sun", "expected"),
    [
        (1.5, 3.0, 2.0, 70.0, "A"),  # light wind, clear, high sun
        (2.0, 3.0, 2.0, 70.0, "A-B"),
        (1.9, 3.0, 2.0, 65.0, "A-B"),  # the sun at 65 degrees belongs to the row below
        (2.5, 3.0, 2.0, 15.0, "E"),  # low sun counts less than nothing: -1
        (2.5, 6.0, 4.0, 15.0, "D"),
        (3.0, 3.0, 2.0, 30.0, "C"),
        (1.5, 3.0, 2.0, -5.0, "F"),  # clear night
        (3.0, 3.0, 2.0, -5.0, "E"),
        (5.5, 3.0, 2.0, -5.0, "D"),
        (1.5, 10.0, 8.0, 70.0, "D"),  # low overcast is neutral at any hour
        (2.5, 6.0, 4.0, -5.0, "E"),
        (6.0, 3.0, 2.0, 70.0, "D"),
    ],
)
def test_class_of_wind_cloud_and_sun(wind, total, low, sun, expected):
    assert _class(wind, total, low, sun) == expected


def test_the_sun_turns_at_the_tropics_and_stands_in_the_south_at_noon():
    assert declination(np.array([171.0]))[0] == pytest.approx(23.45, abs=0.1)
    assert declination(np.array([354.0]))[0] == pytest.approx(-23.45, abs=0.1)
    noon = elevation(np.array([80.0]), np.array([12.0]), np.array([120.0]), np.array([26.0]))
    assert noon[0] == pytest.approx(64.0, abs=0.5)
    # In 119 degrees east the sun is highest four minutes later.
    hours = np.linspace(11, 13, 121)
    there = elevation(np.full(121, 80.0), hours, np.full(121, 119.0), np.full(121, 26.0))
    assert hours[there.argmax()] == pytest.approx(12 + 4 / 60, abs=1.01 / 60)


def test_wind_grows_with_height_as_the_class_says():
    d = np.array([CLASSES.index("D")])
    at = [
        float(wind_at(np.array([z]), np.array([4.0]), d, "urban")[0])
        for z in (5.0, 10.0, 160.0, 200.0, 400.0)
    ]
    assert at[0] == at[1] == 4.0
    assert at[2] == pytest.approx(4 * 16**0.25)
    assert at[3] == at[4]
