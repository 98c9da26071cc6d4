"""Boundaries of the counties: those of Tianditu where they are at hand, else simulated.

Belongs here: polygons. Does not belong here: which county a point is in (``land``), how the real ones are decoded (``tianditu``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl
import shapely

from simulator.world import tianditu
from simulator.world.facts import read
from simulator.world.land import KM_PER_DEGREE, SHRINK, seats

if TYPE_CHECKING:
    from simulator.world.world import World


def outline() -> shapely.Geometry:
    """Return the rough outline of the province."""
    parts = read("outline").partition_by("part", maintain_order=True)
    rings = [shapely.Polygon(part.select("longitude", "latitude").to_numpy()) for part in parts]
    return shapely.union_all(rings)


def simulated() -> dict[str, shapely.Geometry]:
    """Return for each settled county what is nearer to its seat than to any other, cut by the outline."""
    table = seats()
    # The cells are made on the stretched plane on which `land` measures, and squeezed back.
    scale = np.array([SHRINK * KM_PER_DEGREE, KM_PER_DEGREE])
    flat = table.select("longitude", "latitude").to_numpy() * scale
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(flat), ordered=True))
    made = shapely.intersection(shapely.transform(cells, lambda xy: xy / scale), outline())
    return dict(zip(table["division_code"], made, strict=True))


def boundary(world: "World") -> pl.DataFrame:
    """Return the boundaries of the scope's counties, by code, and where they come from."""
    is_real = tianditu.is_installed()
    polygons = tianditu.districts("35") if is_real else simulated()
    codes = list(world.counties_settled)
    return world.placed(
        pl.DataFrame(
            {
                "division_code": codes,
                "geometry_wkt": [shapely.to_wkt(polygons[code], rounding_precision=5) for code in codes],
                "geometry_origin": ["tianditu" if is_real else "simulated"] * len(codes),
            }
        )
    )
