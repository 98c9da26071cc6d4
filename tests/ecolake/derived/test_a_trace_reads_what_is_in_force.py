"""A trace that is asked of a release reads what is in force: a release shows every version of each row."""

from datetime import date

import duckdb
import polars as pl

from ecolake.derived.river_evidence import _PENALTIES
from ecolake.derived.river_told import told

DAYS = {"first": date(2026, 3, 1), "last": date(2026, 3, 9)}
PLACES = pl.DataFrame(
    {
        "place_code": ["A", "B"],
        "place_name": ["甲厂", "乙厂"],
        "longitude": [118.0, 119.0],
        "latitude": [25.0, 26.0],
    }
)


def test_versions_and_withdrawn_cases_do_not_add_to_the_record():
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema lake;
            create table lake.ecology__penalty_case as select 'E' as unified_social_credit_code, case_number, date '2026-03-05' as filed_on,
                _sequence, 1 as _row, gone as _withdrawn_by
            from (values ('K1', 1, null), ('K1', 2, null), ('K2', 1, 'b9')) as t (case_number, _sequence, gone)
            """
        )
        assert connection.execute(_PENALTIES, DAYS).fetchall() == [("E", 1)]


def test_a_unit_that_was_named_by_mistake_is_accused_no_more():
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema lake;
            create table lake.mee__hotline_12369_report as select report_number, timestamptz '2026-03-05 04:00:00+00' as reported_at,
                accused as accused_unit, null::double as longitude, null::double as latitude, 'water' as pollution_kind,
                _sequence, 1 as _row, gone as _withdrawn_by
            from (values ('JB1', '甲厂', 1, null), ('JB1', '乙厂', 2, null), ('JB2', '甲厂', 1, 'b9'))
                as t (report_number, accused, _sequence, gone)
            """
        )
        found = told(connection, PLACES, DAYS, 1.0)
    assert found.select("place_code", "is_named").rows() == [("B", True)]
