with items as (

    select * from {{ source('lake', 'standard_item') }}

),

categories as (

    select * from {{ ref('catalogue_category') }}

)

select
    items.source,
    items.dataset,
    items.item,
    items.position,
    categories.category,
    items.title_zh,
    items.title_en,
    items.definition_zh,
    items.definition_en,
    items.element,
    items.data_type,
    items.unit,
    items.code_list,
    items.is_key,
    items.is_required,
    items.is_derived,
    items.is_personal,
    items.basis,
    items.citation,
    categories.accepted,
    categories.rejected,
    categories.last_received_at
from items
inner join categories
    on items.source = categories.source and items.dataset = categories.dataset
order by items.source, items.dataset, items.position
