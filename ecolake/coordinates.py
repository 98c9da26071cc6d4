"""GCJ-02 and BD-09, the shifted coordinates of Chinese maps, to and from CGCS2000; arrays of degrees in and out.

GCJ-02 (火星坐标) is WGS 84 moved by a few hundred metres. Its formula was never officially published; what is used here is
the transform that became public in 2010 (eviltransform and its many kin), on the ellipsoid of Krasovsky 1940. BD-09 is
Baidu's further twist of GCJ-02, from the same sources. CGCS2000 and WGS 84 agree to some centimetres and are one here.

Pure numbers; which columns hold coordinates is decided in `mapping_coordinates`.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Degrees = NDArray[np.float64]
Pair = tuple[Degrees, Degrees]
Shifted = Literal["GCJ-02", "BD-09"]

# Krasovsky 1940: the semi-major axis in metres, and the square of the first eccentricity.
_AXIS = 6378245.0
_ECCENTRICITY = 0.00669342162296594323
# Outside this box maps are not shifted. It is the published one and takes in some of the neighbours.
_BOX = (72.004, 137.8347, 0.8293, 55.8271)
_TWIST = np.pi * 3000.0 / 180.0
# The shift changes by less than a hundredth of itself from a point to its image: each round gains two digits.
_ROUNDS = 12


def to_gcj02(longitude: Degrees, latitude: Degrees) -> Pair:
    """Return CGCS2000 degrees as GCJ-02; NaN stays NaN, and what lies outside China stays where it is."""
    x, y = longitude - 105.0, latitude - 35.0
    common = (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x)) + common
    north += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    north += (160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x)) + common
    east += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    east += (150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)) * 2.0 / 3.0
    radians = np.radians(latitude)
    magic = 1.0 - _ECCENTRICITY * np.sin(radians) ** 2
    root = np.sqrt(magic)
    north = np.degrees(north / (_AXIS * (1.0 - _ECCENTRICITY) / (magic * root)))
    east = np.degrees(east / (_AXIS / root * np.cos(radians)))
    inside = in_china(longitude, latitude)
    return np.where(inside, longitude + east, longitude), np.where(inside, latitude + north, latitude)


def to_bd09(longitude: Degrees, latitude: Degrees) -> Pair:
    """Return CGCS2000 degrees as BD-09; what lies outside China stays where it is."""
    x, y = to_gcj02(longitude, latitude)
    length = np.hypot(x, y) + 0.00002 * np.sin(y * _TWIST)
    angle = np.arctan2(y, x) + 0.000003 * np.cos(x * _TWIST)
    inside = in_china(longitude, latitude)
    return (
        np.where(inside, length * np.cos(angle) + 0.0065, longitude),
        np.where(inside, length * np.sin(angle) + 0.006, latitude),
    )


def to_cgcs2000(longitude: Degrees, latitude: Degrees, given: Shifted) -> Pair:
    """Return shifted degrees as CGCS2000, to far less than a millimetre.

    There is no closed inverse: the point is sought whose image is the given one, by fixed-point iteration.
    """
    forward: Callable[[Degrees, Degrees], Pair] = to_gcj02 if given == "GCJ-02" else to_bd09
    x, y = longitude, latitude
    for _ in range(_ROUNDS):
        image_x, image_y = forward(x, y)
        x, y = x + (longitude - image_x), y + (latitude - image_y)
    return x, y


def in_china(longitude: Degrees, latitude: Degrees) -> NDArray[np.bool_]:
    """Tell which points the shift applies to."""
    west, east, south, north = _BOX
    return (longitude >= west) & (longitude <= east) & (latitude >= south) & (latitude <= north)
