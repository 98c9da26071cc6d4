{{ config(materialized='view') }}

with datasets as (

    select * from {{ source('lake', 'standard_dataset') }}

),

items as (

    select
        source,
        dataset,
        count(*) as item_count,
        count(*) filter (where is_personal) as personal_item_count,
        max(security_grade) as highest_item_grade
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

),

filled as (

    select
        source,
        dataset,
        sum(filled_count) / nullif(sum(row_count), 0) as completeness
    from {{ source('lake', 'item_day') }}
    group by source, dataset

),

uses as (

    select
        source,
        dataset,
        list(distinct table_name order by table_name) as used_in
    from {{ source('lake', 'item_use') }}
    group by source, dataset

)

select
    datasets.source,
    datasets.dataset,
    datasets.category,
    datasets.resource_code,
    datasets.theme,
    datasets.theme_zh,
    datasets.theme_en,
    datasets.title_zh,
    datasets.title_en,
    datasets.definition_zh,
    datasets.definition_en,
    datasets.source_title_zh,
    datasets.source_title_en,
    datasets.owner_zh,
    datasets.owner_en,
    datasets.grain_zh,
    datasets.grain_en,
    datasets.key_columns,
    datasets.update_frequency,
    datasets.fresh_within,
    datasets.share_type,
    datasets.share_condition_zh,
    datasets.share_condition_en,
    datasets.open_type,
    datasets.open_condition_zh,
    datasets.open_condition_en,
    datasets.security_grade,
    items.highest_item_grade,
    datasets.standard_version,
    datasets.issued_on,
    datasets.is_delivered,
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
    filled.completeness,
    accounts.last_received_at,
    'lake.' || datasets.source || '__' || datasets.dataset as relation_name,
    coalesce(uses.used_in, []) as used_in
from datasets
left join items
    on datasets.source = items.source and datasets.dataset = items.dataset
left join accounts
    on datasets.source = accounts.source and datasets.dataset = accounts.dataset
left join filled
    on datasets.source = filled.source and datasets.dataset = filled.dataset
left join uses
    on datasets.source = uses.source and datasets.dataset = uses.dataset
order by datasets.source, datasets.dataset
