with parks as (

    -- As the last census has it. Enterprises know their park by its name alone: where several bear it, their
    -- figures are nobody's.
    select
        park_name as name,
        count(*) as namesakes,
        if(count(*) = 1, min(park_level), null) as level,
        if(count(*) = 1, min(approved_area) / 100, null) as area_km2,
        if(count(*) = 1, bool_or(has_central_sewage), null) as has_central_sewage
    from (
        select *
        from (
            select *
            from {{ source('lake', 'ecology__census_g108_industrial_park') }}
            {{ current_version(['park_code', 'census_year']) }}
        ) as in_force
        qualify row_number() over (partition by park_code order by census_year desc) = 1
    ) as said
    group by park_name

),

divisions as (

    select
        code,
        min(name_zh) as name_zh
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%'
    group by code

),

members as (

    select
        members.area_id,
        min(members.name) as name,
        count(*) as enterprise_count,
        count(*) filter (where enterprises.permit_count > 0) as permit_holder_count,
        mode(enterprises.division_code order by enterprises.division_code) as division_code
    from {{ ref('int_area__member') }} as members
    inner join
        {{ ref('enterprise_file') }} as enterprises
        on members.enterprise_code = enterprises.enterprise_code
    group by members.area_id

),

park_members as (

    select * from members
    where area_id like 'park:%'

),

areas as (

    select
        'park' as kind,
        coalesce(park_members.area_id, 'park:' || parks.name) as area_id,
        coalesce(park_members.name, parks.name) as name,
        parks.namesakes,
        parks.level,
        park_members.division_code,
        cast(parks.area_km2 as double) as area_km2,
        parks.has_central_sewage,
        park_members.enterprise_count,
        park_members.permit_holder_count
    from parks
    full join park_members on parks.name = park_members.name
    union all
    select
        'control_unit' as kind,
        'unit:' || control_unit_code as area_id,
        control_unit_name as name,
        null as namesakes,
        control_unit_class as level,
        division_code,
        cast(unit_area as double) as area_km2,
        null as has_central_sewage,
        null as enterprise_count,
        null as permit_holder_count
    from {{ ref('int_area__control_unit') }}
    union all
    select
        'county' as kind,
        members.area_id,
        divisions.name_zh as name,
        null as namesakes,
        null as level,
        members.division_code,
        null as area_km2,
        null as has_central_sewage,
        members.enterprise_count,
        members.permit_holder_count
    from members
    left join divisions on members.division_code = divisions.code
    where members.area_id like 'county:%'

),

points as (

    select
        area_id,
        count(*) as risk_point_count,
        count(distinct enterprise_code) as risk_enterprise_count,
        count(*) filter (where level in ('major', 'larger', '1', '2')) as high_risk_count
    from {{ ref('area_risk_point') }}
    group by area_id

),

capacity as (

    select
        area_id,
        count(*) filter (where state = 'beyond') as beyond_count,
        count(*) filter (where state = 'near') as near_count,
        count(*) filter (where state <> 'cannot_tell') as known_count,
        string_agg(
            pollutant_name || '：' || reason_zh,
            '；' order by share desc, pollution_kind asc, pollutant_name asc
        )
        filter (where state in ('beyond', 'near')) as reason_zh,
        string_agg(
            pollutant_name || ': ' || reason_en,
            '; ' order by share desc, pollution_kind asc, pollutant_name asc
        )
        filter (where state in ('beyond', 'near')) as reason_en
    from {{ ref('area_capacity') }}
    group by area_id

),

policies as (

    select
        area_id,
        count(*) as requirement_count
    from {{ ref('area_policy') }}
    group by area_id

),

measures as (

    select
        area_id,
        count(*) as measure_count,
        count(*) filter (where state = 'falls_short') as short_measure_count,
        sum(effect_t_a) filter (where state in ('reached', 'falls_short')) as effect_t_a,
        sum(planned_t_a) filter (where state in ('reached', 'falls_short')) as planned_t_a
    from {{ ref('area_measure') }}
    group by area_id

),

media as (

    select
        area_id,
        count(*) as media_count
    from (
        select unnest(area_ids) as area_id
        from {{ ref('area_media') }}
    ) as shown
    group by area_id

),

problems as (

    select
        members.area_id,
        count(distinct problems.problem_id) as open_problem_count
    from {{ ref('problem') }} as problems
    inner join {{ ref('int_area__member') }} as members on problems.enterprise_code = members.enterprise_code
    where problems.state <> 'closed'
    group by members.area_id

)

select
    areas.area_id,
    areas.kind,
    areas.name,
    areas.level,
    areas.division_code,
    areas.area_km2,
    areas.has_central_sewage,
    areas.enterprise_count,
    areas.permit_holder_count,
    coalesce(points.risk_enterprise_count, 0) as risk_enterprise_count,
    coalesce(points.risk_point_count, 0) as risk_point_count,
    coalesce(points.high_risk_count, 0) as high_risk_count,
    case
        when capacity.known_count is null or capacity.known_count = 0 then 'cannot_tell'
        when capacity.beyond_count > 0 then 'beyond'
        when capacity.near_count > 0 then 'near'
        else 'room'
    end as capacity_state,
    coalesce(policies.requirement_count, 0) as requirement_count,
    coalesce(measures.measure_count, 0) as measure_count,
    coalesce(measures.short_measure_count, 0) as short_measure_count,
    round(measures.planned_t_a, 4) as planned_t_a,
    round(measures.effect_t_a, 4) as effect_t_a,
    coalesce(problems.open_problem_count, 0) as open_problem_count,
    coalesce(media.media_count, 0) as media_count,
    nullif(concat_ws(
        '；',
        case when areas.kind = 'control_unit' then '目录中没有管控单元边界，无法归入企业与风险点' end,
        case when areas.namesakes > 1 then '同名园区 ' || areas.namesakes || ' 个，级别、面积与污水设施无从区分' end,
        case when areas.kind = 'park' and areas.has_central_sewage is false then '园区没有污水集中处理设施' end,
        capacity.reason_zh,
        case when measures.short_measure_count > 0 then measures.short_measure_count || ' 项减排措施未达计划' end,
        case when problems.open_problem_count > 0 then problems.open_problem_count || ' 个问题未销号' end
    ), '') as reason_zh,
    nullif(concat_ws(
        '; ',
        case
            when areas.kind = 'control_unit'
                then 'the catalogue has no boundary of control units, so that nothing can be placed in it'
        end,
        case
            when areas.namesakes > 1
                then areas.namesakes || ' parks bear the name: whose level, area and plant cannot be told'
        end,
        case
            when
                areas.kind = 'park' and areas.has_central_sewage is false
                then 'the park has no central sewage plant'
        end,
        capacity.reason_en,
        case
            when measures.short_measure_count > 0 then measures.short_measure_count || ' measures fall short'
        end,
        case when problems.open_problem_count > 0 then problems.open_problem_count || ' problems are open' end
    ), '') as reason_en
from areas
left join points on areas.area_id = points.area_id
left join capacity on areas.area_id = capacity.area_id
left join policies on areas.area_id = policies.area_id
left join measures on areas.area_id = measures.area_id
left join media on areas.area_id = media.area_id
left join problems on areas.area_id = problems.area_id
order by areas.area_id
