"""Write the features of a layer as GeoParquet 1.1.0 (geoparquet.org/releases/v1.1.0), the same features as the same bytes.

Geometries are WKB in CGCS2000 (EPSG:4490), longitude before latitude as the specification wants whatever the order of the axes;
each row has a bounding box, by which readers pass over row groups.
"""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import pyarrow as pa

VERSION: Final = "1.1.0"
EPSG: Final = 4490
GEOMETRY: Final = "geometry"
_SIDES: Final = ("xmin", "ymin", "xmax", "ymax")
# Rows that a reader takes or leaves together by their bounding box.
_TOGETHER: Final = 16_384


def write(path: Path, rows: "pa.Table", shapes: npt.NDArray[np.object_], about: dict[str, Any]) -> None:
    """Write the file.

    Args:
        path: Of the file.
        rows: The columns that are no geometry.
        shapes: The geometry of each row, valid, polygons with the outer ring counter-clockwise.
        about: What the file is, kept in its metadata under `ecolake`.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq
    import shapely

    bounds = shapely.bounds(shapes).reshape(-1, 4)
    box = pa.StructArray.from_arrays([pa.array(side, pa.float64()) for side in bounds.T], names=_SIDES)
    binary = pa.array(shapely.to_wkb(shapes, byte_order=1, output_dimension=2).tolist(), pa.binary())
    table = rows.append_column("bbox", box).append_column(GEOMETRY, binary)
    said = {"geo": _geo(shapes, bounds), "ecolake": about}
    texts = {name: json.dumps(value, ensure_ascii=False, sort_keys=True) for name, value in said.items()}
    pq.write_table(
        table.replace_schema_metadata(texts),
        path,
        compression="zstd",
        version="2.6",
        row_group_size=_TOGETHER,
        column_encoding=None,
        write_page_index=True,
    )


def _geo(shapes: npt.NDArray[np.object_], bounds: npt.NDArray[np.float64]) -> dict[str, Any]:
    import shapely

    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({str(one) for one in _types(shapely.get_type_id(shapes))}),
        "crs": crs(),
        "orientation": "counterclockwise",
        "edges": "planar",
        "covering": {"bbox": {side: ["bbox", side] for side in _SIDES}},
    }
    if len(bounds):
        column["bbox"] = [*bounds[:, :2].min(axis=0).tolist(), *bounds[:, 2:].max(axis=0).tolist()]
    return {"version": VERSION, "primary_column": GEOMETRY, "columns": {GEOMETRY: column}}


def _types(numbers: npt.NDArray[np.int32]) -> list[str]:
    names = {
        0: "Point",
        1: "LineString",
        3: "Polygon",
        4: "MultiPoint",
        5: "MultiLineString",
        6: "MultiPolygon",
    }
    return [names[number] for number in np.unique(numbers).tolist()]


@cache
def crs() -> dict[str, Any]:
    """CGCS2000 as PROJJSON, from the register that pyproj carries."""
    from pyproj import CRS

    made: dict[str, Any] = CRS.from_epsg(EPSG).to_json_dict()
    return made
