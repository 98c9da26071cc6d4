with happenings as (

    select
        enterprise_code,
        happened_on,
        kind,
        cast(details as varchar) as details,
        source,
        dataset,
        _batch,
        _file,
        _row
    from {{ source('lake', 'enterprise_happening') }}

),

-- Hours above the limit of a permit, one event per outlet, pollutant and day.
exceedances as (

    select
        enterprise_code,
        measured_on as happened_on,
        'exceeded' as kind,
        cast(to_json({
            'discharge_outlet_code': discharge_outlet_code,
            'pollutant_code': pollutant_code,
            'hours': exceedance_hours,
            'concentration_maximum': cast(greatest_mean as double),
            'concentration_limit': cast(concentration_limit as double)
        }) as varchar) as details,
        'iot' as source,
        'source_concentration_hourly' as dataset,
        worst_batch as _batch,
        worst_file as _file,
        worst_row as _row
    from {{ ref('int_monitoring__by_day') }}
    where exceedance_hours > 0

),

events as (

    select * from happenings
    union all
    select * from exceedances

)

select
    events.enterprise_code,
    events.happened_on,
    events.kind,
    kinds.title_zh,
    kinds.title_en,
    kinds.tone,
    events.details,
    events.happened_on > as_of.as_of as is_upcoming,
    events.source,
    events.dataset,
    events._batch,
    events._file,
    events._row
from events
inner join {{ source('lake', 'dossier_event') }} as kinds on events.kind = kinds.kind
cross join {{ ref('int_release__as_of') }} as as_of
order by
    events.enterprise_code, events.happened_on, events.kind, events.source, events.dataset,
    events._batch, events._file, events._row, events.details
