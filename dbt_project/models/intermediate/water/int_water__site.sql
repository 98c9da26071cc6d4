select * from {{ source('lake', 'derived_water_site') }}
