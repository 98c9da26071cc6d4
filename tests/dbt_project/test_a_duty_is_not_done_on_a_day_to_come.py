"""What shows that a duty was done has a day, and a slip of the pen in it keeps nobody from being reminded."""

import pytest

from tests.support.model_by_hand import rows_of


def state(*days):
    said = " union all ".join(
        f"select 'E' as enterprise_code, 's' as source, 'plan' as dataset, '{{\"filed_on\":\"{day}\"}}' as record,"
        " null::date as dated_on, 'b' as _batch"
        for day in days
    )
    tables = {
        "method_figure": "select 'service' as method, 'due_soon_days' as figure, 7 as value",
        "int_release__as_of": "select date '2026-03-31' as as_of",
        "accounts": "select 'b' as batch, timestamptz '2026-03-30 00:00:00+00' as received_at, 's' as source, 'plan' as dataset, 1 as accepted",
        "service_duty": "select 'plan' as duty, '' as title_zh, '' as title_en, '' as because_zh, '' as because_en, '' as law,"
        " 's.plan' as dataset, null::varchar as item, []::varchar[] as codes, 365 as every_days",
        "service_evidence": "select 'plan' as duty, 's.plan' as dataset, 'filed_on' as on_item",
        "enterprise_record": said,
    }
    (row,) = rows_of("enterprise_duty", tables)
    return row["state"]


@pytest.mark.parametrize(
    ("days", "judged"),
    [
        (["2099-01-01"], "never_seen"),
        (["2099-01-01", "2024-01-01"], "overdue"),
        (["2099-01-01", "2026-02-01"], "fulfilled"),
    ],
)
def test_a_day_to_come_does_not_count(days, judged):
    assert state(*days) == judged
