select
    places.place_code,
    places.place_kind,
    places.place_name,
    places.unified_social_credit_code,
    places.discharge_outlet_code,
    places.monitoring_point_code,
    places.size_class,
    places.pollutants,
    places.limits,
    places.catchment_code,
    reaches.river_name,
    places.off_km,
    places.longitude,
    places.latitude
from {{ source('lake', 'derived_river_place') }} as places
left join {{ source('lake', 'derived_river_reach') }} as reaches
    on places.catchment_code = reaches.catchment_code
order by places.place_code
