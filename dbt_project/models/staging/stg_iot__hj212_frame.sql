with source as (

    select * from {{ source('lake', 'iot__hj212_frame') }}

),

renamed as (

    select
        -- keys
        frame_digest,
        device_number,
        data_time,

        -- header
        qn,
        system_code,
        command_code,
        flag,
        protocol_edition,
        packet_count,
        packet_number,

        -- gateway
        gateway_received_at,
        device_address,

        -- content
        reading_count,
        unreadable_count,
        readings,

        -- origin
        _flags as flags,
        _batch,
        _file,
        _row,
        _received_at
    from source
    {{ current_version(['frame_digest']) }}

)

select * from renamed
