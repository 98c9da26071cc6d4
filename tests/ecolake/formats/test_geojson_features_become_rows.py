import json

import pytest


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def point(coordinates, **properties):
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": coordinates},
        "properties": properties,
    }


def test_properties_then_coordinates_as_they_are_written(read):
    geometry = '{"type": "Point", "coordinates": [116.3660, 39.8673]}'
    content = f'{{"features": [{{"geometry": {geometry}, "properties": {{"aqi": "55"}}}}]}}'
    table = read(content, format="geojson")
    assert table.columns == ["aqi", "geometry.longitude", "geometry.latitude"]
    assert table.frame.rows() == [("55", "116.3660", "39.8673", 1)]


def test_a_property_that_comes_later_still_stands_before_the_coordinates(read):
    table = read(collection(point([1, 2], a="x"), point([3, 4], b="y")), format="geojson")
    assert table.columns == ["a", "b", "geometry.longitude", "geometry.latitude"]
    assert table.frame.rows() == [("x", None, "1", "2", 1), (None, "y", "3", "4", 2)]


@pytest.mark.parametrize("pair", [["116.30", "39.80"], ["-116", "+39.5"], ["1.1630e2", "39."]])
def test_coordinates_sent_as_text_stay_as_they_are_written(read, pair):
    assert read(collection(point(pair)), format="geojson").frame.rows() == [(*pair, 1)]


@pytest.mark.parametrize("pair", [["", ""], [None, None], [" ", None]])
def test_empty_coordinates_are_none(read, pair):
    table = read(collection(point(pair, a="x")), format="geojson")
    assert table.frame.rows() == [("x", None, None, 1)]
    assert table.malformed.height == 0


def test_a_property_name_that_is_no_text_sets_its_feature_aside(read):
    table = read(collection(point([1, 2], a="x"), point([3, 4], **{"\ud800": "y"})), format="geojson")
    assert table.malformed.select("_row", "code").rows() == [(2, "broken_character")]


@pytest.mark.parametrize(
    "geometry",
    [None, {"type": "Point", "coordinates": []}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}],
)
def test_a_feature_without_a_point_is_a_row_without_coordinates(read, geometry):
    table = read(collection({"geometry": geometry, "properties": {"a": 1}}), format="geojson")
    assert table.frame.rows() == [("1", None, None, 1)]


@pytest.mark.parametrize(
    ("feature", "code"),
    [
        (None, "not_an_object"),
        ({"properties": [1]}, "not_an_object"),
        (point(["116", "east"]), "bad_geometry"),
        (point(["116", ""]), "bad_geometry"),
        (point([116, None]), "bad_geometry"),
        (point([True, False]), "bad_geometry"),
        (point([[1, 2], [3, 4]]), "bad_geometry"),
        (point([116]), "bad_geometry"),
        (point("x"), "bad_geometry"),
    ],
)
def test_what_is_no_feature_is_set_aside(read, feature, code):
    table = read(collection(point([1, 2], a="x"), feature, point([1, 2], a="y")), format="geojson")
    assert table.malformed.select("_row", "code").rows() == [(2, code)]
    assert table.frame["_row"].to_list() == [1, 3]


def test_a_document_without_features_is_refused(refusal):
    error = refusal('{"type": "FeatureCollection"}', format="geojson")
    assert error.code == "wrong_shape"
    assert "'features'" in error.en


def test_half_a_document_is_refused(refusal):
    content = collection(*(point([i, i], a=i) for i in range(100)))
    assert refusal(content[: len(content) // 2], format="geojson").code == "truncated_json"
