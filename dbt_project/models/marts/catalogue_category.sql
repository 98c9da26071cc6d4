with datasets as (

    select * from {{ source('lake', 'standard_dataset') }}

),

items as (

    select
        source,
        dataset,
        count(*) as item_count,
        count(*) filter (where is_personal) as personal_item_count
    from {{ source('lake', 'standard_item') }}
    group by source, dataset

),

accounts as (

    select
        source,
        dataset,
        count(*) as batch_count,
        cast(sum(received) as bigint) as received,
        cast(sum(accepted) as bigint) as accepted,
        cast(sum(rejected) as bigint) as rejected,
        cast(sum(duplicate) as bigint) as duplicate,
        cast(sum(flagged) as bigint) as flagged,
        max(received_at) as last_received_at
    from {{ source('lake', 'accounts') }}
    group by source, dataset

)

select
    datasets.source,
    datasets.dataset,
    datasets.category,
    datasets.title_zh,
    datasets.title_en,
    datasets.definition_zh,
    datasets.definition_en,
    datasets.source_title_zh,
    datasets.source_title_en,
    datasets.grain_zh,
    datasets.grain_en,
    datasets.key_columns,
    datasets.update_frequency,
    datasets.fresh_within,
    datasets.standard_version,
    datasets.basis,
    datasets.citation,
    coalesce(items.item_count, 0) as item_count,
    coalesce(items.personal_item_count, 0) as personal_item_count,
    coalesce(accounts.batch_count, 0) as batch_count,
    coalesce(accounts.received, 0) as received,
    coalesce(accounts.accepted, 0) as accepted,
    coalesce(accounts.rejected, 0) as rejected,
    coalesce(accounts.duplicate, 0) as duplicate,
    coalesce(accounts.flagged, 0) as flagged,
    accounts.last_received_at
from datasets
left join items
    on datasets.source = items.source and datasets.dataset = items.dataset
left join accounts
    on datasets.source = accounts.source and datasets.dataset = accounts.dataset
order by datasets.source, datasets.dataset
