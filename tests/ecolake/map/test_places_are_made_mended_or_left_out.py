"""Geometries of every kind: made of columns, mended where that can be, and otherwise left out with a reason."""

import pyarrow as pa
import pytest
import shapely

from ecolake.map.grades import grade
from ecolake.map.places import place
from ecolake.standards.map.files import load_layers
from ecolake.standards.map.layer import Geometry, Grading
from tests.support.small_map import PROJECT

BOW_TIE = "POLYGON ((118 25, 119 26, 119 25, 118 26, 118 25))"
MARK = "POLYGON ((118.1 25.2, 118.1000001 25.2, 118.1000001 25.2000001, 118.1 25.2))"
SQUARE = "POLYGON ((118 25, 118 26, 119 26, 119 25, 118 25))"


@pytest.fixture(scope="module")
def register():
    return load_layers(PROJECT / "standards").register


def placed(register, texts, **geometry):
    table = pa.table({"shape": pa.array(texts, pa.string())})
    return place(table, Geometry(wkt="shape", **geometry), register, {})


def test_a_polygon_that_crosses_itself_is_made_valid_and_keeps_its_area(register):
    found = placed(register, [BOW_TIE], type="polygon")
    assert found.mended.tolist() == ["made_valid"]
    assert found.shapes[0].is_valid
    assert found.shapes[0].area == pytest.approx(0.5)


def test_a_polygon_too_small_to_be_an_area_is_shown_as_a_point(register):
    found = placed(register, [MARK, SQUARE], type="polygon")
    assert found.mended.tolist() == ["shown_as_point", ""]
    assert [one.geom_type for one in found.shapes] == ["Point", "Polygon"]
    assert found.shapes[0].equals(shapely.Point(118.1, 25.2))


def test_outer_rings_run_counter_clockwise(register):
    (found,) = placed(register, [SQUARE], type="polygon").shapes
    assert found.exterior.is_ccw


def test_each_row_that_is_left_out_has_one_reason(register):
    texts = [
        None,
        "POLYGON ((",
        "POINT (118 25)",
        "POLYGON EMPTY",
        "POLYGON ((10 10, 11 10, 11 11, 10 10))",
        SQUARE,
    ]
    found = placed(register, texts, type="line")
    assert found.left_out == {"no_place": 2, "unreadable": 1, "other_type": 3}
    found = placed(register, texts, type="polygon")
    assert found.left_out == {"no_place": 2, "unreadable": 1, "outside": 1}
    assert found.kept.tolist() == [False, False, True, False, False, True]


def test_a_line_without_length_is_no_line(register):
    assert placed(register, ["LINESTRING (118 25, 118 25)"], type="line").left_out == {"not_valid": 1}


def test_of_three_dimensions_two_are_kept(register):
    (found,) = placed(register, ["POINT Z (118 25 12)"], type="point").shapes
    assert not found.has_z


def test_a_point_needs_both_numbers_and_a_division_its_area(register):
    table = pa.table(
        {"x": [118.0, None, float("nan")], "y": [25.0, 25.0, 25.0], "code": ["350102", "350103", None]}
    )
    points = place(table, Geometry(type="point", longitude="x", latitude="y"), register, {})
    assert points.left_out == {"no_place": 2}
    areas = place(
        table, Geometry(type="polygon", division="code"), register, {"350102": shapely.from_wkt(SQUARE)}
    )
    assert areas.left_out == {"unknown_division": 2}


def test_no_row_at_all_is_no_fault(register):
    assert placed(register, [], type="polygon").left_out == {}


def test_a_class_is_up_to_its_bound_and_nothing_has_none():
    numbers = Grading.model_validate(
        {
            "title": {"zh": "数", "en": "number"},
            "basis": "proposed",
            "reason": "a test",
            "by": "number",
            "classes": [
                {"title": {"zh": "少", "en": "few"}, "colour": "#000000", "up_to": 50},
                {"title": {"zh": "多", "en": "many"}, "colour": "#ffffff"},
            ],
        }
    )
    assert grade(pa.chunked_array([[50, 51, None]]), numbers).to_pylist() == [1, 2, None]
    values = numbers.model_copy(
        update={
            "by": "value",
            "classes": tuple(
                c.model_copy(update={"value": v, "up_to": None})
                for c, v in zip(numbers.classes, ("true", "false"), strict=True)
            ),
        }
    )
    assert grade(pa.chunked_array([[True, False, None]]), values).to_pylist() == [1, 2, None]
