with readings as (

    select
        *,
        date_trunc('hour', data_time) as hour_started_at
    from {{ ref('stg_iot__hj212_reading') }}
    where data_time is not null

),

-- One hourly upload may arrive again; the last one the gateway saw is in force.
reported_once as (

    select *
    from readings
    where command_code = '2061'
    qualify dense_rank() over (
        partition by device_number, system_code, pollutant_code, hour_started_at
        order by gateway_received_at desc nulls last, frame_digest desc
    ) = 1

),

reported as (

    select
        device_number,
        system_code,
        pollutant_code,
        hour_started_at,
        max(reading_value) filter (where statistic = 'Avg') as average_value,
        max(reading_value) filter (where statistic = 'Min') as minimum_value,
        max(reading_value) filter (where statistic = 'Max') as maximum_value,
        max(reading_value) filter (where statistic = 'Cou') as total_value,
        coalesce(max(flag) filter (where flag <> 'N'), max(flag)) as flag,
        max(unit) as reported_unit,
        max(frame_digest) as frame_digest
    from reported_once
    group by device_number, system_code, pollutant_code, hour_started_at

),

-- A moment sent again is one moment.
moments as (

    select *
    from readings
    where statistic = 'Rtd' and command_code = '2011'
    qualify row_number() over (
        partition by device_number, system_code, pollutant_code, data_time
        order by gateway_received_at desc nulls last, frame_digest desc, raw_text asc
    ) = 1

),

-- Only a value that the instrument measured while working normally (flag N, or no flag) counts.
realtime as (

    select
        device_number,
        system_code,
        pollutant_code,
        hour_started_at,
        cast(
            avg(reading_value) filter (where coalesce(flag, 'N') = 'N') as decimal(20, 6)
        ) as realtime_mean,
        count(reading_value) filter (where coalesce(flag, 'N') = 'N') as realtime_count,
        count(*) filter (where flag <> 'N') as realtime_abnormal_count,
        max(unit) as realtime_unit,
        max_by(frame_digest, data_time) as realtime_frame_digest
    from moments
    group by device_number, system_code, pollutant_code, hour_started_at

)

select
    device_number,
    system_code,
    pollutant_code,
    hour_started_at,
    reported.average_value,
    reported.minimum_value,
    reported.maximum_value,
    reported.total_value,
    realtime.realtime_mean,
    coalesce(realtime.realtime_count, 0) as realtime_count,
    coalesce(realtime.realtime_abnormal_count, 0) as realtime_abnormal_count,
    reported.flag,
    coalesce(reported.reported_unit, realtime.realtime_unit) as unit,
    coalesce(reported.frame_digest, realtime.realtime_frame_digest) as frame_digest
from reported
full outer join realtime
    using (device_number, system_code, pollutant_code, hour_started_at)
order by device_number, hour_started_at, pollutant_code
