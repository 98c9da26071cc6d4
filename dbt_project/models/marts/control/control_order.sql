-- Who stops so that a city's emission of a pollutant falls by the share of the warning level with as few
-- stopped as can be. Each stop takes one off the count and its whole reduction off the emission, and the only
-- limit on who may stop together is a number per industry: a partition matroid, in which taking the largest
-- first gives, for every number of stops, the greatest reduction that so many can give. The first number
-- whose reduction is enough is therefore the least there is.
with figures as (

    select
        max(value) filter (where figure = 'order.sector_share') as sector_share,
        max(value) filter (where figure = 'order.keeps_running') as keeps_running
    from {{ source('lake', 'method_figure') }}
    where method = 'control'

),

levels as (

    select
        replace(figure, 'order.reductions.', '') as warning_level,
        value as share
    from {{ source('lake', 'method_figure') }}
    where method = 'control' and starts_with(figure, 'order.reductions.')

),

-- Kilograms a day, from the hours that were measured in the latest month.
emissions as (

    select
        enterprise_code,
        pollutant_code,
        sum(24 * discharge_kg / hours_valid) as kg_per_day
    from (
        select *
        from {{ ref('enterprise_monitoring') }}
        qualify row_number() over (
            partition by enterprise_code, monitoring_point_code, pollutant_code order by month_begins_on desc
        ) = 1
    ) as latest
    where hours_valid > 0 and discharge_kg > 0
    group by enterprise_code, pollutant_code

),

candidates as (

    select
        classes.city_code,
        emissions.pollutant_code,
        emissions.enterprise_code,
        classes.enterprise_name,
        classes.industry,
        classes.outcome as grade,
        emissions.kg_per_day,
        emissions.kg_per_day * (1 - figures.keeps_running) as reduction_kg,
        coalesce(industries.reason_zh, grades.reason_zh) as protected_zh,
        coalesce(industries.reason_en, grades.reason_en) as protected_en
    from emissions
    inner join {{ source('lake', 'control_pollutant') }} as counted
        on emissions.pollutant_code = counted.pollutant_code
    inner join {{ ref('control_class') }} as classes
        on emissions.enterprise_code = classes.enterprise_code and classes.scheme = 'grade'
    left join {{ source('lake', 'control_protected') }} as industries
        on industries.kind = 'industry' and classes.industry = industries.code
    left join {{ source('lake', 'control_protected') }} as grades
        on grades.kind = 'grade' and classes.outcome = grades.code
    cross join figures

),

placed as (

    select
        candidates.*,
        sum(candidates.kg_per_day) over (
            partition by candidates.city_code, candidates.pollutant_code
        ) as city_kg,
        greatest(1, floor(figures.sector_share * count(*) over (
            partition by candidates.city_code, candidates.pollutant_code, candidates.industry
        ))) as sector_limit,
        row_number() over (
            partition by
                candidates.city_code, candidates.pollutant_code, candidates.industry,
                candidates.protected_zh is null
            order by candidates.reduction_kg desc, candidates.enterprise_code asc
        ) as sector_rank
    from candidates
    cross join figures

),

ranked as (

    select
        *,
        row_number() over (
            partition by city_code, pollutant_code order by reduction_kg desc, enterprise_code asc
        ) as position,
        sum(reduction_kg) over (
            partition by city_code, pollutant_code
            order by reduction_kg desc, enterprise_code asc
            rows between unbounded preceding and current row
        ) as reached_kg,
        sum(reduction_kg) over (partition by city_code, pollutant_code) as reachable_kg
    from placed
    where protected_zh is null and sector_rank <= sector_limit

),

told as (

    select
        placed.*,
        levels.warning_level,
        levels.share * placed.city_kg as target_kg,
        ranked.position,
        ranked.reached_kg,
        coalesce(
            max(ranked.reachable_kg) over (
                partition by placed.city_code, placed.pollutant_code, levels.warning_level
            ), 0
        ) as reachable_kg
    from placed
    cross join levels
    left join ranked
        on
            placed.city_code = ranked.city_code
            and placed.pollutant_code = ranked.pollutant_code
            and placed.enterprise_code = ranked.enterprise_code

)

select
    city_code,
    pollutant_code,
    warning_level,
    enterprise_code,
    enterprise_name,
    industry,
    grade,
    kg_per_day,
    reduction_kg,
    city_kg,
    target_kg,
    reachable_kg,
    reachable_kg >= target_kg as is_reachable,
    position,
    reached_kg,
    -- An enterprise stops as long as those before it have not reached the target.
    coalesce(reached_kg - reduction_kg < target_kg, false) as stops,
    case
        when protected_zh is not null then protected_zh
        when position is null then '本行业停产数已达上限'
        when reached_kg - reduction_kg < target_kg then '减排量居第 ' || position || ' 位，前序合计未达目标'
        else '前序合计已达目标'
    end as reason_zh,
    case
        when protected_en is not null then protected_en
        when position is null then 'as many of its industry stop as may'
        when reached_kg - reduction_kg < target_kg
            then 'its reduction is number ' || position || ', and those before it do not reach the target'
        else 'those before it reach the target'
    end as reason_en
from told
order by city_code, pollutant_code, warning_level, position nulls last, enterprise_code
