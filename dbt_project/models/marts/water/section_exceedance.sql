select
    episodes.day,
    episodes.site_code,
    episodes.pollutant_code,
    limits.name_zh as pollutant_name_zh,
    limits.name_en as pollutant_name_en,
    sites.site_name,
    sites.river_name,
    sites.target_class,
    episodes.kind,
    episodes.started_at,
    episodes.strongest_at,
    episodes.ended_at,
    episodes.front_at,
    episodes.tail_at,
    episodes.value,
    episodes.usual,
    episodes.excess,
    episodes.limit_value,
    episodes.exceedance_multiple,
    episodes.hour_count
from {{ source('lake', 'derived_river_episode') }} as episodes
inner join {{ ref('int_water__site') }} as sites on episodes.site_code = sites.site_code
inner join {{ ref('int_water__limit') }} as limits
    on episodes.pollutant_code = limits.pollutant_code and sites.water_body = limits.water_body
order by episodes.day, episodes.site_code, episodes.pollutant_code, episodes.started_at
