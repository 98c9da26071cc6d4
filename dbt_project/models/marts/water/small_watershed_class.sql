-- The latest month of each small watershed that was measured, beside what its register says of it.
with watersheds as (

    select *
    from {{ source('lake', 'ecology__small_watershed') }}
    {{ current_version(['section_code']) }}

),

latest as (

    select *
    from {{ ref('section_class_monthly') }}
    qualify row_number() over (partition by site_code order by month desc) = 1

)

select
    watersheds.section_code,
    watersheds.section_name,
    watersheds.river_name,
    watersheds.county_name,
    watersheds.watershed_type,
    watersheds.basin_area,
    watersheds.mean_flow,
    latest.month,
    latest.quality_class,
    latest.target_class,
    latest.is_compliant,
    latest.classes_fallen,
    latest.fall_reason_zh,
    latest.fall_reason_en,
    latest.exceeding_items_zh,
    latest.exceeding_items_en,
    watersheds._batch,
    watersheds._file,
    watersheds._row
from watersheds
left join latest on watersheds.section_code = latest.site_code
order by watersheds.section_code
