-- The records of each section as JSON, the newest sixty of each dataset: a file has to stay readable.
with records as (

    select
        enterprise_code,
        section,
        source || '.' || dataset as dataset_id,
        json_object(
            'dated_on', dated_on,
            'batch', _batch,
            'file', _file,
            'row', _row,
            'record', record
        ) as entry,
        row_number() over (
            partition by enterprise_code, section, source, dataset
            order by dated_on desc nulls last, _batch asc, _file asc, _row asc
        ) as place,
        count(*) over (partition by enterprise_code, section, source, dataset) as records
    from {{ source('lake', 'enterprise_record') }}

),

by_dataset as (

    select
        enterprise_code,
        section,
        dataset_id,
        json_object(
            'dataset', dataset_id,
            'records', any_value(records),
            'entries', list(entry order by place)
        ) as body
    from records
    where place <= 60
    group by enterprise_code, section, dataset_id

)

select
    by_dataset.enterprise_code,
    by_dataset.section,
    any_value(sections.position) as position,
    json_object(
        'section', by_dataset.section,
        'title_zh', any_value(sections.title_zh),
        'title_en', any_value(sections.title_en),
        'datasets', list(by_dataset.body order by by_dataset.dataset_id)
    ) as body
from by_dataset
inner join {{ source('lake', 'dossier_section') }} as sections using (section)
group by by_dataset.enterprise_code, by_dataset.section
