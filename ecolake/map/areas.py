"""The area of each division, derived from the places that a release puts in it: nobody's boundary.

A release holds no boundaries of divisions that could be drawn, and those of others may not be passed on. What is nearer to the
places of one division than to those of any other is its area, ending a few kilometres beyond the outermost places. It shows a
figure of a division where the division is; it decides nothing.
"""

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import duckdb

# Places within one such square count as one, of the division that most of them name: about 2 km.
_SQUARE_DEG: Final = 0.02
# How far the areas reach beyond the outermost places, and half the width of a gap between places that is still inside.
_REACH_DEG: Final = 0.03
_GAP_DEG: Final = 0.25
# A place this many times further off than the median of its division is taken for a wrong coordinate.
_FAR: Final = 5.0
# Corners lie on a grid of a tenth of a metre, so that neighbours share them whatever the arithmetic does.
_GRID_DEG: Final = 1e-6
_COUNTY: Final = 6
_CITY: Final = 4

_PLACES: Final = """
    with said as (
        select division_code, longitude::double as longitude, latitude::double as latitude
        from enterprise_file
        union all
        -- A boundary is any text: one without a corner places nothing.
        select division_code,
            try_cast(regexp_extract(boundary, '([0-9.]+) ([0-9.]+)', 1) as double) as longitude,
            try_cast(regexp_extract(boundary, '([0-9.]+) ([0-9.]+)', 2) as double) as latitude
        from enforcement.ecology__grid_unit where grid_level = 'town'
    ),
    place as (
        select * from said where division_code is not null and longitude is not null and latitude is not null
    ),
    middle as (
        select division_code, median(longitude) as longitude, median(latitude) as latitude from place group by all
    ),
    off as (
        select p.*, greatest(abs(p.longitude - m.longitude), abs(p.latitude - m.latitude)) as distance
        from place as p join middle as m using (division_code)
    ),
    near as (
        select * from off qualify distance <= {far} * greatest(median(distance) over (partition by division_code), {square})
    )
    select division_code, floor(longitude / {square}) as column_number, floor(latitude / {square}) as row_number,
        round(avg(longitude), 6) as x, round(avg(latitude), 6) as y
    from near group by 1, 2, 3
    qualify row_number() over (partition by column_number, row_number order by count(*) desc, division_code) = 1
    order by column_number, row_number
"""


def derive(connection: "duckdb.DuckDBPyConnection") -> dict[str, Any]:
    """The areas of counties, by code of six digits, and of cities, by theirs, as shapely geometries.

    Args:
        connection: On a release.
    """
    import shapely

    found = connection.execute(_PLACES.format(far=_FAR, square=_SQUARE_DEG)).fetchnumpy()
    codes = np.asarray(found["division_code"], dtype=str)
    if codes.size == 0:
        return {}
    cells = _cells(*(np.asarray(found[axis], dtype=float) for axis in "xy"))
    known = np.unique(codes)
    # What is told apart by four digits is a city, and its counties make it.
    areas = {code: shapely.union_all(cells[codes == code], grid_size=_GRID_DEG) for code in known.tolist()}
    cities: dict[str, list[Any]] = {}
    for code, area in areas.items():
        if len(code) == _COUNTY:
            cities.setdefault(f"{code[:_CITY]}00", []).append(area)
    for code, parts in cities.items():
        # Places that name the city alone are one part of it among its counties.
        areas[code] = shapely.union_all(parts, grid_size=_GRID_DEG)
    return areas


def _cells(x: npt.NDArray[np.float64], y: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
    """What is nearer to each point than to any other, cut off a little beyond the outermost points."""
    import shapely

    points = shapely.points(x, y)
    if points.size == 1:
        return np.asarray(shapely.buffer(points, _REACH_DEG, quad_segs=4))
    wide = shapely.union_all(shapely.buffer(points, _GAP_DEG, quad_segs=4))
    outline = shapely.buffer(wide, _REACH_DEG - _GAP_DEG, quad_segs=4)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(
            shapely.multipoints(points), extend_to=shapely.box(*outline.bounds), ordered=True
        )
    )
    shapely.prepare(outline)
    inside = shapely.contains_properly(outline, cells)
    cut = shapely.intersection(cells, outline, grid_size=_GRID_DEG)
    return np.asarray(np.where(inside, cells, cut), dtype=object)
