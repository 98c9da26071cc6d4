-- GB 3838-2002 table 1, one row per parameter, kind of water and class. Of several factor codes the first is
-- taken: the others are those of HJ 212 whose default unit is ug/L, where the standard says mg/L.
with listed as (

    select
        code,
        name_zh,
        name_en,
        unit,
        string_split(attributes ->> 'hj212_code', ';')[1] as pollutant_code,
        attributes ->> 'water_body' as water_body,
        attributes ->> 'direction' as direction,
        (attributes ->> 'in_routine_assessment') = 'yes' as is_routine,
        [
            attributes ->> 'class_I', attributes ->> 'class_II', attributes ->> 'class_III',
            attributes ->> 'class_IV', attributes ->> 'class_V'
        ] as limits
    from {{ source('lake', 'standard_code') }}
    where code_list = 'surface_water_limit' and (attributes ->> 'table') = '1'

),

bodies as (

    select unnest(['river', 'lake']) as water_body

)

select
    bodies.water_body,
    listed.pollutant_code,
    listed.name_zh,
    listed.name_en,
    listed.unit,
    listed.direction,
    listed.is_routine,
    if(
        listed.direction = 'range', cast(string_split(listed.limits[1], '-')[1] as decimal(14, 6)), null
    ) as least,
    if(
        listed.direction = 'range', cast(string_split(listed.limits[1], '-')[2] as decimal(14, 6)), null
    ) as greatest,
    if(listed.direction = 'range', null, cast(listed.limits as decimal(14, 6)[])) as limits
from listed
inner join bodies on listed.water_body in ('all', bodies.water_body)
where listed.direction <> 'change'
