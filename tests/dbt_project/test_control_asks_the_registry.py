"""An enterprise that changed its code is still the one whose permit and grade name the old one."""

from tests.support.model_by_hand import rows_of

ORIGIN = "'b' as _batch, 'f' as _file, 1 as _row"
OLD = f"'OLD' as unified_social_credit_code, {ORIGIN}, 1 as _sequence, null::varchar as _withdrawn_by"
AS_OF = "select date '2026-03-31' as as_of"
FIGURES = "select 'control' as method, unnest(['event_days_back', 'looks_back_days', 'exceedance_days_back']) as figure, 30 as value"


def row(dataset):
    return f"select 'NEW' as enterprise_code, 'ecology' as source, '{dataset}' as dataset, {ORIGIN}"


def test_a_response_lists_an_enterprise_whose_permit_bears_its_former_code():
    words = ", ".join(
        f"'' as {name}"
        for name in (
            "enterprise_name",
            "rule",
            "reason_zh",
            "reason_en",
            "better_outcome",
            "change_zh",
            "change_en",
        )
    )
    found = rows_of(
        "control_list_event",
        {
            "control_class": "select 'NEW' as enterprise_code, '350582' as division_code, '350500' as city_code, 'list' as scheme,"
            f" 'black' as outcome, 1 as outcome_rank, {words}",
            "ecology__air_joint_response": "select 'R' as response_number, '350500' as division_code, 'PM2.5' as pollutant,"
            f" timestamptz '2026-03-20 00:00:00+00' as started_at, null::timestamptz as ended_at, {OLD}",
            "method_figure": FIGURES,
            "int_release__as_of": AS_OF,
            "stg_ecology__discharge_permit": f"select {OLD}, 'air' as outlet_medium",
            "enterprise_row": row("discharge_permit"),
        },
    )
    assert [(one["event"], one["enterprise_code"]) for one in found] == [("R", "NEW"), ("standing", "NEW")]


def test_a_grade_that_was_declared_under_the_former_code_counts():
    none = "where false"
    found = rows_of(
        "int_control__indicator",
        {
            "method_figure": FIGURES,
            "int_release__as_of": AS_OF,
            "enterprise_file": "select 'NEW' as enterprise_code, 'blue' as credit_grade, false as is_provisional",
            "enterprise_event": f"select '' as enterprise_code, '' as kind, current_date as happened_on, true as is_upcoming {none}",
            "problem": "select '' as enterprise_code, '' as state, '' as relapse_of, 0 as public_report_count,"
            f" current_date as last_found_on {none}",
            "ecology__heavy_pollution_reduction_list": f"select {OLD}, 2026 as year, 'red' as warning_level, 'B' as performance_grade",
            "enterprise_row": row("heavy_pollution_reduction_list"),
            "enterprise_monitoring": f"select '' as enterprise_code, 0 as hours_valid {none}",
        },
    )
    assert {one["indicator"]: one["value"] for one in found}["declared_points"] == 3
