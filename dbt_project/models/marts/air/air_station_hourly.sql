{{ config(materialized='view') }}

select
    day,
    source,
    dataset,
    station,
    city,
    observed_at,
    so2_1h,
    no2_1h,
    pm10_1h,
    pm2_5_1h,
    co_1h,
    o3_1h,
    o3_8h,
    so2_24h,
    missing,
    valid,
    aqi_edition,
    aqi,
    primary_pollutant,
    aqi_2012,
    primary_pollutant_2012,
    aqi_2026,
    primary_pollutant_2026
from {{ source('lake', 'derived_air_station_hourly') }}
