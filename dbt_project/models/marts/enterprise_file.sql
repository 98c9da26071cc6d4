with registered as (

    select * from {{ source('lake', 'registry_enterprise') }}
    where unified_social_credit_code is not null

),

identity as (

    select * from {{ ref('stg_market_regulation__enterprise') }}

),

permit_outlets as (

    select * from {{ ref('stg_ecology__discharge_permit') }}

),

permits as (

    select
        unified_social_credit_code,
        list(
            permit order by permit.valid_from desc nulls last, permit.permit_number asc
        ) as permits
    from (
        select distinct on (permit_number)
            unified_social_credit_code,
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
    group by unified_social_credit_code

),

outlets as (

    select
        unified_social_credit_code,
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
        ) as outlets,
        min(enterprise_name) as permit_enterprise_name,
        min(division_code) as permit_division_code,
        min(industry_code) as permit_industry_code
    from permit_outlets
    group by unified_social_credit_code

),

devices as (

    select distinct
        unified_social_credit_code,
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
        devices.unified_social_credit_code,
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
    group by devices.unified_social_credit_code

),

issues as (

    select
        unified_social_credit_code,
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
            order by source, dataset, _batch, _row, severity, rule
        ) as open_issues
    from {{ ref('data_quality_issue') }}
    where is_open and unified_social_credit_code is not null
    group by unified_social_credit_code

),

codes as (

    select unified_social_credit_code from registered
    union
    select unified_social_credit_code from identity
    union
    select unified_social_credit_code from permit_outlets
    where unified_social_credit_code is not null

)

select
    codes.unified_social_credit_code,
    coalesce(
        identity.enterprise_name, outlets.permit_enterprise_name, registered.enterprise_name
    ) as enterprise_name,
    identity.former_name,
    identity.enterprise_type,
    identity.registration_status,
    identity.legal_representative_masked,
    identity.telephone_masked,
    identity.registered_address,
    coalesce(identity.division_code, outlets.permit_division_code) as division_code,
    coalesce(identity.industry_code, outlets.permit_industry_code) as industry_code,
    identity.registered_capital,
    identity.currency,
    identity.established_on,
    identity.longitude,
    identity.latitude,
    identity.unified_social_credit_code is not null as is_in_business_registry,
    coalesce(registered.mentions, 0) as mention_count,
    coalesce(len(permits.permits), 0) as permit_count,
    coalesce(len(outlets.outlets), 0) as outlet_count,
    coalesce(len(issues.open_issues), 0) as open_issue_count,
    latest.last_reading_at,
    permits.permits,
    outlets.outlets,
    latest.latest_readings,
    issues.open_issues,
    identity._batch,
    identity._file,
    identity._row
from codes
left join registered on codes.unified_social_credit_code = registered.unified_social_credit_code
left join identity on codes.unified_social_credit_code = identity.unified_social_credit_code
left join permits on codes.unified_social_credit_code = permits.unified_social_credit_code
left join outlets on codes.unified_social_credit_code = outlets.unified_social_credit_code
left join latest on codes.unified_social_credit_code = latest.unified_social_credit_code
left join issues on codes.unified_social_credit_code = issues.unified_social_credit_code
order by codes.unified_social_credit_code
