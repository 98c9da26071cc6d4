with boards as (

    select
        village_code,
        count(*) as known_count,
        count(*) filter (where is_short) as short_count,
        count(*) filter (where is_below_grade) as below_grade_count,
        list(indicator order by position) filter (where is_short) as short_boards,
        string_agg(reason_zh, '；' order by position) as reason_zh,
        string_agg(reason_en, '; ' order by position) as reason_en,
        min(list_position(['none', 'primary', 'intermediate', 'advanced'], grade_reached)) as supported
    from {{ ref('village_indicator') }}
    group by village_code

),

facilities as (

    select
        village_code,
        count(*) as facility_count,
        count(*) filter (where is_running) as running_count,
        sum(design_capacity) as design_capacity,
        sum(treated_flow) as treated_flow
    from {{ ref('int_village__facility') }}
    group by village_code

),

waters as (

    select
        village_code,
        count(*) filter (where kind = 'black_water') as black_water_count,
        count(*) filter (where kind = 'drinking_source') as drinking_source_count
    from {{ ref('int_village__water') }}
    group by village_code

),

projects as (

    select
        village_code,
        count(*) as project_count,
        count(*) filter (where completed_on is null) as project_open_count,
        cast(sum(total_investment) as double) as project_investment
    from (
        select *
        from {{ source('lake', 'ecology__rural_improvement_project') }}
        {{ current_version(['project_code']) }}
    ) as said
    where village_code is not null
    group by village_code

),

problems as (

    select
        village_code,
        count(*) as problem_count,
        count(*) filter (where is_open) as open_problem_count,
        count(*) filter (where is_overdue) as overdue_problem_count
    from {{ ref('int_village__problem') }}
    group by village_code

),

indicators as (

    select count(*) as indicator_count
    from {{ source('lake', 'village_indicator') }}

)

select
    villages.village_code,
    villages.village_name,
    villages.town_name,
    villages.division_code,
    villages.urban_rural_class,
    villages.profile_year,
    villages.household_count,
    villages.population,
    villages.grade,
    villages.grade_from,
    villages.rating_year,
    villages.greening_score,
    villages.charm_score,
    villages.state_score,
    villages.spirit_score,
    coalesce(boards.known_count, 0) as known_count,
    indicators.indicator_count,
    -- What the figures bear out: as high as the worst of those that are known.
    ['none', 'primary', 'intermediate', 'advanced'][boards.supported] as supported_grade,
    coalesce(boards.below_grade_count, 0) > 0 as is_below_grade,
    coalesce(boards.short_count, 0) as short_count,
    coalesce(boards.short_boards, cast([] as varchar[])) as short_boards,
    coalesce(facilities.facility_count, 0) as facility_count,
    coalesce(facilities.running_count, 0) as running_count,
    facilities.design_capacity,
    facilities.treated_flow,
    coalesce(waters.black_water_count, 0) as black_water_count,
    coalesce(waters.drinking_source_count, 0) as drinking_source_count,
    coalesce(projects.project_count, 0) as project_count,
    coalesce(projects.project_open_count, 0) as project_open_count,
    projects.project_investment,
    coalesce(problems.problem_count, 0) as problem_count,
    coalesce(problems.open_problem_count, 0) as open_problem_count,
    coalesce(problems.overdue_problem_count, 0) as overdue_problem_count,
    nullif(concat_ws(
        '；',
        case when villages.profile_year is null then '尚未建档' end,
        case when villages.grades_differ then '档案所填等级与公布等级不同' end,
        boards.reason_zh
    ), '') as reason_zh,
    nullif(concat_ws(
        '; ',
        case when villages.profile_year is null then 'no profile was ever delivered' end,
        case when villages.grades_differ then 'its profile and the rating give it different grades' end,
        boards.reason_en
    ), '') as reason_en
from {{ ref('int_village__register') }} as villages
cross join indicators
left join boards on villages.village_code = boards.village_code
left join facilities on villages.village_code = facilities.village_code
left join waters on villages.village_code = waters.village_code
left join projects on villages.village_code = projects.village_code
left join problems on villages.village_code = problems.village_code
order by villages.village_code
