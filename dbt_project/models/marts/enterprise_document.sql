{{ config(materialized='view') }}

-- A view: one document is put together in milliseconds from tables that are sorted by enterprise; all of
-- them stored would be most of the file. Every part gives its entries as text, in one shape, so that they are
-- grouped once: a join and a grouping for each part took twice as long, most of it to plan. Tables only, no
-- view of the lake: the document is there also where the lake is not.
-- Entries stand by `place`, then by `words`.
with entries as (

    -- What is known of the enterprise: the value chosen of each item, with its rivals beside it.
    select
        enterprise_code,
        'identity' as part,
        0 as place,
        [item] as words,
        to_json({
            'item': item,
            'value': value,
            'unit': unit,
            'source': source,
            'dataset': dataset,
            'observed_on': observed_on,
            'age_days': age_days,
            'decided_by': decided_by,
            'rivals': rivals
        }) as entry
    from {{ ref('enterprise_value') }}
    where is_chosen
    union all
    select
        enterprise_code,
        'names_and_places' as part,
        0 as place,
        [item, lpad(cast(value_rank as varchar), 9, '0')] as words,
        to_json({
            'item': item,
            'value': value,
            'is_chosen': is_chosen,
            'source': source,
            'dataset': dataset,
            'observed_on': observed_on,
            'reason_zh': reason_zh,
            'reason_en': reason_en
        }) as entry
    from {{ ref('enterprise_value') }}
    where
        item in (
            'enterprise_name', 'former_name', 'division_code', 'production_address', 'registered_address'
        )
    union all
    -- A place and who says so: the pairs of coordinates as claimed, the chosen one first.
    select
        enterprise_code,
        'sites' as part,
        value_rank as place,
        [] as words,
        to_json({
            'longitude': try_cast(split_part(value, ',', 1) as double),
            'latitude': try_cast(split_part(value, ',', 2) as double),
            'is_chosen': is_chosen,
            'source': source,
            'dataset': dataset,
            'observed_on': observed_on,
            'reason_zh': reason_zh,
            'reason_en': reason_en
        }) as entry
    from {{ ref('enterprise_value') }}
    where item = 'coordinates'
    union all
    -- What the registry knows of the past, and the codes of its sites, outlets and devices.
    select
        enterprise_code,
        'history' as part,
        0 as place,
        [
            attribute, cast(valid_from as varchar), cast(valid_to as varchar), value, source, dataset
        ] as words,
        to_json({
            'attribute': attribute,
            'value': value,
            'valid_from': valid_from,
            'valid_to': valid_to,
            'source': source,
            'dataset': dataset
        }) as entry
    from {{ ref('enterprise_history') }}
    union all
    select
        enterprise_code,
        'codes' as part,
        0 as place,
        [kind, code, site_code, local_number] as words,
        to_json({
            'code': code,
            'kind': kind,
            'is_provisional': is_provisional,
            'site_code': site_code,
            'local_number': local_number,
            'valid_from': valid_from,
            'valid_to': valid_to,
            'redirected_to': redirected_to
        }) as entry
    from {{ ref('enterprise_code') }}
    union all
    select
        enterprise_code,
        'sections' as part,
        position as place,
        [] as words,
        body as entry
    from {{ ref('int_enterprise__section') }}
    union all
    select
        enterprise_code,
        'monitoring' as part,
        date '1970-01-01' - month_begins_on as place,
        [monitoring_point_code, pollutant_code] as words,
        to_json({
            'monitoring_point_code': monitoring_point_code,
            'discharge_outlet_code': discharge_outlet_code,
            'outlet_name': outlet_name,
            'outlet_medium': outlet_medium,
            'device_number': device_number,
            'pollutant_code': pollutant_code,
            'month_begins_on': month_begins_on,
            'hours_expected': hours_expected,
            'hours_valid': hours_valid,
            'valid_share': round(valid_share, 4),
            'concentration_mean': round(concentration_mean, 4),
            'concentration_maximum': concentration_maximum,
            'concentration_limit': concentration_limit,
            'concentration_unit': concentration_unit,
            'exceedance_hours': exceedance_hours,
            'discharge_kg': round(discharge_kg, 4),
            'last_concentration': last_concentration,
            'last_measured_at': strftime(last_measured_at at time zone 'UTC', '%Y-%m-%dT%H:%M:%SZ')
        }) as entry
    from {{ ref('enterprise_monitoring') }}
    union all
    select
        enterprise_code,
        'figures' as part,
        0 as place,
        [
            subject, says, coalesce(cast(begins_on as varchar), ''), source, dataset, _batch, _file,
            lpad(cast(_row as varchar), 12, '0')
        ] as words,
        to_json({
            'says': says,
            'subject': subject,
            'begins_on': begins_on,
            'months': months,
            'amount': round(amount, 6),
            'unit': unit,
            'source': source,
            'dataset': dataset,
            'batch': _batch,
            'file': _file,
            'row': _row
        }) as entry
    from {{ ref('enterprise_figure') }}
    union all
    select
        enterprise_code,
        'discrepancies' as part,
        case when is_flagged then 0 else 1 end as place,
        [comparison, subject] as words,
        to_json({
            'comparison': comparison,
            'title_zh': title_zh,
            'title_en': title_en,
            'subject': subject,
            'amount': round(amount, 6),
            'other_amount': round(other_amount, 6),
            'ratio': round(ratio, 4),
            'threshold': threshold,
            'is_comparable': is_comparable,
            'is_flagged': is_flagged,
            'method_zh': method_zh,
            'method_en': method_en
        }) as entry
    from {{ ref('enterprise_discrepancy') }}
    union all
    select
        enterprise_code,
        'quarters' as part,
        quarter_begins_on - date '1970-01-01' as place,
        [] as words,
        to_json({
            'quarter': quarter_name,
            'compliance': compliance,
            'violations': violations,
            'warnings': warnings,
            'inspections': inspections,
            'penalties': penalties,
            'petitions': petitions,
            'exceedance_days': exceedance_days
        }) as entry
    from {{ ref('enterprise_quarter') }}
    union all
    select
        enterprise_code,
        'events' as part,
        date '1970-01-01' - happened_on as place,
        [kind, source, dataset, _batch, _file, lpad(cast(_row as varchar), 12, '0'), details] as words,
        to_json({
            'happened_on': happened_on,
            'kind': kind,
            'tone': tone,
            'details': cast(details as json),
            'is_upcoming': is_upcoming,
            'source': source,
            'dataset': dataset,
            'batch': _batch,
            'file': _file,
            'row': _row
        }) as entry
    from {{ ref('enterprise_event') }}

),

