with source as (

    select * from {{ source('lake', 'market_regulation__enterprise') }}

),

renamed as (

    select
        -- keys
        unified_social_credit_code,

        -- identity
        enterprise_name,
        former_name,
        enterprise_type,
        legal_representative as legal_representative_masked,
        telephone as telephone_masked,
        is_branch,
        parent_unified_social_credit_code,
        registration_number,
        organisation_code,
        taxpayer_number,

        -- place
        registered_address,
        division_code,
        postal_code,
        longitude,
        latitude,

        -- business
        industry_section,
        industry_code,
        business_scope,
        registered_capital,
        currency,
        employees,

        -- status
        registration_status,
        registration_authority,
        established_on,
        business_from,
        business_to,
        approved_on,
        deregistered_on,
        revoked_on,
        updated_at,

        -- origin
        _flags as flags,
        _batch,
        _file,
        _row,
        _received_at
    from source
    {{ current_version(['unified_social_credit_code']) }}

)

select * from renamed
