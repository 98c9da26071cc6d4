-- Candidates of the class or service asked for, by their points; equals take their turn from need to need.
with weights as (

    select
        max(value) filter (where figure = 'matching.shown') as shown,
        max(value) filter (where figure = 'matching.certificate') as certificate,
        max(value) filter (where figure = 'matching.green') as green,
        max(value) filter (where figure = 'matching.blue') as blue,
        max(value) filter (where figure = 'matching.same_county') as same_county,
        max(value) filter (where figure = 'matching.same_city') as same_city,
        max(value) filter (where figure = 'matching.single_field') as single_field,
        max(value) filter (where figure = 'matching.emergencies') as emergencies,
        max(value) filter (where figure = 'matching.honours') as honours
    from {{ source('lake', 'method_figure') }}
    where method = 'participation'

),

experts as (

    select
        experts.expert_number as candidate,
        unnest(experts.classes) as expert_class,
        if(len(experts.classes) = 1, weights.single_field, 0)
        + if(experts.has_emergencies, weights.emergencies, 0)
        + if(experts.has_honours, weights.honours, 0) as score,
        concat_ws(
            '、',
            if(len(experts.classes) = 1, '专于此类', null),
            if(experts.has_emergencies, '参与过应急处置', null),
            if(experts.has_honours, '有荣誉', null)
        ) as why_zh,
        concat_ws(
            ', ',
            if(len(experts.classes) = 1, 'of this class alone', null),
            if(experts.has_emergencies, 'has worked in emergencies', null),
            if(experts.has_honours, 'has honours', null)
        ) as why_en
    from {{ ref('expert') }} as experts
    cross join weights

),

-- Experts have no place: their order is the same for every need of the class, but for whose turn it is.
ordered_experts as (

    select
        *,
        row_number() over (partition by expert_class, score order by candidate) - 1 as nth,
        count(*) over (partition by expert_class, score) as equals,
        rank() over (partition by expert_class order by score desc) - 1 as better
    from experts

),

expert_candidates as (

    select
        needs.origin,
        needs.subject,
        'expert' as candidate_kind,
        needs.expert_class as service,
        of_class.candidate,
        cast(null as varchar) as candidate_name,
        of_class.score,
        of_class.better
        + (of_class.nth + of_class.equals - needs.turn % of_class.equals) % of_class.equals
        + 1
            as candidate_rank,
        concat_ws('；', '类别相符：' || needs.expert_class_zh, nullif(of_class.why_zh, '')) as reason_zh,
        concat_ws('; ', 'of the class ' || needs.expert_class_en, nullif(of_class.why_en, '')) as reason_en
    from {{ ref('need') }} as needs
    inner join ordered_experts as of_class on needs.expert_class = of_class.expert_class
    cross join weights
    where
        of_class.better + (of_class.nth + of_class.equals - needs.turn % of_class.equals) % of_class.equals
        < weights.shown

),

-- Institutions are ranked once for each county that needs something, and for those whose county is not known.
institutions as (

    select
        each_offer.candidate,
        each_offer.institution_name,
        each_offer.offer.service as service,
        each_offer.offer.certificate_valid_to as certificate_valid_to,
        each_offer.credit_grade,
        each_offer.division_code
    from (
        select
            unified_social_credit_code as candidate,
            institution_name,
            unnest(offers) as offer,
            credit_grade,
            division_code
        from {{ ref('institution') }}
        where credit_grade is distinct from 'red'
    ) as each_offer
    where not each_offer.offer.is_expired

),

asked as (

    select distinct
        division_code,
        unnest(services) as service
    from {{ ref('need') }}

),

scored as (

    select
        asked.division_code,
        institutions.candidate,
        institutions.institution_name,
        institutions.service,
        if(institutions.certificate_valid_to is not null, weights.certificate, 0)
        + case institutions.credit_grade
            when 'green' then weights.green when 'blue' then weights.blue else 0
        end
        + case
            when institutions.division_code = asked.division_code then weights.same_county
            when left(institutions.division_code, 4) = left(asked.division_code, 4) then weights.same_city
            else 0
        end as score,
        concat_ws(
            '、',
            '资质有效期至 ' || institutions.certificate_valid_to,
            case institutions.credit_grade when 'green' then '信用诚信' when 'blue' then '信用良好' end,
            case
                when institutions.division_code = asked.division_code then '同县'
                when left(institutions.division_code, 4) = left(asked.division_code, 4) then '同市'
            end
        ) as why_zh,
        concat_ws(
            ', ',
            'certificate valid to ' || institutions.certificate_valid_to,
            'credit ' || institutions.credit_grade,
            case
                when institutions.division_code = asked.division_code then 'in the county'
                when left(institutions.division_code, 4) = left(asked.division_code, 4) then 'in the city'
            end
        ) as why_en
    from asked
    inner join institutions on asked.service = institutions.service
    cross join weights

),

ordered_institutions as (

    select
        *,
        row_number() over (partition by division_code, service, score order by candidate) - 1 as nth,
        count(*) over (partition by division_code, service, score) as equals,
        rank() over (partition by division_code, service order by score desc) - 1 as better
    from scored

),

institution_candidates as (

    select
        needs.origin,
        needs.subject,
        'institution' as candidate_kind,
        needs.service,
        of_service.candidate,
        of_service.institution_name as candidate_name,
        of_service.score,
        of_service.better
        + (of_service.nth + of_service.equals - needs.turn % of_service.equals) % of_service.equals + 1
            as candidate_rank,
        concat_ws('；', '服务相符：' || services.name_zh, nullif(of_service.why_zh, '')) as reason_zh,
        concat_ws('; ', 'offers ' || services.name_en, nullif(of_service.why_en, '')) as reason_en
    from (
        select
            origin,
            subject,
            division_code,
            turn,
            unnest(services) as service
        from {{ ref('need') }}
    ) as needs
    inner join ordered_institutions as of_service
        on
            needs.service = of_service.service
            and needs.division_code is not distinct from of_service.division_code
    left join {{ source('lake', 'standard_code') }} as services
        on services.code_list = 'third_party_service' and needs.service = services.code
    cross join weights
    where
        of_service.better
        + (of_service.nth + of_service.equals - needs.turn % of_service.equals) % of_service.equals
        < weights.shown

)

select
    origin,
    subject,
    candidate_kind,
    service,
    candidate_rank,
    candidate,
    candidate_name,
    score,
    reason_zh,
    reason_en
from (
    select * from expert_candidates
    union all
    select * from institution_candidates
) as candidates
order by origin, subject, candidate_kind, service, candidate_rank
