with days as (

    select
        *,
        cast(date_trunc('month', measured_on) as date) as month_begins_on
    from {{ ref('int_monitoring__by_day') }}

),

-- Hours are owed from the first that a point sent in the month to the last that any point sent in it.
months as (

    select
        month_begins_on,
        max(last_measured_at) as last_hour
    from days
    group by month_begins_on

),

points as (

    select
        monitoring_point_code,
        month_begins_on,
        min(measured_on) as first_day
    from days
    group by monitoring_point_code, month_begins_on

)

select
    days.enterprise_code,
    days.monitoring_point_code,
    days.pollutant_code,
    days.month_begins_on,
    min(days.discharge_outlet_code) as discharge_outlet_code,
    min(days.outlet_name) as outlet_name,
    min(days.outlet_medium) as outlet_medium,
    min(days.device_number) as device_number,
    cast(max(
        date_diff(
            'hour', cast(points.first_day as timestamp),
            date_trunc('hour', months.last_hour at time zone 'Asia/Shanghai')
        ) + 1
    ) as bigint) as hours_expected,
    cast(sum(days.hours_received) as bigint) as hours_received,
    cast(sum(days.hours_valid) as bigint) as hours_valid,
    cast(least(1, sum(days.hours_valid) / max(
        date_diff(
            'hour', cast(points.first_day as timestamp),
            date_trunc('hour', months.last_hour at time zone 'Asia/Shanghai')
        ) + 1
    )) as double) as valid_share,
    cast(sum(days.sum_of_means) / nullif(sum(days.count_of_means), 0) as double) as concentration_mean,
    cast(max(days.greatest_mean) as double) as concentration_maximum,
    cast(min(days.concentration_limit) as double) as concentration_limit,
    min(days.concentration_unit) as concentration_unit,
    cast(sum(days.exceedance_hours) as bigint) as exceedance_hours,
    cast(sum(days.discharge_kg) as double) as discharge_kg,
    max(days.last_measured_at) as last_measured_at,
    cast(arg_max(days.last_mean, days.last_measured_at) as double) as last_concentration
from days
inner join months on days.month_begins_on = months.month_begins_on
inner join points
    on
        days.monitoring_point_code = points.monitoring_point_code
        and days.month_begins_on = points.month_begins_on
group by days.enterprise_code, days.monitoring_point_code, days.pollutant_code, days.month_begins_on
order by
    days.enterprise_code, days.monitoring_point_code, days.pollutant_code, days.month_begins_on
