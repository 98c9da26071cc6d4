{{ config(materialized='view') }}

with items as (

    select * from {{ source('lake', 'standard_item') }}

),

categories as (

    select * from {{ ref('catalogue_category') }}

),

filled as (

    select
        source,
        dataset,
        item,
        cast(sum(filled_count) as bigint) as filled_count,
        sum(filled_count) / nullif(sum(row_count), 0) as completeness
    from {{ source('lake', 'item_day') }}
    group by source, dataset, item

),

samples as (

    select * from {{ source('lake', 'item_sample') }}

),

uses as (

    select
        source,
        dataset,
        item,
        list(distinct table_name || '.' || column_name order by table_name || '.' || column_name) as used_in
    from {{ source('lake', 'item_use') }}
    group by source, dataset, item

)

select
    items.source,
    items.dataset,
    items.item,
    items.position,
    categories.category,
    categories.theme,
    categories.title_zh as dataset_title_zh,
    categories.title_en as dataset_title_en,
    items.title_zh,
    items.title_en,
    items.definition_zh,
    items.definition_en,
    items.synonyms,
    items.element,
    items.data_type,
    items.unit,
    items.code_list,
    items.value_domain,
    items.is_key,
    items.is_required,
    items.is_derived,
    items.is_personal,
    items.security_grade,
    items.landed_columns,
    items.refers_to,
    categories.source_title_zh,
    categories.source_title_en,
    categories.owner_zh,
    categories.owner_en,
    categories.share_type,
    categories.share_condition_zh,
    categories.share_condition_en,
    categories.open_type,
    categories.update_frequency,
    categories.standard_version,
    items.basis,
    items.citation,
    categories.accepted,
    categories.rejected,
    coalesce(filled.filled_count, 0) as filled_count,
    filled.completeness,
    coalesce(samples.samples, []) as samples,
    categories.last_received_at,
    categories.relation_name,
    coalesce(uses.used_in, []) as used_in
from items
inner join categories
    on items.source = categories.source and items.dataset = categories.dataset
left join filled
    on
        items.source = filled.source
        and items.dataset = filled.dataset
        and items.item = filled.item
left join samples
    on
        items.source = samples.source
        and items.dataset = samples.dataset
        and items.item = samples.item
left join uses
    on
        items.source = uses.source
        and items.dataset = uses.dataset
        and items.item = uses.item
order by items.source, items.dataset, items.position
