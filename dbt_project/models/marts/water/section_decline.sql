-- A warning is a row with its reason: how sure, how much, and when the class would fall if it went on so.
with declines as (

    select * from {{ source('lake', 'derived_water_decline') }}

)

select
    declines.day,
    declines.site_code,
    declines.pollutant_code,
    limits.name_zh as pollutant_name_zh,
    limits.name_en as pollutant_name_en,
    sites.site_name,
    sites.river_name,
    sites.target_class,
    {{ water_classes() }}[declines.class_number] as item_class,
    declines.level,
    declines.slope_per_day,
    declines.change,
    declines.step_count,
    declines.z,
    declines.p,
    declines.limit_value,
    declines.days_to_fall,
    declines.is_warning,
    format(
        '{}两个月来{}{:.0f}%（Mann–Kendall Z={:.2f}，P={:.4f}）{}',
        limits.name_zh,
        if(declines.change > 0, '上升', '下降'),
        abs(declines.change) * 100,
        declines.z,
        declines.p,
        coalesce(format('，按此趋势约{:.0f}天后类别变差', declines.days_to_fall), '')
    ) as reason_zh,
    format(
        '{} {} by {:.0f}% in two months (Mann-Kendall Z={:.2f}, p={:.4f}){}',
        limits.name_en,
        if(declines.change > 0, 'rose', 'fell'),
        abs(declines.change) * 100,
        declines.z,
        declines.p,
        coalesce(format('; its class would fall in about {:.0f} days', declines.days_to_fall), '')
    ) as reason_en
from declines
inner join {{ ref('int_water__site') }} as sites on declines.site_code = sites.site_code
inner join {{ ref('int_water__limit') }} as limits
    on declines.pollutant_code = limits.pollutant_code and sites.water_body = limits.water_body
order by declines.day, declines.site_code, declines.pollutant_code
