"""GeoPackages and Shapefiles to a table: the attributes of each feature, and its shape in CGCS2000.

Which file and layer is opened is decided in `geo_files`. What coordinates without a reference system refer to, and
GCJ-02 and BD-09, which no file can declare, are the business of the mapping.
"""

import warnings

import numpy as np
import polars as pl
import pyarrow as pa
import shapely
from numpy.typing import NDArray

from ecolake.formats import geo_faults
from ecolake.formats.geo_files import LayerFile
from ecolake.formats.geo_text import decoded
from ecolake.formats.geojson import LATITUDE, LONGITUDE
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Malformed, Table, malformed_frame, unique_names
from ecolake.standards.source import ReadOptions
from ecolake.typed_text import as_text

Shapes = NDArray[np.object_]

WKT = "geometry.wkt"
# CGCS2000, and WGS 84, which it agrees with to some centimetres.
DATUMS = frozenset({4490, 4326})
# Of pyproj's match between a .prj, which names things in its own way, and the register.
CONFIDENCE = 60
# A tenth of a centimetre.
DECIMALS = 8
_GEOMETRY = "geoarrow.wkb"


def read_geo(file: LayerFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read one layer; `_row` is the 1-based ordinal of the feature.

    Columns are the attributes, typed as the layer has them, then `geometry.longitude` and `geometry.latitude` of points
    (null for other shapes) and `geometry.wkt` of all, in degrees. Heights are not taken. An attribute or a shape that
    cannot be read makes its feature malformed.

    Raises:
        UnreadableError: `damaged_layer`, `unknown_crs` or `wrong_encoding`.
    """
    crs, table = _features(file)
    if table.num_columns > limits.columns:
        raise geo_faults.damaged(
            file.label, f"it has {table.num_columns} columns", f"有 {table.num_columns} 列"
        )
    at = next((i for i, field in enumerate(table.schema) if _is_geometry(field)), None)
    shapes = table.column(at) if at is not None else pa.nulls(table.num_rows, pa.binary())
    attributes = table.remove_column(at) if at is not None else table
    frame = pl.DataFrame(pl.from_arrow(attributes.replace_schema_metadata(None)))
    bad_text = pl.repeat(value=False, n=table.num_rows, dtype=pl.Boolean, eager=True)
    if file.encoding_matters:
        frame, spoilt = decoded(frame, file, read)
        bad_text = spoilt if frame.width else bad_text
    frame.columns = unique_names(frame.columns)
    geometry, bad_shape = _geometry(shapes, crs if file.has_crs else None, file)
    frame = pl.concat([frame, geometry] if frame.width else [geometry], how="horizontal").with_columns(
        _row=pl.int_range(1, table.num_rows + 1, dtype=pl.Int64)
    )
    return _parted(frame, bad_text, bad_shape)


def _features(file: LayerFile) -> tuple[str | None, pa.Table]:
    import pyogrio

    options = {"encoding": "ISO-8859-1"} if file.encoding_matters else {}
    try:
        with warnings.catch_warnings():
            # GDAL's remarks on odd files; what matters is held against the file before and after.
            warnings.simplefilter("ignore")
            meta, table = pyogrio.read_arrow(file.path, layer=file.layer, **options)
    except (
        pyogrio.errors.DataSourceError,
        pyogrio.errors.DataLayerError,
        pa.ArrowException,
        ValueError,
        RuntimeError,
    ) as error:
        raise geo_faults.damaged(
            file.label, str(error).replace(str(file.path), "the file")[:200], "无法读取"
        ) from error
    return meta["crs"], table


def _is_geometry(field: pa.Field) -> bool:
    return (field.metadata or {}).get(
        b"ARROW:extension:name", b""
    ).decode() == _GEOMETRY or "geoarrow" in str(field.type)


def _geometry(shapes: pa.ChunkedArray, crs: str | None, file: LayerFile) -> tuple[pl.DataFrame, pl.Series]:
    """Return longitude, latitude and WKT of each shape, and which shapes could not be read."""
    raw = np.asarray(shapes.cast(pa.binary()).to_numpy(zero_copy_only=False), dtype=object)
    read = _in_degrees(shapely.force_2d(shapely.from_wkb(raw, on_invalid="ignore")), crs, file)
    points = shapely.get_type_id(read) == shapely.GeometryType.POINT
    x, y = shapely.get_x(read), shapely.get_y(read)
    broken = ~np.isnan(x) & ~(np.isfinite(x) & np.isfinite(y))
    bounds = shapely.bounds(read)
    broken |= ~np.isfinite(bounds).all(axis=1) & ~shapely.is_missing(read) & ~shapely.is_empty(read)
    lost = shapely.is_missing(read) & np.array([one is not None for one in raw], dtype=bool)
    shown = ~broken & ~shapely.is_missing(read) & ~shapely.is_empty(read)
    text = np.full(len(read), None, dtype=object)
    text[shown] = shapely.to_wkt(read[shown], rounding_precision=DECIMALS, trim=True)
    frame = pl.DataFrame(
        {
            LONGITUDE: pl.Series(np.where(points & shown, x, np.nan)).fill_nan(None),
            LATITUDE: pl.Series(np.where(points & shown, y, np.nan)).fill_nan(None),
            WKT: pl.Series(text.tolist(), dtype=pl.String),
        }
    )
    return frame, pl.Series(broken | lost)


def _in_degrees(shapes: Shapes, crs: str | None, file: LayerFile) -> Shapes:
    if crs is None:
        return shapes
    import pyproj

    try:
        known = pyproj.CRS.from_user_input(crs)
        base = known.geodetic_crs
        if base is None or base.to_epsg(min_confidence=CONFIDENCE) not in DATUMS:
            # Another datum needs parameters that are not published; a guess would be off by a hundred metres.
            raise geo_faults.unknown_crs(file.label, known.name)
        if known.is_geographic:
            return shapes
        change = pyproj.Transformer.from_crs(known, base, always_xy=True)
    except pyproj.exceptions.ProjError as error:
        raise geo_faults.unknown_crs(file.label, crs) from error
    moved: Shapes = shapely.transform(
        shapes, lambda xy: np.column_stack(change.transform(xy[:, 0], xy[:, 1]))
    )
    return moved


def _parted(frame: pl.DataFrame, bad_text: pl.Series, bad_shape: pl.Series) -> Table:
    columns = [name for name in frame.columns if name != "_row"]
    bad = bad_text | bad_shape
    records = [
        *_set_aside(
            frame.filter(bad_shape),
            "bad_geometry",
            "图形坐标有误",
            "the coordinates of the shape are not numbers",
        ),
        *_set_aside(
            frame.filter(bad_text & ~bad_shape),
            "broken_character",
            "文字在字符中间被截断或编码不符",
            "a text is cut within a character, or is in another encoding",
        ),
    ]
    return Table(columns, frame.filter(~bad), malformed_frame(sorted(records)))


def _set_aside(rows: pl.DataFrame, code: str, zh: str, en: str) -> list[Malformed]:
    texts = [
        as_text(pl.col(name), kind).alias(name)
        for name, kind in rows.schema.items()
        if name not in ("_row", WKT)
    ]
    payloads = rows.select(pl.struct(texts).struct.json_encode()).to_series()
    return [
        Malformed(row, code, zh, en, payload)
        for row, payload in zip(rows["_row"].to_list(), payloads.to_list(), strict=True)
    ]
