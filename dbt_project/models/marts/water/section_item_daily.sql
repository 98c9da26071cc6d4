with days as (

    select
        items.site_code,
        items.day,
        items.pollutant_code,
        items.origin,
        items.value,
        items.least,
        items.greatest,
        items.hour_count,
        sites.site_name,
        sites.river_name,
        sites.water_body,
        sites.target_class
    from {{ ref('int_water__item_by_day') }} as items
    inner join {{ ref('int_water__site') }} as sites on items.site_code = sites.site_code

),

judged as (

    {{ water_item_judged('days') }}

)

select
    site_code,
    day,
    pollutant_code,
    name_zh as pollutant_name_zh,
    name_en as pollutant_name_en,
    site_name,
    river_name,
    water_body,
    value,
    least,
    greatest,
    unit,
    hour_count,
    origin,
    {{ water_classes() }}[class_number] as item_class,
    is_routine,
    target_class,
    target_limit,
    is_exceeding,
    exceedance_multiple
from judged
order by day, site_code, pollutant_code
