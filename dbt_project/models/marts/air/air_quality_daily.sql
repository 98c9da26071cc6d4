with days as (

    select * from {{ source('lake', 'derived_air_quality_daily') }}

),

spans as (

    select
        source,
        dataset,
        station,
        max(city) as city,
        min(day) as first_day,
        max(day) as last_day
    from days
    group by source, dataset, station

),

-- A day on which nobody spoke of a station is a day of it too.
every_day as (

    select
        source,
        dataset,
        station,
        city,
        cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day
    from spans

)

select
    every_day.source,
    every_day.dataset,
    every_day.station,
    every_day.city,
    every_day.day,
    coalesce(days.valid, false) as valid,
    days.aqi,
    days.level,
    days.category_zh,
    days.category_en,
    days.primary_pollutant,
    days.aqi_of_valid,
    days.aqi_edition,
    days.aqi_2012,
    days.primary_pollutant_2012,
    days.aqi_2026,
    days.primary_pollutant_2026,
    days.iaqi_so2,
    days.iaqi_no2,
    days.iaqi_pm10,
    days.iaqi_pm2_5,
    days.iaqi_co,
    days.iaqi_o3,
    days.so2_24h,
    days.no2_24h,
    days.pm10_24h,
    days.pm2_5_24h,
    days.co_24h,
    days.o3_8h,
    days.o3_1h,
    coalesce(days.so2_hours, 0) as so2_hours,
    coalesce(days.no2_hours, 0) as no2_hours,
    coalesce(days.pm10_hours, 0) as pm10_hours,
    coalesce(days.pm2_5_hours, 0) as pm2_5_hours,
    coalesce(days.co_hours, 0) as co_hours,
    coalesce(days.o3_hours, 0) as o3_hours,
    coalesce(days.o3_8h_means, 0) as o3_8h_means,
    if(days.station is null, nothing.reasons, days.reasons) as reasons,
    if(days.station is null, nothing.reason_zh, days.reason_zh) as reason_zh,
    if(days.station is null, nothing.reason_en, days.reason_en) as reason_en
from every_day
left join days using (source, dataset, station, day)
cross join {{ source('lake', 'air_empty_day') }} as nothing
order by every_day.source, every_day.dataset, every_day.station, every_day.day
