"""A station whose register gives it a longitude and no latitude stands nowhere: its readings make no cell of the grid."""

import duckdb

from ecolake.derived import hotspot


def test_half_a_place_is_none():
    with duckdb.connect() as connection:
        connection.execute(
            """
            create schema lake;
            create table lake.cities__city_air_station as
                select * from (values ('1', '国控', '350500', 118.6, 24.9), ('2', '国控', '350500', 118.7, null))
                    as t (station_code, station_type, division_code, longitude, latitude);
            create table lake.cities__city_air_station_hourly as
                select station_code, 'a34004' as pollutant_code, timestamptz '2026-03-02 00:00:00Z' as observed_at, 35.0 as mean_value
                from lake.cities__city_air_station;
            create table lake.iot__patrol_vehicle_observation as
                select '闽' as vehicle_plate, 'a34004' as pollutant_code, timestamptz '2026-03-02 00:00:00Z' as observed_at,
                    40.0 as concentration, longitude, latitude
                from lake.cities__city_air_station
            """
        )
        found = connection.execute(hotspot._READINGS, {"pollutants": ["a34004"]}).pl()
    assert sorted(zip(found["instrument"], found["kind"], found["latitude"], strict=True)) == [
        ("1", "station", 24.9), ("闽", "vehicle", 24.9),
    ]  # fmt: skip
