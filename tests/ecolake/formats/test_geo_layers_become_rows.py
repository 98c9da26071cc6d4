import io
import zipfile

import pyarrow as pa
import pyogrio
import pyproj
import pytest
import shapely

from ecolake.formats import Limits

POINTS = shapely.points([[119.306239, 26.075302], [118.089425, 24.479834]])
AREA = shapely.from_wkt(["POLYGON ((119 26, 119.1 26, 119.1 26.1, 119 26))"])
PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")


@pytest.fixture
def layer(tmp_path):
    """Write a layer and return its bytes: of a GeoPackage, or of the zipped parts of a Shapefile."""

    def write(
        columns, shapes, suffix, *, names=("水站",), crs="EPSG:4490", kind="Point", encoding=None, without=()
    ):
        table = pa.table(columns).append_column(
            "geometry", pa.array(list(shapely.to_wkb(shapes)), pa.binary())
        )
        out = io.BytesIO()
        folder = tmp_path / "written"
        folder.mkdir(exist_ok=True)
        for name in names:
            path = folder / ("all.gpkg" if suffix == "gpkg" else f"{name}.shp")
            options = {"encoding": encoding} if encoding else {}
            pyogrio.write_arrow(
                table, path, layer=name, driver="GPKG" if suffix == "gpkg" else "ESRI Shapefile", geometry_name="geometry",
                geometry_type=kind, crs=crs, append=suffix == "gpkg" and path.exists(), **options,
            )  # fmt: skip
        if suffix == "gpkg":
            return (folder / "all.gpkg").read_bytes()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for name in names:
                for part in PARTS:
                    path = folder / f"{name}{part}"
                    if path.exists() and part not in without:
                        archive.write(path, f"数据/{name}{part}")
        return out.getvalue()

    return write


SITES = {"名称": ["闽江", "九龙江"], "等级": [2, 3], "量": [1.5, None]}
COLUMNS = ["名称", "等级", "量", "geometry.longitude", "geometry.latitude", "geometry.wkt"]
ROWS = [
    ("闽江", 2, 1.5, 119.306239, 26.075302, "POINT (119.306239 26.075302)", 1),
    ("九龙江", 3, None, 118.089425, 24.479834, "POINT (118.089425 24.479834)", 2),
]


@pytest.mark.parametrize(("suffix", "encoding"), [("gpkg", None), ("shp", "UTF-8"), ("shp", "GB18030")])
def test_attributes_then_the_point_and_its_shape(read, layer, suffix, encoding):
    table = read(layer(SITES, POINTS, suffix, encoding=encoding), format="geo")
    assert table.columns == COLUMNS
    assert table.frame.rows() == ROWS


def test_areas_have_a_shape_and_no_point(read, layer):
    table = read(layer({"a": ["x"]}, AREA, "shp", kind="Polygon"), format="geo")
    longitude, latitude, shape = table.frame.row(0)[1:4]
    assert (longitude, latitude) == (None, None)
    assert shapely.equals(shapely.from_wkt(shape), AREA[0])


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
@pytest.mark.parametrize("crs", ["EPSG:4549", "EPSG:4326", "EPSG:3857"])
def test_projected_coordinates_come_back_as_degrees(read, layer, suffix, crs):
    there = pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True)
    shapes = shapely.points([there.transform(119.306239, 26.075302)])
    table = read(layer({"a": ["x"]}, shapes, suffix, crs=crs), format="geo")
    assert table.frame.row(0)[1:3] == pytest.approx((119.306239, 26.075302), abs=1e-7)


def test_a_system_that_does_not_convert_is_refused(refusal, layer):
    content = layer({"a": ["x"]}, shapely.points([[440000, 2880000]]), "gpkg", crs="EPSG:2437")
    assert refusal(content, format="geo").code == "unknown_crs"


def test_without_a_reference_system_coordinates_stay_for_the_mapping(read, layer):
    table = read(layer(SITES, POINTS, "shp", without=(".prj",)), format="geo")
    assert table.frame.row(0)[3:5] == (119.306239, 26.075302)


def test_the_declared_encoding_goes_before_what_a_file_says(read, layer):
    content = layer(SITES, POINTS, "shp", encoding="GB18030", without=(".cpg",))
    assert read(content, format="geo", encoding="gb18030").frame["名称"].to_list() == ["闽江", "九龙江"]


@pytest.mark.parametrize(("written", "declared"), [("GB18030", "utf-8"), ("UTF-8", "gb18030")])
def test_text_in_another_encoding_is_refused(refusal, layer, written, declared):
    content = layer(SITES, POINTS, "shp", encoding=written, without=(".cpg",))
    assert refusal(content, format="geo", encoding=declared).code == "wrong_encoding"


def test_a_text_cut_within_a_character_sets_its_feature_aside(read, layer):
    names = [f"站点{number}" for number in range(9)]
    content = layer({"name": names}, shapely.points([[119, 26]] * 9), "shp", encoding="GB18030")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    table = next(name for name in parts if name.endswith(".dbf"))
    whole = "站点5".encode("gb18030")
    parts[table] = parts[table].replace(whole, whole[:3] + b"  ")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    got = read(out.getvalue(), format="geo")
    assert got.malformed.select("_row", "code").rows() == [(6, "broken_character")]
    assert got.frame["_row"].to_list() == [1, 2, 3, 4, 5, 7, 8, 9]


@pytest.mark.parametrize("suffix", ["gpkg", "shp"])
def test_of_several_layers_one_is_named(read, refusal, layer, suffix):
    content = layer(SITES, POINTS, suffix, names=("水站", "气站"))
    assert refusal(content, format="geo").code == "ambiguous_layer"
    assert refusal(content, format="geo", layer="土站").code == "missing_layer"
    assert read(content, format="geo", layer="气站").frame.height == 2


def test_features_without_a_shape_are_rows(read, layer):
    table = read(layer({"a": ["x", "y"]}, [POINTS[0], None], "gpkg"), format="geo")
    assert table.frame.row(1) == ("y", None, None, None, 2)


def test_a_layer_of_too_many_columns_is_refused(refusal, layer):
    content = layer({f"c{i}": ["x"] for i in range(30)}, POINTS[:1], "gpkg")
    assert refusal(content, format="geo", limits=Limits(columns=20)).code == "damaged_layer"
