-- The mass is computed here, hour by hour, as concentration times flow; what the department states is
-- kept beside.
-- An hour with a flag in either table does not count: one misread 9999 outweighs a month of true hours.
with concentrations as (

    select *
    from {{ source('lake', 'iot__source_concentration_hourly') }}
    {{ current_version(['monitoring_point_code', 'measured_at', 'pollutant_code']) }}

),

flows as (

    select *
    from {{ source('lake', 'iot__source_flow_hourly') }}
    {{ current_version(['monitoring_point_code', 'measured_at']) }}

),

points as (

    select *
    from {{ source('lake', 'iot__source_monitoring_point') }}
    {{ current_version(['monitoring_point_code']) }}

),

sources as (

    select *
    from {{ source('lake', 'mee__key_source_monitoring_profile') }}
    {{ current_version(['pollution_source_id']) }}

),

-- What has an amount in kg: pH and temperature have none. Grams a cubic metre of water, milligrams of gas.
pollutants as (

    select
        code as pollutant_code,
        name_zh as pollutant_name,
        name_en as pollutant_name_en,
        cast(case unit when 'mg/L' then 1e-3 when 'mg/m3' then 1e-6 end as double) as kg_per_unit_and_m3
    from {{ source('lake', 'standard_code') }}
    where code_list = 'pollutant' and (attributes ->> 'amount_unit') = 'kg'

),

hours as (

    select
        concentrations.monitoring_point_code,
        concentrations.pollutant_code,
        cast(
            date_trunc('month', concentrations.measured_at at time zone 'Asia/Shanghai') as date
        ) as month,
        concentrations.concentration_mean,
        concentrations.discharge as stated_kg,
        flows.flow_total,
        len(concentrations._flags) + coalesce(len(flows._flags), 0) > 0 as is_flagged,
        pollutants.pollutant_name,
        pollutants.pollutant_name_en,
        cast(concentrations.concentration_mean as double)
        * cast(flows.flow_total as double)
        * pollutants.kg_per_unit_and_m3 as kg
    from concentrations
    inner join pollutants on concentrations.pollutant_code = pollutants.pollutant_code
    left join flows
        on
            concentrations.monitoring_point_code = flows.monitoring_point_code
            and concentrations.measured_at = flows.measured_at
    where concentrations.concentration_mean is not null

),

months as (

    select
        monitoring_point_code,
        pollutant_code,
        month,
        min(pollutant_name) as pollutant_name,
        min(pollutant_name_en) as pollutant_name_en,
        count(*) as measured_hours,
        count(*) filter (where is_flagged) as flagged_hours,
        count(kg) filter (where not is_flagged) as counted_hours,
        cast(
            avg(concentration_mean) filter (where not is_flagged) as decimal(20, 6)
        ) as concentration_mean,
        cast(sum(flow_total) filter (where not is_flagged) as decimal(20, 3)) as flow_m3,
        -- Summed as decimals, so that no order of the hours shows in the last digit.
        sum(cast(kg as decimal(24, 6))) filter (where not is_flagged) as discharged_kg,
        cast(sum(stated_kg) as decimal(24, 4)) as stated_kg
    from hours
    group by monitoring_point_code, pollutant_code, month

)

select
    months.monitoring_point_code,
    months.pollutant_code,
    months.month,
    sources.unified_social_credit_code,
    coalesce(sources.pollution_source_name, points.enterprise_name) as enterprise_name,
    sources.division_code,
    points.discharge_outlet_code,
    points.outlet_name,
    points.outlet_medium,
    points.permit_number,
    months.pollutant_name,
    months.pollutant_name_en,
    months.measured_hours,
    months.flagged_hours,
    months.counted_hours,
    months.concentration_mean,
    months.flow_m3,
    cast(months.discharged_kg as decimal(24, 6)) as discharged_kg,
    months.stated_kg
from months
left join points on months.monitoring_point_code = points.monitoring_point_code
left join sources on points.pollution_source_id = sources.pollution_source_id
order by months.month, months.pollutant_code, months.monitoring_point_code
