"""Whether somebody who complained is content is what was said at the last visit, all of it."""

from tests.support.model_by_hand import rows_of

VERSION = "null::varchar as _withdrawn_by, 'b' as _batch, 'f' as _file, 1 as _row, 1 as _sequence"


def state(*visits):
    said = ", ".join(f"({nth}, {closable})" for nth, closable in enumerate(visits, start=1))
    tables = {
        "method_figure": "select 'participation' as method, unnest(['revisit_days', 'revisits_at_most']) as figure, unnest([15, 3]) as value",
        "standard_code": "select 'satisfaction' as code_list, 'satisfied' as code, '满意' as name_zh, 'satisfied' as name_en",
        "int_release__as_of": "select date '2026-03-31' as as_of",
        "ecology__petition_follow_up": "select 'N' as petition_number, visit_number, date '2026-03-01' + visit_number::int as visited_on,"
        f" 'satisfied' as satisfaction, is_closable::boolean as is_closable, {VERSION}"
        f" from (values {said}) as t (visit_number, is_closable)",
        "ecology__petition": "select 'N' as petition_number, 'water' as pollution_kind, '' as respondent_county,"
        " date '2026-02-01' as registered_on, date '2026-02-20' as handled_on, date '2026-03-20' as due_on, true as is_handled,"
        f" true as is_valid, null::varchar as no_handling_reason, {VERSION}",
    }
    (row,) = rows_of("petition_revisit", tables)
    return row["state"]


def test_an_earlier_refusal_does_not_speak_for_a_last_visit_that_says_nothing_of_closing():
    assert state("false", "null") == "satisfied"


def test_a_refusal_at_the_last_visit_stands():
    assert state("true", "false") == "does_not_agree"
