{{ config(materialized='view') }}

with sources as (

    select * from {{ source('lake', 'derived_hot_spot_source') }}

)

select
    *,
    format(
        '{}位于上风向 {} 米；{} 个偏高小时中有 {} 个小时位于上风向，其余时次该比例为 {}；输送约 {} 分钟',
        source_name, distance, hot_hours_with_wind, hot_hours_upwind, share_other, travel_minutes
    ) as reason_zh,
    format(
        '{} lay upwind, {} m off, in {} of {} hot hours (other hours: {}); the air took about {} min',
        source_name, distance, hot_hours_upwind, hot_hours_with_wind, share_other, travel_minutes
    ) as reason_en
from sources
