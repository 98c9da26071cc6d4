with source as (

    select * from {{ source('lake', 'iot__source_monitoring_point') }}

),

renamed as (

    select
        -- keys
        monitoring_point_code,
        permit_number,
        discharge_outlet_code,
        device_number,

        -- outlet
        outlet_name,
        outlet_medium,
        point_status,
        longitude,
        latitude,

        -- origin
        _batch,
        _file,
        _row
    from source
    {{ current_version(['monitoring_point_code']) }}

)

select * from renamed
