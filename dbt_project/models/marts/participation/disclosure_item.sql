select
    sets.disclosure_set,
    items.item,
    items.position,
    sets.title_zh as set_zh,
    sets.title_en as set_en,
    items.source,
    items.dataset,
    items.title_zh,
    items.title_en,
    datasets.open_type,
    items.is_personal,
    items.security_grade,
    list_contains(sets.items, items.item) as is_disclosed,
    case
        when list_contains(sets.items, items.item) then '公开'
        when items.is_personal then '个人信息，不公开'
        when items.published <> 'whole' then '受限信息（' || items.security_grade || ' 级），不公开'
        else '有条件开放的数据集未列入公开项'
    end as reason_zh,
    case
        when list_contains(sets.items, items.item) then 'disclosed'
        when items.is_personal then 'personal, not disclosed'
        when
            items.published <> 'whole'
            then 'restricted (grade ' || items.security_grade || '), not disclosed'
        else 'open under conditions, and not among the items that they allow'
    end as reason_en
from {{ source('lake', 'disclosure_set') }} as sets
inner join {{ source('lake', 'standard_item') }} as items
    on sets.source = items.source and sets.dataset = items.dataset
inner join {{ source('lake', 'standard_dataset') }} as datasets
    on sets.source = datasets.source and sets.dataset = datasets.dataset
order by sets.disclosure_set, items.position
