-- What is asked of an area: of a control unit its own access list; of a county that of every unit in it.
with units as (

    select
        control_unit_code,
        control_unit_name,
        control_unit_class,
        division_code,
        issued_on,
        unnest(requirements) as one
    from {{ ref('int_area__control_unit') }}

)

select
    'unit:' || control_unit_code as area_id,
    control_unit_code,
    one.aspect as aspect,
    control_unit_name,
    control_unit_class,
    division_code,
    issued_on,
    one.requirement as requirement
from units
union all
select
    'county:' || division_code as area_id,
    control_unit_code,
    one.aspect as aspect,
    control_unit_name,
    control_unit_class,
    division_code,
    issued_on,
    one.requirement as requirement
from units
order by area_id, control_unit_code, aspect
