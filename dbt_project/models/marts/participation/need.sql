-- What somebody could use an expert or an institution for: open problems, neglected duties, findings of
-- villages.
with needs as (

    select
        'problem' as origin,
        problem_id as subject,
        kind,
        enterprise_code,
        division_code,
        due_on,
        '未销号问题：' || kind_zh as reason_zh,
        'a problem that is open: ' || kind_en as reason_en
    from {{ ref('problem') }}
    where state <> 'closed'
    union all
    select
        'duty' as origin,
        duties.enterprise_code || ':' || duties.duty as subject,
        duties.duty as kind,
        duties.enterprise_code,
        enterprises.division_code,
        duties.due_on,
        duties.duty_zh || '：' || duties.reason_zh as reason_zh,
        duties.duty_en || ': ' || duties.reason_en as reason_en
    from {{ ref('enterprise_duty') }} as duties
    inner join
        {{ ref('enterprise_file') }} as enterprises
        on duties.enterprise_code = enterprises.enterprise_code
    where duties.origin = 'policy' and duties.is_open
    union all
    select
        'village' as origin,
        village_code || ':' || kind || ':' || subject as subject,
        kind,
        cast(null as varchar) as enterprise_code,
        division_code,
        due_on,
        village_name || '：' || reason_zh as reason_zh,
        village_name || ': ' || reason_en as reason_en
    from {{ ref('village_finding') }}

)

select
    needs.origin,
    needs.subject,
    needs.kind,
    rules.expert_class,
    classes.title_zh as expert_class_zh,
    classes.title_en as expert_class_en,
    rules.services,
    needs.enterprise_code,
    needs.division_code,
    needs.due_on,
    needs.reason_zh,
    needs.reason_en,
    row_number() over (
        partition by rules.expert_class order by needs.due_on nulls last, needs.origin, needs.subject
    ) as turn
from needs
inner join
    {{ source('lake', 'need_rule') }} as rules
    on needs.origin = rules.origin and needs.kind = rules.kind
inner join {{ source('lake', 'expert_class') }} as classes on rules.expert_class = classes.expert_class
order by needs.origin, needs.subject
