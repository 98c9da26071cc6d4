{{ config(materialized='view') }}

-- A view: one document is put together in milliseconds from tables that are sorted by enterprise; all of
-- them stored would be most of the file.
with codes as (

    select * from {{ ref('int_enterprise__code') }}

),

-- What is known of the enterprise: the value chosen of each item, with its rivals beside it.
identity as (

    select
        enterprise_code,
        to_json(list(
            {
                'item': item,
                'value': value,
                'unit': unit,
                'source': source,
                'dataset': dataset,
                'observed_on': observed_on,
                'age_days': age_days,
                'decided_by': decided_by,
                'rivals': rivals
            }
            order by item
        )) as body
    from {{ ref('enterprise_value') }}
    where is_chosen
    group by enterprise_code

),

names as (

    select
        enterprise_code,
        to_json(list(
            {
                'item': item,
                'value': value,
                'is_chosen': is_chosen,
                'source': source,
                'dataset': dataset,
                'observed_on': observed_on,
                'reason_zh': reason_zh,
                'reason_en': reason_en
            }
            order by item, value_rank
        )) as body
    from {{ ref('enterprise_value') }}
    where
        item in (
            'enterprise_name', 'former_name', 'division_code', 'production_address', 'registered_address'
        )
    group by enterprise_code

),

-- What the registry knows of the past, and the codes of its sites, outlets and devices.
history as (

    select
        enterprise_code,
        to_json(list(
            {
                'attribute': attribute,
                'value': value,
                'valid_from': valid_from,
                'valid_to': valid_to,
                'source': source,
                'dataset': dataset
            }
            order by attribute, valid_from, valid_to, value, source, dataset
        )) as body
    from {{ ref('enterprise_history') }}
    group by enterprise_code

),

registry_codes as (

    select
        enterprise_code,
        to_json(list(
            {
                'code': code,
                'kind': kind,
                'is_provisional': is_provisional,
                'site_code': site_code,
                'local_number': local_number,
                'valid_from': valid_from,
                'valid_to': valid_to,
                'redirected_to': redirected_to
            }
            order by kind, code, site_code, local_number
        )) as body
    from {{ ref('enterprise_code') }}
    group by enterprise_code

),

-- A place and who says so: the pairs of coordinates as claimed, the chosen one first.
sites as (

    select
        enterprise_code,
        to_json(list(
            {
                'longitude': try_cast(split_part(value, ',', 1) as double),
                'latitude': try_cast(split_part(value, ',', 2) as double),
                'is_chosen': is_chosen,
                'source': source,
                'dataset': dataset,
                'observed_on': observed_on,
                'reason_zh': reason_zh,
                'reason_en': reason_en
            }
            order by value_rank
        )) as body
    from {{ ref('enterprise_value') }}
    where item = 'coordinates'
    group by enterprise_code

),

sections as (

    select
        enterprise_code,
        '[' || string_agg(body, ',' order by position) || ']' as body
    from {{ ref('int_enterprise__section') }}
    group by enterprise_code

),

monitoring as (

    select
        enterprise_code,
        to_json(list(
            {
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
            }
            order by month_begins_on desc, monitoring_point_code asc, pollutant_code asc
        )) as body
    from {{ ref('enterprise_monitoring') }}
    group by enterprise_code

),

figures as (

    select
        enterprise_code,
        to_json(list(
            {
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
            }
            order by subject, says, begins_on nulls first, source, dataset, _batch, _file, _row
        )) as body
    from {{ ref('enterprise_figure') }}
    group by enterprise_code

),

discrepancies as (

    select
        enterprise_code,
        to_json(list(
            {
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
            }
            order by is_flagged desc, comparison asc, subject asc
        )) as body,
        count(*) filter (where is_flagged) as flagged
    from {{ ref('enterprise_discrepancy') }}
    group by enterprise_code

),

quarters as (

    select
        enterprise_code,
        to_json(list(
            {
                'quarter': quarter_name,
                'compliance': compliance,
                'violations': violations,
                'warnings': warnings,
                'inspections': inspections,
                'penalties': penalties,
                'petitions': petitions,
                'exceedance_days': exceedance_days
            }
            order by quarter_begins_on
        )) as body
    from {{ ref('enterprise_quarter') }}
    group by enterprise_code

),

events as (

    select
        enterprise_code,
        to_json(list(
            {
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
            }
            order by
                happened_on desc, kind asc, source asc, dataset asc,
                _batch asc, _file asc, _row asc, details asc
        )) as body
    from {{ ref('enterprise_event') }}
    group by enterprise_code

),

issues as (

    select
        unified_social_credit_code as enterprise_code,
        to_json(list(
            {
                'source': source,
                'dataset': dataset,
                'severity': severity,
                'rule': rule,
                'reason_zh': reason_zh,
                'reason_en': reason_en,
                'batch': _batch,
                'file': _file,
                'row': _row
            }
            order by source, dataset, _batch, _file, _row, severity, rule, reason_en
        )) as body
    from {{ ref('data_quality_issue') }}
    where is_open and unified_social_credit_code is not null
    group by enterprise_code

)

select
    codes.enterprise_code,
    -- Put together as text: a document that is parsed again for each part of it costs ten times as much.
    '{"format":"ecolake.enterprise/1","enterprise_code":' || to_json(codes.enterprise_code)
    || ',"as_of":' || to_json(as_of.as_of)
    || ',"identity":' || coalesce(identity.body, '[]')
    || ',"is_provisional":' || to_json(codes.is_provisional)
    || ',"history":' || coalesce(history.body, '[]')
    || ',"codes":' || coalesce(registry_codes.body, '[]')
    || ',"names_and_places":' || coalesce(names.body, '[]')
    || ',"sites":' || coalesce(sites.body, '[]')
    || ',"sections":' || coalesce(sections.body, '[]')
    || ',"monitoring":' || coalesce(monitoring.body, '[]')
    || ',"figures":' || coalesce(figures.body, '[]')
    || ',"discrepancies":' || coalesce(discrepancies.body, '[]')
    || ',"quarters":' || coalesce(quarters.body, '[]')
    || ',"events":' || coalesce(events.body, '[]')
    || ',"issues":' || coalesce(issues.body, '[]')
    || '}' as document
from codes
left join identity using (enterprise_code)
left join history using (enterprise_code)
left join registry_codes using (enterprise_code)
left join names using (enterprise_code)
left join sites using (enterprise_code)
left join sections using (enterprise_code)
left join monitoring using (enterprise_code)
left join figures using (enterprise_code)
left join discrepancies using (enterprise_code)
left join quarters using (enterprise_code)
left join events using (enterprise_code)
left join issues using (enterprise_code)
cross join {{ ref('int_release__as_of') }} as as_of
