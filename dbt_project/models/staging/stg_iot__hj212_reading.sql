with frames as (

    select * from {{ ref('stg_iot__hj212_frame') }}

),

unnested as (

    select
        *,
        unnest(readings) as reading
    from frames

),

renamed as (

    select
        -- keys
        frame_digest,
        device_number,
        data_time,
        reading.pollutant_code as pollutant_code,
        reading.statistic as statistic,

        -- reading
        reading.value as reading_value,
        reading.unit as unit,
        reading.flag as flag,
        reading.raw as raw_text,
        reading.sample_time as sampled_at,

        -- header
        system_code,
        command_code,
        gateway_received_at,

        -- origin
        _batch,
        _file,
        _row,
        _received_at
    from unnested

)

select * from renamed
