with source as (

    select * from {{ source('lake', 'ecology__discharge_permit') }}

),

renamed as (

    select
        -- keys
        permit_number,
        discharge_outlet_code,
        unified_social_credit_code,
        device_number,

        -- holder
        enterprise_name,
        management_class,
        industry_code,
        division_code,
        production_address,
        longitude,
        latitude,

        -- outlet
        outlet_name,
        outlet_medium,

        -- validity
        issuing_authority,
        issued_on,
        valid_from,
        valid_to,

        -- origin
        _flags as flags,
        _batch,
        _file,
        _row,
        _received_at
    from source
    {{ current_version(['permit_number', 'discharge_outlet_code']) }}

)

select * from renamed
