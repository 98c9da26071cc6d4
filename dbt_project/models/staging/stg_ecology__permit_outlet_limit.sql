with source as (

    select * from {{ source('lake', 'ecology__permit_outlet_limit') }}

),

renamed as (

    select
        -- keys
        permit_number,
        discharge_outlet_code,
        pollutant_name,
        pollutant_code,

        -- limits
        concentration_limit,
        concentration_unit,
        annual_limit,
        applied_standard,

        -- origin
        _batch,
        _file,
        _row
    from source
    {{ current_version(['permit_number', 'discharge_outlet_code', 'pollutant_name']) }}

)

select * from renamed
