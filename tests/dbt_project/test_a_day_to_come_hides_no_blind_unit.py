"""A unit of the grid is blind if nobody was heard of for a month, whatever a slip of the pen says of 2099."""

from datetime import date

import pytest

from tests.support.model_by_hand import rows_of

VERSION = "null::varchar as _withdrawn_by, 1 as _row, 1 as _sequence"
SLIP, LONG_AGO = "2099-03-02", "2026-01-05"


def unit(lead, event, task):
    tables = {
        "method_figure": "select 'grid' as method, unnest(['patrol_days', 'leads_per_worker']) as figure, unnest([30, 20]) as value",
        "int_release__as_of": "select date '2026-03-31' as as_of",
        "ecology__grid_unit": "select 'U' as grid_code, '' as grid_name, 'town' as grid_level, '' as parent_grid_code,"
        f" '350582' as division_code, '' as responsible_unit, {VERSION}",
        "ecology__grid_worker": "select 'U' as grid_code, '1' as worker_code, '1' as worker_name, '1' as telephone,"
        f" date '2025-01-01' as appointed_on, null::date as left_on, {VERSION}",
        "ecology__grid_team": f"select 'U' as grid_code, 'T' as team_code, {VERSION}",
        "int_grid__lead": f"select 'U' as grid_code, date '{lead}' as found_on, false as is_closed, 1.0 as response_hours, 1.0 as close_hours",
        "counties__county_grid_event": f"select 'U' as grid_code, timestamptz '{event} 04:00:00+00' as found_at, {VERSION}",
        "ecology__grid_task": "select 'U' as grid_code, 'N' as task_number, 'pending' as handling_status,"
        f" timestamptz '{task} 04:00:00+00' as dispatched_at, {VERSION}",
    }
    (row,) = rows_of("grid_unit_status", tables)
    return row


@pytest.mark.parametrize("slip", range(3))
def test_a_day_to_come_is_no_patrol(slip):
    row = unit(*(SLIP if place == slip else LONG_AGO for place in range(3)))
    assert (row["last_patrol_on"], row["is_blind"], row["leads_30_days"]) == (date(2026, 1, 5), True, 0)


def test_the_last_thirty_days_end_with_the_day_of_the_release():
    assert unit("2026-03-31", LONG_AGO, LONG_AGO)["leads_30_days"] == 1
    assert unit("2026-03-01", LONG_AGO, LONG_AGO)["leads_30_days"] == 0
