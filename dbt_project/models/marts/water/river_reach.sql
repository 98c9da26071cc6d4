select
    catchment_code,
    catchment_name,
    downstream_code,
    section_code,
    river_name,
    division_code,
    area_km2,
    upstream_area_km2,
    length_km,
    distance_to_mouth_km,
    longitude,
    latitude,
    sinuosity,
    is_cut
from {{ source('lake', 'derived_river_reach') }}
order by catchment_code
