"""A park of two censuses has the area of the last, and a name that several parks bear has the area of none."""

from tests.support.model_by_hand import rows_of

VERSION = "null::varchar as _withdrawn_by, 1 as _row, 1 as _sequence"
NONE = "where false"


def parks(*said):
    rows = ", ".join(str(one) for one in said)
    tables = {
        "ecology__census_g108_industrial_park": "select park_code, census_year, park_name, park_level, approved_area::decimal(12,4)"
        f" as approved_area, true as has_central_sewage, {VERSION} from (values {rows})"
        " as t (park_code, census_year, park_name, park_level, approved_area)",
        "standard_code": f"select '' as code, '' as name_zh, '' as code_list {NONE}",
        "int_area__member": f"select '' as area_id, '' as name, '' as enterprise_code {NONE}",
        "enterprise_file": f"select '' as enterprise_code, 0 as permit_count, '' as division_code {NONE}",
        "int_area__control_unit": "select '' as control_unit_code, '' as control_unit_name, '' as control_unit_class,"
        f" '' as division_code, 0.0 as unit_area {NONE}",
        "area_risk_point": f"select '' as area_id, '' as enterprise_code, '' as level {NONE}",
        "area_capacity": "select '' as area_id, '' as state, '' as pollutant_name, '' as reason_zh, '' as reason_en, 0.0 as share,"
        f" '' as pollution_kind {NONE}",
        "area_policy": f"select '' as area_id {NONE}",
        "area_measure": f"select '' as area_id, '' as state, 0.0 as effect_t_a, 0.0 as planned_t_a {NONE}",
        "area_media": f"select [''] as area_ids {NONE}",
        "problem": f"select '' as problem_id, '' as enterprise_code, '' as state {NONE}",
    }
    return {row["name"]: row for row in rows_of("area", tables)}


def test_the_last_census_says_how_large_a_park_is():
    (park,) = parks(
        ("P1", 2017, "城东园", "provincial", 300), ("P1", 2027, "城东园", "national", 500)
    ).values()
    assert (park["area_km2"], park["level"], park["reason_en"]) == (5, "national", None)


def test_what_several_parks_of_one_name_have_is_not_told_of_the_name():
    (park,) = parks(
        ("P1", 2017, "城东园", "provincial", 300), ("P2", 2017, "城东园", "national", 500)
    ).values()
    assert (park["area_km2"], park["level"], park["has_central_sewage"]) == (None, None, None)
    assert park["reason_en"] == "2 parks bear the name: whose level, area and plant cannot be told"
