{{ config(materialized='view') }}

with hours as (

    select * from {{ source('lake', 'derived_dispersion_hour') }}

),

-- A point that was named anew has several versions: the last one speaks, also where it was withdrawn since.
points as (

    select
        points.monitoring_point_code,
        min(linked.enterprise_code) as enterprise_code,
        max_by(points.enterprise_name, (points._sequence, points._row)) as enterprise_name,
        max_by(points.outlet_name, (points._sequence, points._row)) as outlet_name
    from {{ source('lake', 'iot__source_monitoring_point') }} as points
    left join {{ ref('int_monitoring_point__linked') }} as linked
        on points.monitoring_point_code = linked.monitoring_point_code
    group by points.monitoring_point_code

)

select
    hours.day,
    hours.monitoring_point_code,
    hours.observed_at,
    points.enterprise_code,
    points.enterprise_name,
    points.outlet_name,
    hours.* exclude (hours.day, hours.monitoring_point_code, hours.observed_at)
from hours
left join points on hours.monitoring_point_code = points.monitoring_point_code
