select
    arrivals.day,
    arrivals.site_code,
    arrivals.pollutant_code,
    arrivals.started_at,
    arrivals.place_code,
    arrivals.place_kind,
    places.place_name,
    arrivals.travel_hours,
    arrivals.arrives_at,
    arrivals.arrives_from,
    arrivals.arrives_until,
    arrivals.passes_at
from {{ source('lake', 'derived_river_arrival') }} as arrivals
left join {{ source('lake', 'derived_river_place') }} as places on arrivals.place_code = places.place_code
order by
    arrivals.day,
    arrivals.site_code,
    arrivals.pollutant_code,
    arrivals.started_at,
    arrivals.travel_hours,
    arrivals.place_code
