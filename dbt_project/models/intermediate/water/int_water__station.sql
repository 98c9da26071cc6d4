-- The automatic stations: what the national register says of a station stands before what its city says.
with national as (

    select *
    from {{ source('lake', 'mee__national_water_station') }}
    {{ current_version(['station_code']) }}

),

municipal as (

    select *
    from {{ source('lake', 'cities__city_water_station') }}
    {{ current_version(['station_code']) }}

),

registered as (

    select
        1 as precedence,
        station_code,
        station_name,
        target_class,
        division_code,
        river_name,
        longitude,
        latitude
    from national
    union all by name
    select
        2 as precedence,
        station_code,
        station_name,
        target_class,
        division_code,
        longitude,
        latitude
    from municipal

)

select
    station_code,
    station_name,
    -- A station bears the name of its section: that is the only link between the registers.
    regexp_replace(replace(station_name, ' ', ''), '水质自动(监测)?站$', '') as section_key,
    target_class,
    division_code,
    river_name,
    longitude,
    latitude
from registered
qualify row_number() over (partition by station_code order by precedence) = 1
