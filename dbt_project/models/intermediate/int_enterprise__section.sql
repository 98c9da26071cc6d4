-- The records of each section as JSON text, the newest sixty of each dataset: a file has to stay readable.
with records as (

    select
        enterprise_code,
        section,
        source || '.' || dataset as dataset_id,
        '{"dated_on":' || coalesce(to_json(dated_on), 'null')
        || ',"batch":' || to_json(_batch)
        || ',"file":' || to_json(_file)
        || ',"row":' || _row
        || ',"record":' || record || '}' as entry,
        row_number() over (
            partition by enterprise_code, section, source, dataset
            order by dated_on desc nulls last, _batch asc, _file asc, _row asc
        ) as place
    from {{ ref('enterprise_record') }}

),

by_dataset as (

    select
        enterprise_code,
        section,
        dataset_id,
        '{"dataset":' || to_json(dataset_id)
        || ',"records":' || max(place)
        || ',"entries":[' || string_agg(entry, ',' order by place) filter (where place <= 60)
        || ']}' as body
    from records
    group by enterprise_code, section, dataset_id

)

select
    by_dataset.enterprise_code,
    by_dataset.section,
    sections.position,
    '{"section":' || to_json(by_dataset.section)
    || ',"title_zh":' || to_json(sections.title_zh)
    || ',"title_en":' || to_json(sections.title_en)
    || ',"datasets":[' || string_agg(by_dataset.body, ',' order by by_dataset.dataset_id)
    || ']}' as body
from by_dataset
inner join {{ source('lake', 'dossier_section') }} as sections using (section)
group by
    by_dataset.enterprise_code, by_dataset.section, sections.position, sections.title_zh,
    sections.title_en
