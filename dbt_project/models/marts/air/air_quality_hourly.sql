with observations as (

    select * from {{ ref('stg_mee__air_station_hourly') }}

)

select
    station_code,
    observed_at,
    station_name,
    city_name,
    longitude,
    latitude,
    aqi,
    primary_pollutant,
    aqi_edition,
    aqi_published,
    primary_pollutant_published,
    air_quality_category_published,
    iaqi_so2,
    iaqi_no2,
    iaqi_pm10,
    iaqi_pm2_5,
    iaqi_co,
    iaqi_o3,
    so2_1h,
    so2_24h,
    no2_1h,
    no2_24h,
    pm10_1h,
    pm10_24h,
    pm2_5_1h,
    pm2_5_24h,
    o3_1h,
    o3_24h_max,
    o3_8h,
    o3_8h_24h_max,
    co_1h,
    co_24h,
    flags,
    _batch,
    _file,
    _row
from observations
order by observed_at, station_code
