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

)

select
    offered.unified_social_credit_code,
    max(offered.institution_name) as institution_name,
    list(distinct offered.service_class order by offered.service_class) as services,
    max(offered.certificate_valid_to) as certificate_valid_to,
    max(offered.certificate_valid_to) < min(as_of.as_of) as is_certificate_expired,
    -- The worst grade that anybody gives it counts.
    ['green', 'blue', 'yellow', 'red'][
        max(list_position(['green', 'blue', 'yellow', 'red'], offered.credit_grade))
    ] as credit_grade,
    min(offered.division_code) as division_code,
    list(distinct offered.dataset order by offered.dataset) as datasets
from offered
cross join {{ ref('int_release__as_of') }} as as_of
group by offered.unified_social_credit_code
order by offered.unified_social_credit_code
