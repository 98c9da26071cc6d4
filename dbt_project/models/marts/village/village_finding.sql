-- What is to be pushed to a village and its township: short boards, and what is wrong with a single thing
-- in it.
with limits as (

    select
        max(value) filter (where figure = 'low_load_share') as low_load_share,
        max(value) filter (where figure = 'push_days') as push_days
    from {{ source('lake', 'method_figure') }}
    where method = 'village'

),

findings as (

    select
        village_code,
        if(is_below_grade, 'below_grade', 'short_board') as kind,
        indicator as subject,
        cast(null as varchar) as subject_name,
        value,
        needed,
        cast(null as date) as due_on,
        cast(null as varchar) as responsible_unit,
        reason_zh,
        reason_en
    from {{ ref('village_indicator') }}
    where is_short
    union all
    select
        village_code,
        'no_profile' as kind,
        village_code as subject,
        village_name as subject_name,
        null as value,
        null as needed,
        null as due_on,
        null as responsible_unit,
        '村庄未建“一村一档”' as reason_zh,
        'the village has no profile' as reason_en
    from {{ ref('village_file') }}
    where profile_year is null
    union all
    select
        facilities.village_code,
        if(facilities.is_running, 'facility_idle', 'facility_stopped') as kind,
        facilities.facility_code as subject,
        facilities.facility_name as subject_name,
        round(facilities.treated_flow / nullif(facilities.design_capacity, 0), 4) as value,
        limits.low_load_share as needed,
        null as due_on,
        null as responsible_unit,
        if(
            facilities.is_running,
            '污水设施负荷率 ' || round(100 * facilities.treated_flow / facilities.design_capacity, 1) || '%，低于 '
            || round(100 * limits.low_load_share) || '%',
            '污水设施未正常运行（' || {{ code_name('treatment_running_state', 'facilities.condition', 'zh') }} || '）'
        ) as reason_zh,
        if(
            facilities.is_running,
            'the plant treats ' || round(100 * facilities.treated_flow / facilities.design_capacity, 1)
            || ' % of what it was built for, less than ' || round(100 * limits.low_load_share) || ' %',
            'the plant does not run ('
            || {{ code_name('treatment_running_state', 'facilities.condition', 'en') }} || ')'
        ) as reason_en
    from {{ ref('int_village__facility') }} as facilities
    cross join limits
    where
        facilities.condition not in ('scrapped', 'dismantled')
        and (
            not facilities.is_running
            or facilities.treated_flow < limits.low_load_share * facilities.design_capacity
        )
    union all
    select
        village_code,
        if(kind = 'black_water', 'black_water', 'source_without_zone') as kind,
        code as subject,
        name as subject_name,
        null as value,
        null as needed,
        null as due_on,
        null as responsible_unit,
        if(
            kind = 'black_water',
            '黑臭水体未完成治理（' || {{ code_name('problem_progress', 'progress', 'zh') }} || '）',
            '饮用水源未划定保护范围'
        ) as reason_zh,
        if(
            kind = 'black_water',
            'black water not yet treated (' || {{ code_name('problem_progress', 'progress', 'en') }} || ')',
            'a drinking source without a protection zone'
        ) as reason_en
    from {{ ref('int_village__water') }}
    where not is_in_order
    union all
    select
        village_code,
        'source_of_poor_water' as kind,
        code as subject,
        name as subject_name,
        null as value,
        null as needed,
        null as due_on,
        null as responsible_unit,
        '饮用水源水质为 ' || quality_class || ' 类，劣于 III 类' as reason_zh,
        'a drinking source of class ' || quality_class || ', worse than III' as reason_en
    from {{ ref('int_village__water') }}
    where quality_class in ('IV', 'V', 'worse')
    union all
    select
        village_code,
        'problem_overdue' as kind,
        problem_number as subject,
        problem_description as subject_name,
        as_of - due_on as value,
        null as needed,
        due_on,
        responsible_unit,
        '已推送问题逾期 ' || (as_of - due_on) || ' 天未销号' as reason_zh,
        'a problem pushed before is ' || (as_of - due_on) || ' days overdue' as reason_en
    from {{ ref('int_village__problem') }}
    where is_overdue

),

divisions as (

    select
        code,
        min(name_zh) as name_zh
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%'
    group by code

)

select
    findings.village_code,
    findings.kind,
    findings.subject,
    findings.subject_name,
    villages.village_name,
    villages.town_name,
    villages.division_code,
    villages.grade,
    findings.value,
    findings.needed,
    coalesce(
        findings.responsible_unit,
        villages.town_name || if(villages.town_name like '%街道', '办事处', '人民政府'),
        divisions.name_zh || '生态环境局'
    ) as push_to,
    case
        when findings.responsible_unit is not null then 'problem'
        when villages.town_name is not null then 'town'
        when divisions.name_zh is not null then 'division'
    end as push_to_by,
    coalesce(findings.due_on, as_of.as_of + cast(limits.push_days as integer)) as due_on,
    villages.open_problem_count,
    findings.reason_zh,
    findings.reason_en
from findings
inner join {{ ref('village_file') }} as villages on findings.village_code = villages.village_code
left join divisions on villages.division_code = divisions.code
cross join limits
cross join {{ ref('int_release__as_of') }} as as_of
order by findings.village_code, findings.kind, findings.subject