parts as (

    select
        enterprise_code,
        part,
        '[' || string_agg(entry, ',' order by place, words) || ']' as body
    from entries
    group by enterprise_code, part

),

bodies as (

    select
        enterprise_code,
        ',"identity":' || coalesce(max(body) filter (where part = 'identity'), '[]')
        || ',"history":' || coalesce(max(body) filter (where part = 'history'), '[]')
        || ',"codes":' || coalesce(max(body) filter (where part = 'codes'), '[]')
        || ',"names_and_places":' || coalesce(max(body) filter (where part = 'names_and_places'), '[]')
        || ',"sites":' || coalesce(max(body) filter (where part = 'sites'), '[]')
        || ',"sections":' || coalesce(max(body) filter (where part = 'sections'), '[]')
        || ',"monitoring":' || coalesce(max(body) filter (where part = 'monitoring'), '[]')
        || ',"figures":' || coalesce(max(body) filter (where part = 'figures'), '[]')
        || ',"discrepancies":' || coalesce(max(body) filter (where part = 'discrepancies'), '[]')
        || ',"quarters":' || coalesce(max(body) filter (where part = 'quarters'), '[]')
        || ',"events":' || coalesce(max(body) filter (where part = 'events'), '[]') as body
    from parts
    group by enterprise_code

)

select
    files.enterprise_code,
    -- Put together as text: a document that is parsed again for each part of it costs ten times as much.
    '{"format":"ecolake.enterprise/1","enterprise_code":' || to_json(files.enterprise_code)
    || ',"as_of":' || to_json(as_of.as_of)
    || ',"is_provisional":' || to_json(files.is_provisional)
    || bodies.body
    || ',"issues":' || coalesce(
        to_json([
            {
                'source': issue.source,
                'dataset': issue.dataset,
                'severity': issue.severity,
                'rule': issue.rule,
                'reason_zh': issue.reason_zh,
                'reason_en': issue.reason_en,
                'batch': issue._batch,
                'file': issue._file,
                'row': issue._row
            }
            for issue in files.open_issues
        ]),
        '[]'
    )
    || '}' as document
from {{ ref('enterprise_file') }} as files
-- Every enterprise has its thirteen quarters.
inner join bodies on files.enterprise_code = bodies.enterprise_code
cross join {{ ref('int_release__as_of') }} as as_of
