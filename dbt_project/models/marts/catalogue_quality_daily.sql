with accounts as (

    select * from {{ source('lake', 'accounts') }}

),

datasets as (

    select
        *,
        {{ minutes_of('fresh_within') }} as promised_minutes
    from {{ source('lake', 'standard_dataset') }}

),

-- The day is the source's own, as in rule_result_daily.
received as (

    select
        accounts.source,
        accounts.dataset,
        cast(accounts.received_at at time zone coalesce(datasets.timezone, 'UTC') as date) as received_on,
        count(*) as batch_count,
        cast(sum(accounts.received) as bigint) as received,
        cast(sum(accounts.accepted) as bigint) as accepted,
        cast(sum(accounts.rejected) as bigint) as rejected,
        cast(sum(accounts.duplicate) as bigint) as duplicate,
        cast(sum(accounts.flagged) as bigint) as flagged,
        min(accounts.received_at) as first_received_at,
        max(accounts.received_at) as last_received_at
    from accounts
    inner join datasets
        on accounts.source = datasets.source and accounts.dataset = datasets.dataset
    group by all

),

filled as (

    select
        item_day.source,
        item_day.dataset,
        item_day.received_on,
        sum(item_day.filled_count) filter (where items.is_required)
        / nullif(sum(item_day.row_count) filter (where items.is_required), 0) as completeness_required,
        sum(item_day.filled_count) filter (where not items.is_required)
        / nullif(sum(item_day.row_count) filter (where not items.is_required), 0) as completeness_optional,
        sum(item_day.filled_count) / nullif(sum(item_day.row_count), 0) as completeness
    from {{ source('lake', 'item_day') }} as item_day
    inner join {{ source('lake', 'standard_item') }} as items
        on
            item_day.source = items.source
            and item_day.dataset = items.dataset
            and item_day.item = items.item
    group by item_day.source, item_day.dataset, item_day.received_on

),

measured as (

    select
        received.*,
        datasets.promised_minutes,
        filled.completeness_required,
        filled.completeness_optional,
        filled.completeness,
        received.accepted / nullif(received.accepted + received.rejected, 0) as pass_rate,
        date_diff(
            'minute',
            lag(received.last_received_at) over (
                partition by received.source, received.dataset order by received.received_on
            ),
            received.first_received_at
        ) as waited_minutes
    from received
    inner join datasets
        on received.source = datasets.source and received.dataset = datasets.dataset
    left join filled
        on
            received.source = filled.source
            and received.dataset = filled.dataset
            and received.received_on = filled.received_on

)

-- A day is held against the thirty days of receipt before it, whatever the calendar between them.
select
    source,
    dataset,
    received_on,
    batch_count,
    received,
    accepted,
    rejected,
    duplicate,
    flagged,
    pass_rate,
    completeness_required,
    completeness_optional,
    completeness,
    promised_minutes,
    waited_minutes,
    waited_minutes <= promised_minutes as is_on_time,
    count(*) over last_30 as earlier_days,
    median(received) over last_30 as usual_received,
    received / nullif(median(received) over last_30, 0) as volume_ratio,
    pass_rate - avg(pass_rate) over last_30 as pass_rate_change,
    completeness - avg(completeness) over last_30 as completeness_change
from measured
window
    last_30 as (
        partition by source, dataset
        order by received_on
        rows between 30 preceding and 1 preceding
    )
order by source, dataset, received_on
