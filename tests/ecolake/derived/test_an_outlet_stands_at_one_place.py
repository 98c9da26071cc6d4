"""An outlet is where one of its records says, never at the longitude of one and the latitude of another."""

import duckdb

from ecolake.derived import river_place

OUTLET = "'91350582X' || 'A00000000' as unified_social_credit_code, 'DW001' as discharge_outlet_code"


def test_two_permits_at_two_sites_give_the_place_of_one_of_them():
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema lake;
            create table lake.mee__permit_issuance as select {OUTLET}, 'key' as management_class, 'N' as enterprise_name, longitude, latitude
                from (values (118.9, 24.1), (118.1, 24.9)) as t (longitude, latitude);
            create table lake.mee__discharge_registration as select {OUTLET}, '' as enterprise_name where false;
            create table lake.ecology__permit_outlet_limit as select '91350582XA00000000001P' as permit_number,
                'DW001' as discharge_outlet_code, 'w01018' as pollutant_code, 50.0 as concentration_limit, 'water' as outlet_medium;
            create table lake.enterprises__enterprise_water_outlet as
                select {OUTLET}, 0.0 as longitude, 0.0 as latitude where false;
            create table lake.iot__source_monitoring_point as select '' as monitoring_point_code, '' as permit_number,
                '' as discharge_outlet_code, '' as enterprise_name, '' as outlet_medium, 0.0 as longitude, 0.0 as latitude where false;
            create table lake.agriculture__livestock_farm as
                select '' as record_id, '' as farm_name, {OUTLET}, 0.0 as longitude, 0.0 as latitude where false;
            create table lake.mee__drinking_water_source as select '' as water_source_code, '' as water_source_name,
                '' as source_kind, 0.0 as longitude, 0.0 as latitude where false
            """
        )
        found = connection.execute(f"select longitude, latitude from ({river_place._SQL})").fetchall()
    assert found == [(118.1, 24.9)]
