{{ config(materialized='view') }}

with exposures as (

    select * from {{ source('lake', 'derived_dispersion_exposure') }}

),

hours as (

    select * from {{ ref('dispersion_source_hourly') }}

)

select
    exposures.day,
    exposures.observed_at,
    exposures.point_id,
    exposures.point_name,
    exposures.point_kind,
    exposures.pollutant_code,
    exposures.concentration,
    exposures.hour_limit,
    exposures.concentration / exposures.hour_limit as share_of_limit,
    exposures.monitoring_point_code,
    hours.enterprise_code,
    hours.enterprise_name,
    exposures.emission_g_s,
    exposures.distance,
    exposures.downwind,
    exposures.crosswind,
    hours.wind_direction,
    hours.wind_speed,
    hours.stability_class,
    hours.mixing_height,
    hours.effective_height,
    hours.stack_basis,
    hours.cloud_basis,
    exposures.state,
    exposures.reason_zh,
    exposures.reason_en
from exposures
inner join hours
    on
        exposures.day = hours.day
        and exposures.monitoring_point_code = hours.monitoring_point_code
        and exposures.observed_at = hours.observed_at
