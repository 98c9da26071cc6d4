"""What is written is GeoParquet 1.1.0 in CGCS2000, by its metadata and by what a reader finds in it."""

import json

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from ecolake.map.geoparquet import write

SHAPES = np.array([shapely.Point(118.5, 25.5), shapely.box(118, 25, 119, 26)], dtype=object)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "layer.parquet"
    write(path, pa.table({"id": ["a", "b"]}), SHAPES, {"layer": "one"})
    return path


def test_its_metadata_is_what_the_specification_asks_for(file):
    said = json.loads(pq.read_schema(file).metadata[b"geo"])
    assert (said["version"], said["primary_column"]) == ("1.1.0", "geometry")
    column = said["columns"]["geometry"]
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point", "Polygon"])
    assert column["bbox"] == [118, 25, 119, 26]
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert pyproj.CRS.from_json_dict(column["crs"]).to_epsg() == 4490


def test_a_reader_gets_the_geometries_back_and_can_pass_over_boxes(file):
    rows = pq.read_table(file)
    assert shapely.equals(shapely.from_wkb(rows["geometry"].to_pylist()), SHAPES).all()
    boxes = duckdb.sql(f"select id from read_parquet('{file}') where bbox.xmin > 118.2").fetchall()
    assert boxes == [("a",)]


def test_the_same_features_are_the_same_bytes(file, tmp_path):
    write(tmp_path / "again.parquet", pa.table({"id": ["a", "b"]}), SHAPES, {"layer": "one"})
    assert (tmp_path / "again.parquet").read_bytes() == file.read_bytes()


def test_a_layer_without_features_is_a_file_all_the_same(tmp_path):
    write(
        tmp_path / "none.parquet", pa.table({"id": pa.array([], pa.string())}), SHAPES[:0], {"layer": "none"}
    )
    said = json.loads(pq.read_schema(tmp_path / "none.parquet").metadata[b"geo"])
    assert said["columns"]["geometry"]["geometry_types"] == []
    assert "bbox" not in said["columns"]["geometry"]
