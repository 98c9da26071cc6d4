"""GeoJSON features to a table: a feature's properties, and the two coordinates of its point.

A geometry that is no point has no coordinates here; lines and areas are not read yet.
"""

import re
from typing import Any

from ecolake.formats.archive import PlainFile
from ecolake.formats.json import find_records, parse_document
from ecolake.formats.json_records import AmbiguousObject, Number, Row, set_aside
from ecolake.formats.json_table import rows_table
from ecolake.formats.limits import DEFAULT_LIMITS, Limits
from ecolake.formats.table import Malformed, Table
from ecolake.standards.source import ReadOptions

LONGITUDE = "geometry.longitude"
LATITUDE = "geometry.latitude"

_SPELLED = re.compile(r"\s*[+-]?[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?\s*")


def read_geojson(plain: PlainFile, read: ReadOptions, limits: Limits = DEFAULT_LIMITS) -> Table:
    """Read a FeatureCollection: one row a feature, `_row` its 1-based ordinal.

    Columns are the properties in their order, then `geometry.longitude` and `geometry.latitude`, the numbers
    as they are written (RFC 7946, section 3.1.1: longitude first).

    Raises:
        UnreadableError: As `read_json`; `wrong_shape` when there is no list `features`.
    """
    document = parse_document(plain, read.encoding, limits)
    features = find_records(document, read.records or "features", plain.label)
    rows: list[Row] = []
    malformed: list[Malformed] = []
    for number, feature in enumerate(features, start=1):
        values = _values(feature)
        if isinstance(values, str):
            malformed.append(set_aside(number, values, feature, limits))
        else:
            rows.append((number, values))
    return rows_table(rows, malformed, plain.label, limits, last=(LONGITUDE, LATITUDE))


def _values(feature: Any) -> dict[str, Any] | str:
    """Return a feature's cells, or the code of its fault."""
    if not isinstance(feature, dict):
        return "not_an_object"
    properties = feature.get("properties") or {}
    geometry = feature.get("geometry") or {}
    if any(isinstance(part, AmbiguousObject) for part in (feature, properties, geometry)):
        return "duplicate_key"
    if not isinstance(properties, dict) or not isinstance(geometry, dict):
        return "not_an_object"
    point = geometry.get("coordinates") if geometry.get("type") == "Point" else None
    pair = _pair(point)
    return properties | dict(zip((LONGITUDE, LATITUDE), pair, strict=True)) if pair else "bad_geometry"


def _pair(point: Any) -> tuple[str | None, str | None] | None:
    """Return longitude and latitude as they are written, or None for what is no position."""
    # RFC 7946, section 3.1: empty coordinates may stand for no geometry. Feeds leave both numbers empty, too.
    if not point:
        return None, None
    if not isinstance(point, list) or len(point) < 2:
        return None
    longitude, latitude = point[:2]
    if all(part is None or (isinstance(part, str) and not part.strip()) for part in (longitude, latitude)):
        return None, None
    return (longitude, latitude) if _is_number(longitude) and _is_number(latitude) else None


def _is_number(part: Any) -> bool:
    """Whether it is a number, or a text that spells one as feeds that quote all values do."""
    return isinstance(part, Number) or (isinstance(part, str) and _SPELLED.fullmatch(part) is not None)
