"""Figures held against each other come out the same in whatever order the reports stand."""

import re
from pathlib import Path

import duckdb
import pytest

MODEL = Path(__file__).parents[2] / "dbt_project" / "models" / "marts" / "enterprise_discrepancy.sql"
REPORTS = [("2024-01-01", 90.0), (None, 95.0), ("2025-01-01", 4.0), ("2025-01-01", 7.0), ("2025-01-01", 5.0)]
TABLES = """
create schema lake;
create table enterprise_figure(enterprise_code text, says text, subject text, dataset text, begins_on date, amount double);
insert into enterprise_figure values ('E', 'permitted', 'cod', 'permit', null, 2);
create table enterprise_monitoring(enterprise_code text, monitoring_point_code text, pollutant_code text, hours_valid bigint,
  discharge_kg double);
create table lake.dossier_check as select 'reported_over_permit' as comparison, '' as title_zh, '' as title_en, 1.0 as threshold,
  '' as method_zh, '' as method_en;
"""


@pytest.mark.parametrize("reports", [REPORTS, REPORTS[::-1]])
def test_of_several_reports_of_the_last_year_the_greatest_counts(reports):
    sql = re.sub(r"{{ ref\('(\w+)'\) }}", r"main.\1", MODEL.read_text(encoding="utf-8"))
    sql = re.sub(r"{{ source\('lake', '(\w+)'\) }}", r"lake.\1", sql)
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        connection.executemany(
            "insert into enterprise_figure values ('E', 'reported', 'cod', 'statistics', ?, ?)", reports
        )
        found = connection.execute(f"select amount, other_amount, ratio from ({sql})").fetchall()
    assert found == [(7.0, 2.0, 3.5)]
