with identity as (

    select * from {{ ref('stg_market_regulation__enterprise') }}

),

permit_outlets as (

    select
        rows.enterprise_code,
        permits.*
    from {{ ref('stg_ecology__discharge_permit') }} as permits
    inner join {{ source('lake', 'enterprise_row') }} as rows
        on
            rows.source = 'ecology'
            and rows.dataset = 'discharge_permit'
            and permits._batch = rows._batch
            and permits._file = rows._file
            and permits._row = rows._row

),

permits as (

    select
        enterprise_code,
        list(
            permit order by permit.valid_from desc nulls last, permit.permit_number asc
        ) as permits
    from (
        select distinct on (permit_number)
            enterprise_code,
            {
                'permit_number': permit_number,
                'management_class': management_class,
                'industry_code': industry_code,
                'production_address': production_address,
                'issuing_authority': issuing_authority,
                'issued_on': issued_on,
                'valid_from': valid_from,
                'valid_to': valid_to
            } as permit
        from permit_outlets
        order by permit_number, discharge_outlet_code
    ) as one_per_permit
    group by enterprise_code

),

outlets as (

    select
        enterprise_code,
        list(
            {
                'permit_number': permit_number,
                'discharge_outlet_code': discharge_outlet_code,
                'outlet_name': outlet_name,
                'outlet_medium': outlet_medium,
                'device_number': device_number,
                'longitude': longitude,
                'latitude': latitude
            }
            order by permit_number, discharge_outlet_code
        ) as outlets
    from permit_outlets
    group by enterprise_code

),

devices as (

    select distinct
        enterprise_code,
        discharge_outlet_code,
        device_number
    from permit_outlets
    where device_number is not null

),

last_hours as (

    select *
    from {{ ref('monitoring_reading_hourly') }}
    qualify row_number() over (
        partition by device_number, pollutant_code
        order by hour_started_at desc, system_code asc nulls last
    ) = 1

),

latest as (

    select
        devices.enterprise_code,
        list(
            {
                'discharge_outlet_code': devices.discharge_outlet_code,
                'device_number': devices.device_number,
                'pollutant_code': last_hours.pollutant_code,
                'hour_started_at': last_hours.hour_started_at,
                'reading_value': coalesce(last_hours.average_value, last_hours.realtime_mean),
                'unit': last_hours.unit,
                'flag': last_hours.flag
            }
            order by
                devices.discharge_outlet_code, devices.device_number, last_hours.pollutant_code
        ) as latest_readings,
        max(last_hours.hour_started_at) as last_reading_at
    from devices
    inner join last_hours on devices.device_number = last_hours.device_number
    group by devices.enterprise_code

),

issues as (

    select
        enterprise_code,
        list(
            {
                'source': source,
                'dataset': dataset,
                'severity': severity,
                'rule': rule,
                'reason_zh': reason_zh,
                'reason_en': reason_en,
                '_batch': _batch,
                '_file': _file,
                '_row': _row
            }
            order by source, dataset, _batch, _file, _row, severity, rule, reason_en
        ) as open_issues
    from {{ ref('data_quality_issue') }}
    where is_open and enterprise_code is not null
    group by enterprise_code

),

-- The value that survives of each item, by standards/registry/survivorship.yaml.
chosen as (

    select
        enterprise_code,
        max(value) filter (where item = 'enterprise_name') as enterprise_name,
        max(value) filter (where item = 'former_name') as former_name,
        max(value) filter (where item = 'registered_address') as registered_address,
        max(value) filter (where item = 'production_address') as production_address,
        max(value) filter (where item = 'division_code') as division_code,
        max(value) filter (where item = 'industry_code') as industry_code,
        max(value) filter (where item = 'enterprise_scale') as enterprise_scale,
        max(value) filter (where item = 'management_class') as management_class,
        max(value) filter (where item = 'emission_credit_grade') as credit_grade,
        max(value) filter (where item = 'coordinates') as coordinates
    from {{ ref('enterprise_value') }}
    where is_chosen
    group by enterprise_code

),

happened as (

    select
        enterprise_code,
        count(*) filter (where kind = 'penalised') as penalty_count,
        count(*) filter (where kind in ('inspected', 'violation_found')) as inspection_count,
        count(*) filter (where kind = 'petition') as petition_count,
        count(*) filter (where kind = 'exceeded') as exceedance_day_count,
        max(happened_on) as last_event_on
    from {{ ref('enterprise_event') }}
    where not is_upcoming
    group by enterprise_code

),

compliance as (

    select
        enterprise_code,
        list(compliance order by quarter_begins_on) as compliance_by_quarter,
        count(*) filter (where compliance = 'violation') as quarters_in_violation
    from {{ ref('enterprise_quarter') }}
    group by enterprise_code

),

discrepancies as (

    select
        enterprise_code,
        count(*) as discrepancy_count
    from {{ ref('enterprise_discrepancy') }}
    where is_flagged
    group by enterprise_code

)

select
    codes.enterprise_code,
    codes.unified_social_credit_code,
    codes.is_provisional,
    coalesce(chosen.enterprise_name, codes.enterprise_name) as enterprise_name,
    chosen.former_name,
    identity.enterprise_type,
    identity.registration_status,
    identity.legal_representative_masked,
    identity.telephone_masked,
    chosen.registered_address,
    chosen.production_address,
    chosen.division_code,
    chosen.industry_code,
    chosen.enterprise_scale,
    chosen.management_class,
    chosen.credit_grade,
    identity.registered_capital,
    identity.currency,
    identity.established_on,
    try_cast(split_part(chosen.coordinates, ',', 1) as decimal(9, 6)) as longitude,
    try_cast(split_part(chosen.coordinates, ',', 2) as decimal(8, 6)) as latitude,
    identity.unified_social_credit_code is not null as is_in_business_registry,
    coalesce(codes.mentions, 0) as mention_count,
    coalesce(len(permits.permits), 0) as permit_count,
    coalesce(len(outlets.outlets), 0) as outlet_count,
    coalesce(len(issues.open_issues), 0) as open_issue_count,
    coalesce(happened.inspection_count, 0) as inspection_count,
    coalesce(happened.penalty_count, 0) as penalty_count,
    coalesce(happened.petition_count, 0) as petition_count,
    coalesce(happened.exceedance_day_count, 0) as exceedance_day_count,
    coalesce(discrepancies.discrepancy_count, 0) as discrepancy_count,
    compliance.quarters_in_violation,
    compliance.compliance_by_quarter,
    happened.last_event_on,
    latest.last_reading_at,
    permits.permits,
    outlets.outlets,
    latest.latest_readings,
    issues.open_issues,
    identity._batch,
    identity._file,
    identity._row
from {{ ref('int_enterprise__code') }} as codes
left join chosen on codes.enterprise_code = chosen.enterprise_code
left join happened on codes.enterprise_code = happened.enterprise_code
left join compliance on codes.enterprise_code = compliance.enterprise_code
left join discrepancies on codes.enterprise_code = discrepancies.enterprise_code
left join identity on codes.unified_social_credit_code = identity.unified_social_credit_code
left join permits on codes.enterprise_code = permits.enterprise_code
left join outlets on codes.enterprise_code = outlets.enterprise_code
left join latest on codes.enterprise_code = latest.enterprise_code
left join issues on codes.enterprise_code = issues.enterprise_code
order by codes.enterprise_code
