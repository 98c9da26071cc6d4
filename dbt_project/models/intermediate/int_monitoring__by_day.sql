with limits as (

    select
        permit_number,
        discharge_outlet_code,
        pollutant_code,
        min(concentration_limit) as concentration_limit,
        min(concentration_unit) as concentration_unit
    from {{ ref('stg_ecology__permit_outlet_limit') }}
    where pollutant_code is not null
    group by permit_number, discharge_outlet_code, pollutant_code

),

-- An hour counts unless it is said to be made up, when it tells a mean and fails no check.
hours as (

    select
        points.enterprise_code,
        points.monitoring_point_code,
        points.discharge_outlet_code,
        points.outlet_name,
        points.outlet_medium,
        points.device_number,
        readings.pollutant_code,
        readings.measured_at,
        cast(readings.measured_at at time zone 'Asia/Shanghai' as date) as measured_on,
        readings.concentration_mean,
        readings.discharge_kg,
        coalesce(readings.is_measured, true)
        and readings.concentration_mean is not null
        and len(coalesce(readings.flags, [])) = 0 as is_valid,
        limits.concentration_limit,
        limits.concentration_unit,
        readings._batch,
        readings._file,
        readings._row
    from {{ ref('stg_iot__source_concentration_hourly') }} as readings
    inner join {{ ref('int_monitoring_point__linked') }} as points
        on readings.monitoring_point_code = points.monitoring_point_code
    left join limits
        on
            points.permit_number = limits.permit_number
            and points.discharge_outlet_code = limits.discharge_outlet_code
            and readings.pollutant_code = limits.pollutant_code

)

select
    enterprise_code,
    monitoring_point_code,
    pollutant_code,
    measured_on,
    min(discharge_outlet_code) as discharge_outlet_code,
    min(outlet_name) as outlet_name,
    min(outlet_medium) as outlet_medium,
    min(device_number) as device_number,
    min(concentration_limit) as concentration_limit,
    min(concentration_unit) as concentration_unit,
    count(distinct date_trunc('hour', measured_at)) as hours_received,
    count(distinct date_trunc('hour', measured_at)) filter (where is_valid) as hours_valid,
    sum(concentration_mean) filter (where is_valid) as sum_of_means,
    count(concentration_mean) filter (where is_valid) as count_of_means,
    max(concentration_mean) filter (where is_valid) as greatest_mean,
    coalesce(sum(discharge_kg) filter (where is_valid), 0) as discharge_kg,
    count(*) filter (where is_valid and concentration_mean > concentration_limit) as exceedance_hours,
    max(measured_at) as last_measured_at,
    arg_max(concentration_mean, measured_at) filter (where is_valid) as last_mean,
    min_by(_batch, (-concentration_mean, measured_at, _batch, _file, _row)) filter (
        where is_valid
    ) as worst_batch,
    min_by(_file, (-concentration_mean, measured_at, _batch, _file, _row)) filter (
        where is_valid
    ) as worst_file,
    min_by(_row, (-concentration_mean, measured_at, _batch, _file, _row)) filter (
        where is_valid
    ) as worst_row
from hours
group by enterprise_code, monitoring_point_code, pollutant_code, measured_on
