"""The answer to a question of the one form is that of the first place that has it, whether it says of which day it is or not."""

import pytest

from tests.support.model_by_hand import rows_of

QUESTIONS = "select 'q' as question, ['s.first.a', 's.second.b'] as known, 1 as position, 'p' as part, 't' as title_zh, 't' as title_en"
ITEMS = "select 's' as source, dataset, item, 'whole' as published from (values ('first', 'a'), ('second', 'b')) as t (dataset, item)"
VALUES = (
    "select '' as enterprise_code, '' as item, '' as value, '' as source, '' as dataset, '' as source_item,"
    " current_date as observed_on, true as is_chosen where false"
)


def answer(*records):
    said = ", ".join(f"('{dataset}', '{record}', {day}::date)" for dataset, record, day in records)
    (row,) = rows_of(
        "service_answer",
        {
            "service_question": QUESTIONS,
            "standard_item": ITEMS,
            "enterprise_value": VALUES,
            "enterprise_record": "select 'E' as enterprise_code, 's' as source, dataset, record, dated_on"
            f" from (values {said}) as t (dataset, record, dated_on)",
        },
    )
    return row["value"]


@pytest.mark.parametrize("day", ["null", "'2026-01-01'"])
def test_a_first_place_without_a_day_still_answers(day):
    assert answer(("first", '{"a": "eins"}', "null"), ("second", '{"b": "zwei"}', day)) == "eins"


def test_of_one_place_the_last_day_answers():
    said = [
        ("first", f'{{"a": "{text}"}}', day)
        for text, day in (("alt", "'2025-01-01'"), ("neu", "'2026-01-01'"), ("?", "null"))
    ]
    assert answer(*said) == "neu"
