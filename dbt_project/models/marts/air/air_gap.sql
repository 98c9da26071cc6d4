{{ config(materialized='view') }}

select
    day,
    city,
    station,
    missing_hours,
    of_pollutants,
    aqi,
    level,
    primary_pollutant,
    aqi_low,
    level_low,
    primary_pollutant_low,
    aqi_high,
    level_high,
    primary_pollutant_high,
    changes_index,
    changes_level,
    reason_zh,
    reason_en
from {{ source('lake', 'derived_air_gap') }}
