with exposures as (

    select * from {{ source('lake', 'derived_dispersion_exposure') }}
    where concentration is not null

),

-- What several outlets add in one hour adds up.
hours as (

    select
        day,
        point_id,
        pollutant_code,
        observed_at,
        sum(concentration) as concentration
    from exposures
    group by day, point_id, pollutant_code, observed_at

),

days as (

    select
        day,
        point_id,
        pollutant_code,
        cast(count(*) as bigint) as hours_exposed,
        max(concentration) as peak,
        arg_max(observed_at, (concentration, observed_at)) as peak_at,
        sum(concentration) / 24 as mean_24h
    from hours
    group by day, point_id, pollutant_code

),

outlets as (

    select
        day,
        point_id,
        pollutant_code,
        monitoring_point_code,
        any_value(point_name) as point_name,
        any_value(point_kind) as point_kind,
        any_value(hour_limit) as hour_limit,
        sum(concentration) as whole
    from exposures
    group by day, point_id, pollutant_code, monitoring_point_code

),

shares as (

    select
        day,
        point_id,
        pollutant_code,
        any_value(point_name) as point_name,
        any_value(point_kind) as point_kind,
        any_value(hour_limit) as hour_limit,
        cast(count(*) as bigint) as outlets,
        arg_max(monitoring_point_code, (whole, monitoring_point_code)) as main_monitoring_point_code,
        max(whole) / sum(whole) as main_share
    from outlets
    group by day, point_id, pollutant_code

),

-- A point that was named anew has several versions: the last one speaks, also where it was withdrawn since.
points as (

    select
        points.monitoring_point_code,
        min(linked.enterprise_code) as enterprise_code,
        max_by(points.enterprise_name, (points._sequence, points._row)) as enterprise_name
    from {{ source('lake', 'iot__source_monitoring_point') }} as points
    left join {{ ref('int_monitoring_point__linked') }} as linked
        on points.monitoring_point_code = linked.monitoring_point_code
    group by points.monitoring_point_code

)

select
    days.day,
    days.point_id,
    shares.point_name,
    shares.point_kind,
    days.pollutant_code,
    days.hours_exposed,
    days.peak,
    days.peak_at,
    days.mean_24h,
    shares.hour_limit,
    days.peak / shares.hour_limit as peak_share_of_limit,
    shares.outlets,
    shares.main_monitoring_point_code,
    shares.main_share,
    points.enterprise_code as main_enterprise_code,
    points.enterprise_name as main_enterprise_name
from days
inner join shares
    on
        days.day = shares.day
        and days.point_id = shares.point_id
        and days.pollutant_code = shares.pollutant_code
left join points on shares.main_monitoring_point_code = points.monitoring_point_code
order by days.day, days.point_id, days.pollutant_code
