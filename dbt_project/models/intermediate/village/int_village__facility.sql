-- Sewage plants of villages, as the county reports them where the department does not.
with facilities as (

    select
        facility_code,
        facility_name,
        village_code,
        design_capacity,
        treated_flow,
        operating_condition = 'normal' as is_running,
        operating_condition as condition,
        1 as nth
    from (
        select *
        from {{ source('lake', 'ecology__rural_sewage_facility') }}
        {{ current_version(['facility_code']) }}
    ) as of_department
    union all by name
    select
        facility_code,
        facility_name,
        village_code,
        design_capacity,
        actual_flow as treated_flow,
        running_state = 'normal' as is_running,
        running_state as condition,
        2 as nth
    from (
        select *
        from {{ source('lake', 'counties__county_rural_sewage_facility') }}
        {{ current_version(['facility_code']) }}
    ) as of_county

)

select
    facility_code,
    facility_name,
    village_code,
    cast(design_capacity as double) as design_capacity,
    cast(treated_flow as double) as treated_flow,
    is_running,
    condition
from facilities
qualify row_number() over (partition by facility_code order by nth) = 1
