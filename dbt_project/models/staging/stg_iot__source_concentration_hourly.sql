with source as (

    select * from {{ source('lake', 'iot__source_concentration_hourly') }}

),

renamed as (

    select
        -- keys
        monitoring_point_code,
        measured_at,
        pollutant_code,

        -- values
        concentration_mean,
        concentration_maximum,
        discharge as discharge_kg,
        is_measured,

        -- origin
        _flags as flags,
        _batch,
        _file,
        _row
    from source
    {{ current_version(['monitoring_point_code', 'measured_at', 'pollutant_code']) }}

)

select * from renamed
