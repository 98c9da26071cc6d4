import contextlib
import io
import sqlite3
import struct
import zipfile

import pyarrow as pa
import pyogrio
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecolake.errors import UnreadableError
from ecolake.formats import Limits, ReadOptions, read_table


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A GeoPackage and a Shapefile of five points."""
    folder = tmp_path_factory.mktemp("layers")
    shapes = shapely.to_wkb(shapely.points([[119, 26]] * 5))
    table = pa.table({"name": ["站"] * 5, "geometry": pa.array(list(shapes), pa.binary())})
    for name, driver in (("a.gpkg", "GPKG"), ("a.shp", "ESRI Shapefile")):
        pyogrio.write_arrow(
            table,
            folder / name,
            layer="a",
            driver=driver,
            geometry_name="geometry",
            geometry_type="Point",
            crs="EPSG:4490",
        )
    return folder


@pytest.fixture
def package(folder, tmp_path):
    """The GeoPackage, after some SQL was run on it."""

    def change(*statements):
        path = tmp_path / "changed.gpkg"
        path.write_bytes((folder / "a.gpkg").read_bytes())
        with contextlib.closing(sqlite3.connect(path)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()
        return path.read_bytes()

    return change


@pytest.fixture
def shapefile(folder):
    """The zipped Shapefile, with parts replaced by suffix."""

    def pack(name="a", **parts):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for suffix in ("shp", "shx", "dbf", "prj", "cpg"):
                content = parts.get(suffix, (folder / f"a.{suffix}").read_bytes())
                if content is not None:
                    archive.writestr(f"{name}.{suffix}", content)
        return out.getvalue()

    return pack


@pytest.mark.parametrize(
    "content",
    [
        b'<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>/etc/passwd</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>',
        b"/vsicurl/https://example.org/a.gpkg",
        b'{"type": "FeatureCollection", "features": []}',
        b"SQLite format 3\x00" + b"\x00" * 200,
    ],
)
def test_only_the_two_formats_are_opened(refusal, content):
    assert refusal(content, format="geo", name="a.gpkg").code == "wrong_shape"


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIRTUAL TABLE evil USING fts3(x)",
        "CREATE VIEW evil AS WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
    ],
)
def test_a_package_that_computes_is_refused(refusal, package, statement):
    assert refusal(package(statement), format="geo").code == "unsafe_database"


def test_a_computed_column_is_refused(refusal, package):
    column = "ALTER TABLE a ADD COLUMN g TEXT AS (printf('%.1000000c', 'x')) VIRTUAL"
    assert refusal(package(column), format="geo").code == "unsafe_database"


def test_a_landed_package_is_not_written_to(read, package, tmp_path):
    content = package("PRAGMA journal_mode = WAL")
    assert read(content, format="geo", name="landed.gpkg").frame.height == 5
    assert (tmp_path / "landed.gpkg").read_bytes() == content
    assert not list(tmp_path.glob("landed.gpkg-*"))


def test_a_package_beyond_the_limit_is_refused(refusal, package):
    assert refusal(package(), format="geo", limits=Limits(uncompressed=1000)).code == "archive_bomb"


def test_a_path_that_climbs_out_is_refused(refusal, shapefile):
    assert refusal(shapefile("../../a"), format="geo").code == "unsafe_archive"


@pytest.mark.parametrize("part", ["shp", "shx", "dbf"])
def test_a_missing_or_cut_part_is_refused(refusal, shapefile, folder, part):
    assert refusal(shapefile(**{part: None}), format="geo").code in {
        "damaged_layer",
        "wrong_shape",
        "ambiguous_member",
    }
    whole = (folder / f"a.{part}").read_bytes()
    assert refusal(shapefile(**{part: whole[:-60]}), format="geo").code == "damaged_layer"


def test_an_index_that_leads_to_one_shape_many_times_is_refused(refusal, shapefile, folder):
    index = (folder / "a.shx").read_bytes()
    table = bytearray((folder / "a.dbf").read_bytes())
    begin, width = struct.unpack("<HH", table[8:12])
    table[4:8] = struct.pack("<I", 50_000)
    content = shapefile(
        shx=index[:100] + index[100:108] * 50_000, dbf=bytes(table[:begin]) + b" " * width * 50_000
    )
    assert refusal(content, format="geo").code == "damaged_layer"


def test_a_table_that_promises_more_rows_than_it_has_is_refused(refusal, shapefile, folder):
    table = bytearray((folder / "a.dbf").read_bytes())
    table[4:8] = struct.pack("<I", 2**31)
    assert refusal(shapefile(dbf=bytes(table)), format="geo").code == "damaged_layer"


@pytest.mark.parametrize("kind", ["gpkg", "shp", "shx", "dbf", "prj", "cpg"])
def test_damaged_bytes_are_read_or_refused(tmp_path, scratch, folder, shapefile, kind):
    whole = (folder / f"a.{kind}").read_bytes()
    place = st.integers(0, len(whole) - 1)

    @settings(
        max_examples=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.lists(st.tuples(place, st.binary(max_size=3)), max_size=4), st.none() | place)
    def holds(changes, end):
        content = bytearray(whole)
        for at, new in changes:
            content[at : at + len(new)] = new
        path = tmp_path / "a"
        path.write_bytes(content[:end] if kind == "gpkg" else shapefile(**{kind: bytes(content[:end])}))
        with contextlib.suppress(UnreadableError):
            assert read_table(path, ReadOptions(format="geo"), scratch).frame["_row"].is_sorted()
        assert list(scratch.iterdir()) == []

    holds()
