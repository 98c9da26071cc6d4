"""Coordinates as Chinese map services give them: true degrees to GCJ-02 and BD-09.

The published transform (as in the open-source eviltransform and coordtransform libraries), written from its formula; the
engine has its own inverse, and the two are only compared by tests.
"""

from collections.abc import Iterable
from typing import Literal

import numpy as np
import polars as pl
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Crs = Literal["CGCS2000", "GCJ-02", "BD-09"]

_AXIS = 6378245.0  # Krasovsky 1940
_ECCENTRICITY = 0.00669342162296594323
_PLACES = 8  # about a millimetre: reading back is exact to the six places that are kept


def shift(longitude: Floats, latitude: Floats, crs: Crs) -> tuple[Floats, Floats]:
    """Return the degrees that a service of this system shows for true ones; nothing moves outside China."""
    if crs == "CGCS2000":
        return longitude, latitude
    east, north = _gcj(longitude, latitude)
    return (east, north) if crs == "GCJ-02" else _bd(east, north)


def pairs(columns: Iterable[str]) -> list[tuple[str, str]]:
    """Return the items that are the longitude and the latitude of one point: `start_longitude`, `start_latitude`."""
    names = list(columns)
    found = [(name, name.replace("longitude", "latitude")) for name in names if "longitude" in name]
    return [pair for pair in found if pair[1] in names]


def shifted(frame: pl.DataFrame, crs: Crs) -> pl.DataFrame:
    """Return the frame with its points and shapes moved; coordinates become decimals of eight places."""
    if crs == "CGCS2000":
        return frame
    wide = pl.Decimal(12, _PLACES)
    for longitude, latitude in pairs(
        [name for name, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]
    ):
        given = frame.select(pl.col(longitude, latitude).cast(pl.Float64)).fill_null(float("nan"))
        east, north = shift(given[longitude].to_numpy(), given[latitude].to_numpy(), crs)
        frame = frame.with_columns(
            pl.Series(longitude, east).fill_nan(None).round(_PLACES).cast(wide),
            pl.Series(latitude, north).fill_nan(None).round(_PLACES).cast(wide),
        )
    for name in [one for one in frame.columns if one.endswith("geometry_wkt")]:
        frame = frame.with_columns(
            pl.Series(name, [_moved(text, crs) for text in frame[name]], dtype=pl.String)
        )
    return frame


def _moved(text: str | None, crs: Crs) -> str | None:
    if text is None:
        return None

    def move(points: Floats) -> Floats:
        return np.column_stack(shift(points[:, 0], points[:, 1], crs))

    moved: str = shapely.to_wkt(shapely.transform(shapely.from_wkt(text), move), rounding_precision=_PLACES)
    return moved


def _gcj(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    x, y = longitude - 105.0, latitude - 35.0
    radians = np.radians(latitude)
    magic = 1 - _ECCENTRICITY * np.sin(radians) ** 2
    metres_north = _AXIS * (1 - _ECCENTRICITY) / (magic * np.sqrt(magic))
    metres_east = _AXIS / np.sqrt(magic) * np.cos(radians)
    north = latitude + np.degrees(_north(x, y) / metres_north)
    east = longitude + np.degrees(_east(x, y) / metres_east)
    inside = (longitude >= 72.004) & (longitude <= 137.8347) & (latitude >= 0.8293) & (latitude <= 55.8271)
    return np.where(inside, east, longitude), np.where(inside, north, latitude)


def _ripple(x: Floats) -> Floats:
    total: Floats = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    return total


def _north(x: Floats, y: Floats) -> Floats:
    smooth = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    slow = (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    slower = (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    total: Floats = smooth + _ripple(x) + slow + slower
    return total


def _east(x: Floats, y: Floats) -> Floats:
    smooth = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    slow = (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    slower = (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    total: Floats = smooth + _ripple(x) + slow + slower
    return total


def _bd(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats]:
    turn = np.pi * 3000.0 / 180.0
    radius = np.hypot(longitude, latitude) + 0.00002 * np.sin(latitude * turn)
    angle = np.arctan2(latitude, longitude) + 0.000003 * np.cos(longitude * turn)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006
