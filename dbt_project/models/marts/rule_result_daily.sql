with accounts as (

    select * from {{ source('lake', 'accounts') }}

),

datasets as (

    select * from {{ source('lake', 'standard_dataset') }}

),

-- The day is the source's own: a batch that comes at 07:00 in China belongs to that day.
batches as (

    select
        accounts.source,
        accounts.dataset,
        accounts.rule_counts,
        accounts.received,
        datasets.source_title_zh as department_zh,
        datasets.source_title_en as department_en,
        cast(accounts.received_at at time zone coalesce(datasets.timezone, 'UTC') as date) as received_on
    from accounts
    left join datasets
        on accounts.source = datasets.source and accounts.dataset = datasets.dataset

),

received as (

    select
        source,
        dataset,
        received_on,
        cast(sum(received) as bigint) as received_rows,
        count(*) as batch_count
    from batches
    group by source, dataset, received_on

),

failures as (

    select
        source,
        dataset,
        department_zh,
        department_en,
        received_on,
        unnest(rule_counts) as counted
    from batches

),

failed as (

    select
        source,
        dataset,
        department_zh,
        department_en,
        received_on,
        counted.rule as rule,
        counted.severity as severity,
        cast(sum(counted.rows) as bigint) as failed_rows
    from failures
    group by all

)

select
    failed.source,
    failed.dataset,
    failed.department_zh,
    failed.department_en,
    failed.rule,
    failed.severity,
    failed.received_on,
    received.batch_count,
    received.received_rows,
    failed.failed_rows
from failed
inner join received
    on
        failed.source = received.source
        and failed.dataset = received.dataset
        and failed.received_on = received.received_on
order by failed.source, failed.dataset, failed.received_on, failed.rule, failed.severity
