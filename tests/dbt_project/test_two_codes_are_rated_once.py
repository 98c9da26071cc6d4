"""The items of a rating stand once where the registry found two codes to be one enterprise."""

from tests.support.model_by_hand import rows_of

NONE = "where false"


def item(code, deducted, row):
    record = f'{{"unified_social_credit_code":"{code}","indicator_code":"I1","rating_year":2025,"full_marks":10,"marks_deducted":{deducted}}}'
    return (
        "select 'NEW' as enterprise_code, 'ecology' as source, 'credit_score_item' as dataset, 'credit' as section,"
        f" '{record}' as record, 'b' as _batch, 'f' as _file, {row} as _row"
    )


def test_of_two_codes_the_one_in_force_speaks():
    tables = {
        "method_figure": "select 'service' as method, 'credit.window_days' as figure, 365 as value",
        "int_release__as_of": "select date '2026-03-31' as as_of",
        "enterprise_file": f"select '' as enterprise_code, 0 as permit_count {NONE}",
        "enterprise_event": f"select '' as enterprise_code, '' as kind, current_date as happened_on, false as is_upcoming {NONE}",
        "enterprise_duty": f"select '' as enterprise_code, '' as origin, false as is_open {NONE}",
        "credit_indicator": "select '' as indicator, '' as aspect, '' as title_zh, '' as title_en, 1 as full_marks, 1 as marks_each,"
        f" false as is_veto, [''] as kinds {NONE}",
        "enterprise_record": f"{item('OLD', 7, 1)} union all {item('NEW', 2, 2)}",
    }
    (row,) = rows_of("credit_item", tables)
    assert (row["origin"], row["indicator"], row["marks_deducted"]) == ("official", "I1", 2)
