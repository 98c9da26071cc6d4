"""A discharge under a former code is that of the enterprise as the registry knows it, with its permits and complaints."""

import duckdb

from tests.support.lake_fixture import CHECKOUT

MACRO = CHECKOUT / "dbt_project" / "analyst" / "macros" / "worst_dischargers.sql"
CODES = """
    select 'pollutant' as code_list, 'w01018' as code, '化学需氧量' as name_zh, 'chemical oxygen demand (COD)' as name_en, '{}' as attributes
    union all select 'division_fujian', '350500', '泉州市', '', '{"level": "city"}'
"""


def test_both_codes_add_up_and_sources_without_a_code_do_not():
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema lake;
            create table lake.standard_code as {CODES};
            create table discharge_monthly as
                select 'w01018' as pollutant_code, '350582' as division_code, code as unified_social_credit_code,
                    name as enterprise_name, date '2026-03-01' as month, '化学需氧量' as pollutant_name,
                    point as monitoring_point_code, 24 as counted_hours, kg as discharged_kg
                from (values ('OLD', '甲', 'P1', 5), ('NEW', '甲', 'P2', 4), (null, '乙', 'P3', 3), (null, '丙', 'P4', 2))
                    as t (code, name, point, kg);
            create table enterprise_code as
                select 'NEW' as enterprise_code, unnest(['OLD', 'NEW']) as code, 'enterprise' as kind;
            create table enterprise_file as
                select 'NEW' as enterprise_code, 'NEW' as unified_social_credit_code, [{{permit_number: 'NEW001P'}}] as permits;
            create table complaint as select 'NEW' as enterprise_code, 'OLD' as unified_social_credit_code, 'XF1' as complaint_number,
                date '2026-03-02' as reported_on, true as is_open
            """
        )
        connection.execute(MACRO.read_text(encoding="utf-8"))
        found = connection.execute(
            "select unified_social_credit_code, enterprise_name, discharged_kg, outlets, permits, open_complaints"
            " from worst_dischargers('COD', '泉州市')"
        ).fetchall()
    assert found == [
        ("NEW", "甲", 9, 2, ["NEW001P"], ["XF1"]),
        (None, "乙", 3, 1, None, None),
        (None, "丙", 2, 1, None, None),
    ]
