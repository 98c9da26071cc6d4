with months as (

    select
        items.*,
        sites.site_name,
        sites.river_name
    from {{ ref('int_water__item_by_month') }} as items
    inner join {{ ref('int_water__site') }} as sites on items.site_code = sites.site_code

),

judged as (

    {{ water_item_judged('months') }}

)

select
    site_code,
    month,
    pollutant_code,
    name_zh as pollutant_name_zh,
    name_en as pollutant_name_en,
    site_name,
    river_name,
    water_body,
    value,
    unit,
    value_count,
    origin,
    {{ water_classes() }}[class_number] as item_class,
    is_routine,
    target_class,
    target_limit,
    is_exceeding,
    exceedance_multiple
from judged
order by month, site_code, pollutant_code
