select
    site_code,
    site_name,
    site_kind,
    station_code,
    section_level,
    target_class,
    water_body,
    river_name,
    division_code,
    county_name,
    cast(longitude as decimal(9, 6)) as longitude,
    cast(latitude as decimal(8, 6)) as latitude,
    is_active
from {{ ref('int_water__site') }}
order by site_code
