with events as (

    select * from {{ source('lake', 'holds') }}

),

first_held as (

    select
        source,
        dataset,
        batch,
        min(happened_at) as held_at
    from events
    where event = 'held'
    group by source, dataset, batch

),

latest as (

    select *
    from events
    qualify row_number() over (partition by source, dataset, batch order by number desc) = 1

)

select
    latest.source,
    latest.dataset,
    latest.batch,
    case latest.event when 'held' then 'waiting' else latest.event end as state,
    list_transform(latest.findings, finding -> finding.kind) as kinds,
    latest.sentence_zh,
    latest.sentence_en,
    latest.owner,
    latest.rows as record_count,
    latest.sequence,
    latest.received_at,
    first_held.held_at,
    case when latest.event <> 'held' then latest.happened_at end as decided_at,
    case when latest.event <> 'held' then latest.reason end as reason
from latest
inner join first_held
    on
        latest.source = first_held.source
        and latest.dataset = first_held.dataset
        and latest.batch = first_held.batch
order by latest.source, latest.dataset, latest.sequence
