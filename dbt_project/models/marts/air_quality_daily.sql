with days as (

    select * from {{ source('lake', 'air_quality_daily') }}

)

select
    source,
    dataset,
    station,
    day,
    valid,
    aqi,
    level,
    category_zh,
    category_en,
    primary_pollutant,
    aqi_of_valid,
    aqi_edition,
    iaqi_so2,
    iaqi_no2,
    iaqi_pm10,
    iaqi_pm2_5,
    iaqi_co,
    iaqi_o3,
    so2_24h,
    no2_24h,
    pm10_24h,
    pm2_5_24h,
    co_24h,
    o3_8h,
    o3_1h,
    so2_hours,
    no2_hours,
    pm10_hours,
    pm2_5_hours,
    co_hours,
    o3_hours,
    o3_8h_means,
    reasons,
    reason_zh,
    reason_en
from days
order by source, dataset, station, day
