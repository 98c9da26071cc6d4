select * from {{ source('lake', 'derived_water_item_daily') }}
