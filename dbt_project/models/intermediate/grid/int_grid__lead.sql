-- The leads of the grid, with how long each step took.
with leads as (

    select
        lead_number,
        lead_source,
        grid_code,
        found_at,
        dispatched_at,
        closed_at,
        handling_status,
        satisfaction,
        pollution_kind
    from {{ source('lake', 'ecology__grid_lead') }}
    {{ current_version(['lead_number']) }}

)

select
    lead_number,
    lead_source,
    grid_code,
    left(grid_code, 6) as division_code,
    pollution_kind,
    cast(found_at at time zone 'Asia/Shanghai' as date) as found_on,
    handling_status,
    satisfaction,
    closed_at is not null as is_closed,
    -- A step that is written down before the finding says nothing of how long it took.
    case
        when dispatched_at >= found_at then date_diff('minute', found_at, dispatched_at) / 60.0
    end as response_hours,
    case
        when closed_at >= found_at then date_diff('minute', found_at, closed_at) / 60.0
    end as close_hours
from leads
