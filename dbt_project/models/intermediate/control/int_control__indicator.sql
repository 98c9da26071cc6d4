-- The figures of an enterprise that the rules of control ask for, one row each; what is not known has none.
with limits as (

    select
        max(value) filter (where figure = 'looks_back_days') as looks_back_days,
        max(value) filter (where figure = 'exceedance_days_back') as exceedance_days_back
    from {{ source('lake', 'method_figure') }}
    where method = 'control'

),

enterprises as (

    select
        enterprise_code,
        case credit_grade when 'green' then 4 when 'blue' then 3 when 'yellow' then 2 when 'red' then 1 end
            as credit_points
    from {{ ref('enterprise_file') }}
    where not is_provisional

),

events as (

    select
        events.enterprise_code,
        count(*) filter (where events.kind = 'penalised') as penalties,
        count(*) filter (where events.kind = 'case_filed') as cases,
        count(*) filter (where events.kind = 'listed_dishonest') as dishonest,
        count(distinct events.happened_on) filter (
            where events.kind = 'exceeded'
            and events.happened_on > as_of.as_of - cast(limits.exceedance_days_back as integer)
        ) as exceedance_days
    from {{ ref('enterprise_event') }} as events
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits
    where
        not events.is_upcoming
        and events.happened_on > as_of.as_of - cast(limits.looks_back_days as integer)
    group by events.enterprise_code

),

problems as (

    select
        problems.enterprise_code,
        count(*) filter (where problems.state <> 'closed') as open_problems,
        count(*) filter (where problems.relapse_of is not null) as relapses,
        count(*) filter (where problems.public_report_count > 0) as public_problems
    from {{ ref('problem') }} as problems
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits
    where
        problems.last_found_on > as_of.as_of - cast(limits.looks_back_days as integer)
        or problems.state <> 'closed'
    group by problems.enterprise_code

),

-- The latest year in which an enterprise stands on the list; of several grades in it the worst.
declared as (

    select
        enterprise_code,
        max_by(points, year) as declared_points
    from (
        select
            whose.enterprise_code,
            listed.year,
            min(
                case listed.performance_grade
                    when 'A' then 4
                    when 'leading' then 4
                    when 'B' then 3
                    when 'C' then 2
                    when 'not_leading' then 2
                    when 'D' then 1
                end
            ) as points
        from (
            select *
            from {{ source('lake', 'ecology__heavy_pollution_reduction_list') }}
            {{ current_version(['unified_social_credit_code', 'year', 'warning_level']) }}
        ) as listed
        inner join {{ source('lake', 'enterprise_row') }} as whose
            on
                whose.source = 'ecology'
                and whose.dataset = 'heavy_pollution_reduction_list'
                and listed._batch = whose._batch
                and listed._file = whose._file
                and listed._row = whose._row
        group by whose.enterprise_code, listed.year
    ) as by_year
    group by enterprise_code

),

monitored as (

    select distinct enterprise_code
    from {{ ref('enterprise_monitoring') }}
    where hours_valid > 0

),

wide as (

    select
        enterprises.enterprise_code,
        cast(coalesce(events.penalties, 0) as double) as penalties,
        cast(coalesce(events.cases, 0) as double) as cases,
        cast(coalesce(events.exceedance_days, 0) as double) as exceedance_days,
        cast(coalesce(problems.open_problems, 0) as double) as open_problems,
        cast(coalesce(problems.relapses, 0) as double) as relapses,
        cast(coalesce(problems.public_problems, 0) as double) as public_problems,
        cast(coalesce(events.dishonest, 0) as double) as dishonest,
        cast(enterprises.credit_points as double) as credit_points,
        cast(declared.declared_points as double) as declared_points,
        cast(monitored.enterprise_code is not null as double) as is_monitored
    from enterprises
    left join events on enterprises.enterprise_code = events.enterprise_code
    left join problems on enterprises.enterprise_code = problems.enterprise_code
    left join declared on enterprises.enterprise_code = declared.enterprise_code
    left join monitored on enterprises.enterprise_code = monitored.enterprise_code

)

select *
from wide
unpivot (
    value for indicator in (
        penalties, cases, exceedance_days, open_problems, relapses, public_problems, dishonest, credit_points,
        declared_points, is_monitored
    )
)
