"""Make the geometries of a layer, mend what can be mended, and say of every other row why it is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from ecolake.standards.map.layer import Geometry, Register

if TYPE_CHECKING:
    import pyarrow as pa

Shapes = npt.NDArray[np.object_]
# Metres in a degree of latitude, on a sphere of the same volume as CGCS2000.
_METRES_A_DEGREE: Final = 111_195.0
# Numbers that shapely gives its types: point, line, ring, polygon, and those of several.
_ALLOWED: Final = {"point": (0, 4), "line": (1, 5), "polygon": (3, 6, 0)}
_POLYGONS: Final = (3, 6)


@dataclass(frozen=True)
class Placed:
    """What became of the rows of a layer.

    Attributes:
        shapes: The geometry of each row that is kept.
        kept: Which rows are.
        mended: What was done to each geometry that is kept; empty where nothing was.
        left_out: Rows by reason, of those that are not.
    """

    shapes: Shapes
    kept: npt.NDArray[np.bool_]
    mended: npt.NDArray[np.str_]
    left_out: dict[str, int]


def place(table: "pa.Table", geometry: Geometry, register: Register, areas: Mapping[str, Any]) -> Placed:
    """Make the geometries of all rows.

    Args:
        table: The rows of the query.
        geometry: How they are placed.
        register: With the extent of the map, and the size from which a polygon is one.
        areas: Of divisions, by code.
    """
    import shapely

    shapes, reason = _made(table, geometry, areas)
    mended = np.full(len(shapes), "", dtype="U16")
    wrong = ~shapely.is_valid(shapes) & (reason == "")
    if wrong.any():
        shapes[wrong] = _valid(shapes[wrong], geometry)
        mended[wrong] = "made_valid"
        reason[wrong & (shapely.is_missing(shapes) | shapely.is_empty(shapes))] = "not_valid"
    marks = _marks(shapes, geometry, register) & (reason == "")
    shapes[marks] = shapely.get_point(shapely.get_exterior_ring(shapely.get_geometry(shapes[marks], 0)), 0)
    mended[marks] = "shown_as_point"
    strange = ~np.isin(shapely.get_type_id(shapes), _ALLOWED[geometry.type]) & (reason == "")
    reason[strange] = "other_type"
    reason[_outside(shapes, register) & (reason == "")] = "outside"
    kept = reason == ""
    names, counts = np.unique(reason[~kept], return_counts=True)
    left_out = dict(zip(names.tolist(), counts.tolist(), strict=True))
    return Placed(shapely.orient_polygons(shapes[kept]), kept, mended[kept], left_out)


def _made(
    table: "pa.Table", geometry: Geometry, areas: Mapping[str, Any]
) -> tuple[Shapes, npt.NDArray[np.str_]]:
    """The geometries as the columns say them, and why a row has none."""
    import shapely

    reason = np.full(table.num_rows, "", dtype="U16")
    if geometry.longitude and geometry.latitude:
        x, y = (_numbers(table[name]) for name in (geometry.longitude, geometry.latitude))
        missing = ~(np.isfinite(x) & np.isfinite(y))
        shapes = np.asarray(shapely.points(np.where(missing, 0, x), np.where(missing, 0, y)), dtype=object)
        shapes[missing] = None
        reason[missing] = "no_place"
        return shapes, reason
    if geometry.division:
        codes = table[geometry.division].to_pylist()
        shapes = np.array([areas.get(code) for code in codes], dtype=object)
        reason[shapely.is_missing(shapes)] = "unknown_division"
    else:
        texts = np.array(table[str(geometry.wkt)].to_pylist(), dtype=object)
        shapes = np.asarray(shapely.force_2d(shapely.from_wkt(texts, on_invalid="ignore")), dtype=object)
        reason[shapely.is_missing(shapes)] = "unreadable"
        reason[_absent(texts)] = "no_place"
    reason[shapely.is_empty(shapes) & ~shapely.is_missing(shapes)] = "no_place"
    return shapes.reshape(table.num_rows), reason


def _numbers(column: "pa.ChunkedArray") -> npt.NDArray[np.float64]:
    import pyarrow as pa
    import pyarrow.compute as pc

    return np.asarray(pc.cast(column, pa.float64()).to_numpy(), dtype=float)


def _valid(shapes: Shapes, geometry: Geometry) -> Shapes:
    """Mended geometries, of which only what has the dimension of the layer is kept."""
    import shapely

    made = shapely.make_valid(shapes, method="structure", keep_collapsed=False)
    wanted = {"point": 0, "line": 1, "polygon": 2}[geometry.type]
    parts, row = shapely.get_parts(made, return_index=True)
    of_type = shapely.get_dimensions(parts) == wanted
    mended = np.full(len(shapes), None, dtype=object)
    for at in np.unique(row[of_type]):
        mended[at] = shapely.union_all(parts[of_type & (row == at)])
    return mended


def _marks(shapes: Shapes, geometry: Geometry, register: Register) -> npt.NDArray[np.bool_]:
    """Polygons that are points: all of a layer of points, and those too small to be an area."""
    import shapely

    polygons = np.isin(shapely.get_type_id(shapes), _POLYGONS)
    if geometry.type == "point":
        return polygons
    least = register.least_area_m2.value
    small = shapely.area(shapes) * _METRES_A_DEGREE**2 * _shrink(register) < least
    return np.asarray(polygons & small, dtype=bool)


def _shrink(register: Register) -> float:
    """How much shorter a degree of longitude is in the middle of the map."""
    return float(np.cos(np.radians((register.extent.south + register.extent.north) / 2)))


def _outside(shapes: Shapes, register: Register) -> npt.NDArray[np.bool_]:
    import shapely

    west, south, east, north = shapely.bounds(shapes).T
    extent = register.extent
    inside = (west >= extent.west) & (south >= extent.south) & (east <= extent.east) & (north <= extent.north)
    return np.asarray(~inside, dtype=bool)


def _absent(texts: npt.NDArray[np.object_]) -> npt.NDArray[np.bool_]:
    return np.fromiter((one is None for one in texts), dtype=bool, count=len(texts))
