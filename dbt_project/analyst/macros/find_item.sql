-- 按中文、英文名称或定义查找数据项，并给出所在视图 · items whose title or definition has these words in it, and the view that shows them
create macro find_item(words) as table
select
    items.source,
    items.dataset,
    items.item,
    items.title_zh,
    items.title_en,
    items.unit,
    items.published,
    items.definition_zh,
    items.definition_en,
    shown.schema_name || '.' || shown.view_name as shown_in
from lake.standard_item as items
left join (
    select schema_name, view_name
    from duckdb_views()
    where schema_name in (select schema_name from lake.subject where schema_name not in ('lake', 'history', 'staging', 'main'))
        and database_name = current_database()
) as shown on shown.view_name = items.source || '__' || items.dataset
where
    items.title_zh ilike '%' || trim(words) || '%'
    or items.title_en ilike '%' || trim(words) || '%'
    or items.definition_zh ilike '%' || trim(words) || '%'
    or items.definition_en ilike '%' || trim(words) || '%'
order by items.source, items.dataset, items.position
