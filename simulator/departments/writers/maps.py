"""GeoPackages and zipped Shapefiles, through GDAL.

GDAL writes the day of the clock into both; a fixed day is given instead, so that the bytes are the same.
"""

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl
import pyogrio
import shapely
from numpy.typing import NDArray

from ecolake.standards.source import ReadOptions
from simulator.departments.disguise import Said
from simulator.departments.writers.packing import zipped

_SOMEWHERE = "POINT (119.3 26.08)"
_CRS = "EPSG:4490"
_SHAPE = "geometry."


def geopackage(held: pl.DataFrame, said: Said, read: ReadOptions, layer: str, stamp: datetime) -> bytes:
    """Write a GeoPackage with one layer."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "map.gpkg"
        _write(held, said, path, read.layer or layer, stamp)
        return path.read_bytes()


def shapefile(held: pl.DataFrame, said: Said, read: ReadOptions, layer: str, stamp: datetime) -> bytes:
    """Write a Shapefile and zip its parts."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{layer}.shp"
        _write(
            held,
            said,
            path,
            layer,
            stamp,
            encoding=_codepage(read.encoding),
            DBF_DATE_LAST_UPDATE=f"{stamp:%Y-%m-%d}",
        )
        parts = {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}
    return zipped(parts, stamp)


def _codepage(encoding: str) -> str:
    # The ISO name of the code page that GDAL knows; GB18030 texts of common characters are GBK.
    return "CP936" if encoding.lower() in ("gb18030", "gbk") else "UTF-8"


def _write(
    held: pl.DataFrame,
    said: Said,
    path: Path,
    layer: str,
    stamp: datetime,
    encoding: str | None = None,
    **options: str,
) -> None:
    own = [column for column in held.columns if not column.startswith(_SHAPE)]
    shapes = _shapes(held)
    kinds = sorted({shapely.get_type_id(shape) for shape in shapes if shape is not None})
    before = {name: pyogrio.get_gdal_config_option(name) for name in ("OGR_CURRENT_DATE",)}
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{stamp:%Y-%m-%dT%H:%M:%S.000Z}"})
    try:
        pyogrio.raw.write(
            path,
            geometry=np.array(
                [None if shape is None else shapely.to_wkb(shape) for shape in shapes], dtype=object
            ),
            field_data=[_attribute(held[column], said.kinds[column]) for column in own],
            fields=own,
            layer=layer,
            geometry_type=_type_name(kinds),
            crs=_CRS,
            driver="GPKG" if path.suffix == ".gpkg" else "ESRI Shapefile",
            promote_to_multi=False,
            encoding=encoding,
            **options,
        )
    finally:
        pyogrio.set_gdal_config_options(before)


def _attribute(cells: pl.Series, kind: str) -> NDArray[Any]:
    numbers = cells.replace("", None).cast(pl.Float64, strict=False)
    is_number = kind in ("number", "whole") and numbers.null_count() == cells.replace("", None).null_count()
    return numbers.fill_null(float("nan")).to_numpy() if is_number else cells.replace("", None).to_numpy()


def _type_name(kinds: list[int]) -> str:
    names = {
        0: "Point",
        1: "LineString",
        3: "Polygon",
        4: "MultiPoint",
        5: "MultiLineString",
        6: "MultiPolygon",
    }
    found = [names[kind] for kind in kinds]
    return found[0] if len(found) == 1 else "Unknown"


def _shapes(held: pl.DataFrame) -> list[shapely.Geometry | None]:
    """Return each row's shape: of its text, of its coordinates, or somewhere where nobody asks for it."""
    if f"{_SHAPE}wkt" in held.columns and not held[f"{_SHAPE}wkt"].str.contains(r"^\d+$").any():
        return [shapely.from_wkt(text or None) for text in held[f"{_SHAPE}wkt"]]
    if f"{_SHAPE}longitude" in held.columns:
        points = zip(held[f"{_SHAPE}longitude"], held[f"{_SHAPE}latitude"], strict=True)
        return [
            shapely.Point(float(east), float(north)) if east and north else None for east, north in points
        ]
    return [shapely.from_wkt(_SOMEWHERE)] * held.height
