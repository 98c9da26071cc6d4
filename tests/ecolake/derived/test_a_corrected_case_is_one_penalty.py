"""The record of an enterprise counts its cases: a release shows every version of each."""

from datetime import date
from types import SimpleNamespace

import duckdb
import numpy as np
import polars as pl

from ecolake.derived.river_evidence import evidence

PLACE = {
    "place_code": "outlet:E:1",
    "place_kind": "outlet",
    "row": 0,
    "off_hours": 0.0,
    "size_class": "key",
    "unified_social_credit_code": "E",
    "monitoring_point_code": None,
    "pollutants": None,
    "limits": None,
}
TYPES = {"monitoring_point_code": pl.String, "pollutants": pl.List(pl.String), "limits": pl.List(pl.Float64)}


def test_versions_and_withdrawn_cases_do_not_add_to_the_record():
    rivers = SimpleNamespace(places=pl.DataFrame([PLACE], schema_overrides=TYPES))
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema lake;
            create table lake.ecology__penalty_case as select 'E' as unified_social_credit_code, case_number, date '2026-01-05' as filed_on,
                _sequence, 1 as _row, gone as _withdrawn_by
            from (values ('K1', 1, null), ('K1', 2, null), ('K2', 1, 'b9')) as t (case_number, _sequence, gone);
            create table lake.derived_outlet_exceedance_hourly as select '' as monitoring_point_code, '' as pollutant_code,
                now() as measured_at, date '2026-03-01' as day where false
            """
        )
        none = np.array([], dtype=np.int64)
        known = evidence(connection, rivers, date(2026, 3, 1), none, none)
    assert known.places["penalties"].to_list() == [1]
