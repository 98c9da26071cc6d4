-- Days of stations and of cities in one shape, for what is counted over days.
select
    'station' as kind,
    source,
    dataset,
    station as place,
    city,
    day,
    aqi,
    level,
    so2_24h,
    no2_24h,
    pm10_24h,
    pm2_5_24h,
    co_24h,
    o3_8h
from {{ source('lake', 'derived_air_quality_daily') }}
union all by name
select
    'city' as kind,
    '' as source,
    '' as dataset,
    city as place,
    city,
    day,
    aqi,
    level,
    so2_24h,
    no2_24h,
    pm10_24h,
    pm2_5_24h,
    co_24h,
    o3_8h
from {{ source('lake', 'derived_air_city_daily') }}
