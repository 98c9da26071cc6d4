"""What a later delivery says stands, also where it takes back what an earlier one said, or names the thing anew."""

import duckdb
import pytest

from ecolake.warehouse import problem_selects
from tests.support.model_by_hand import rows_of

VERSION = (
    "null::varchar as _withdrawn_by, 'b' || n as _batch, 'f' as _file, 1::bigint as _row, n as _sequence"
)


def monthly(*said):
    """Versions of one value of a section and month: what it was, and whether it is valid."""
    values = ", ".join(f"({n}, {value}, {valid})" for n, (value, valid) in enumerate(said, start=1))
    return (
        "select 'S' as section_code, 2026 as year, 3 as month, 'w21003' as pollutant_code, value, valid as is_valid,"
        f" {VERSION} from (values {values}) as said (n, value, valid)"
    )


def section(said, *samples):
    wide = "null::decimal(9,3) as "
    names = [
        "ph",
        "dissolved_oxygen",
        "permanganate_index",
        "chemical_oxygen_demand",
        "biochemical_oxygen_demand_5d",
        "ammonia_nitrogen",
        "total_phosphorus",
        "copper",
        "zinc",
        "fluoride",
        "selenium",
        "arsenic",
        "mercury",
        "cadmium",
        "hexavalent_chromium",
        "lead",
        "cyanide",
        "anionic_surfactants",
        "sulphide",
    ]
    empty = ", ".join(wide + name for name in names)
    sampled = ", ".join(f"({n}, {value})" for n, value in enumerate(samples, start=1)) or "(0, null)"
    of_samples = empty.replace(f"{wide}ammonia_nitrogen", "ammonia_nitrogen")
    return rows_of(
        "int_water__item_by_month",
        {
            "int_water__site": "select 'S' as site_code, 'river' as water_body, 'III' as target_class",
            "int_water__item_by_day": "select ''as site_code, date '2026-03-01' as day, '' as pollutant_code, 1.0 as value where false",
            "ecology__section_monthly_monitoring": said,
            "mee__surface_water_sampling_result": (
                f"select 'S' as section_code, timestamptz '2026-03-10 00:00:00+00' + to_days(n) as sampled_at, {of_samples}, {VERSION}"
                f" from (values {sampled}) as t (n, ammonia_nitrogen)"
            ),
            "counties__county_small_watershed_monitoring": (
                f"select 'S' as section_code, current_date as sampled_on, {empty}, {VERSION} from range(1) as t (n) where false"
            ),
        },
    )


def test_a_month_that_was_called_invalid_afterwards_does_not_fall_back_to_what_it_was_before():
    assert section(monthly((0.4, True), (9.9, False))) == []


def test_a_month_that_was_corrected_has_its_last_value():
    (row,) = section(monthly((9.9, False), (0.4, True)))
    assert float(row["value"]) == pytest.approx(0.4)


def test_the_figure_of_a_month_is_no_sample_among_others():
    (row,) = section(monthly((0.4, True)), 1.0, 4.0)
    assert float(row["value"]) == pytest.approx(0.4)
    (row,) = section(monthly((9.9, False)), 1.0, 4.0)
    assert (float(row["value"]), row["value_count"]) == (pytest.approx(2.5), 2)


def test_an_outlet_that_was_named_anew_bears_its_last_name():
    tables = {
        "derived_dispersion_hour": "select date '2026-03-01' as day, 'P' as monitoring_point_code, now() as observed_at",
        "iot__source_monitoring_point": (
            f"select 'P' as monitoring_point_code, name as enterprise_name, outlet as outlet_name, {VERSION}"
            " from (values (1, '旧名', '一号'), (3, '新名', '三号'), (2, '中名', '二号')) as said (n, name, outlet)"
        ),
        "int_monitoring_point__linked": "select 'P' as monitoring_point_code, 'E' as enterprise_code",
    }
    (row,) = rows_of("dispersion_source_hourly", tables)
    assert (row["enterprise_code"], row["enterprise_name"], row["outlet_name"]) == ("E", "新名", "三号")


def test_an_alarm_belongs_to_the_enterprise_that_has_the_outlet_now():
    alarms = problem_selects._alarms(4)
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema lake;
            create table lake.derived_alarm_episode as select 'P' as monitoring_point_code, 'w01018' as pollutant_code,
                timestamptz '2026-03-01 00:00:00+00' as began_at, date '2026-03-01' as day, 'water' as outlet_medium, 5 as hours,
                'b' as _batch, 'f' as _file, 1 as _row;
            create table lake.iot__source_monitoring_point as
                select 'P' as monitoring_point_code, {VERSION} from (values (1), (2)) as said (n);
            create table lake.enterprise_row as select 'iot' as source, 'source_monitoring_point' as dataset, _batch, _file, _row,
                if(_sequence = 1, 'A', 'B') as enterprise_code from lake.iot__source_monitoring_point
            """
        )
        assert connection.execute(f"select report, enterprise_code from ({alarms})").fetchall() == [
            ("iot.source_concentration_hourly:P|w01018|2026-03-01T00Z", "B")
        ]
