with offered as (

    select
        unified_social_credit_code,
        institution_name,
        service_class,
        certificate_valid_to,
        credit_grade,
        division_code,
        'third_party_institution' as dataset
    from (
        select *
        from {{ source('lake', 'ecology__third_party_institution') }}
        {{ current_version(['unified_social_credit_code', 'service_class']) }}
    ) as said
    union all by name
    select
        unified_social_credit_code,
        supplier_name as institution_name,
        service_class,
        'environmental_technology_supplier' as dataset
    from (
        select *
        from {{ source('lake', 'internet__environmental_technology_supplier') }}
        {{ current_version(['unified_social_credit_code', 'technology_name']) }}
    ) as said

),

-- A certificate is of one kind of service: one that is in force does not speak for another that has expired.
by_service as (

    select
        unified_social_credit_code,
        service_class as service,
        max(institution_name) as institution_name,
        max(certificate_valid_to) as certificate_valid_to,
        -- The worst grade that anybody gives it counts.
        max(list_position(['green', 'blue', 'yellow', 'red'], credit_grade)) as credit_place,
        min(division_code) as division_code,
        list(distinct dataset) as datasets
    from offered
    group by unified_social_credit_code, service_class

)

select
    by_service.unified_social_credit_code,
    max(by_service.institution_name) as institution_name,
    list(by_service.service order by by_service.service) as services,
    list(
        {
            'service': by_service.service,
            'certificate_valid_to': by_service.certificate_valid_to,
            'is_expired': coalesce(by_service.certificate_valid_to < as_of.as_of, false)
        }
        order by by_service.service
    ) as offers,
    max(by_service.certificate_valid_to) as certificate_valid_to,
    max(by_service.certificate_valid_to) < min(as_of.as_of) as is_certificate_expired,
    ['green', 'blue', 'yellow', 'red'][max(by_service.credit_place)] as credit_grade,
    min(by_service.division_code) as division_code,
    list_sort(list_distinct(flatten(list(by_service.datasets)))) as datasets
from by_service
cross join {{ ref('int_release__as_of') }} as as_of
group by by_service.unified_social_credit_code
order by by_service.unified_social_credit_code
