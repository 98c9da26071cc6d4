-- Every condition of every rule, asked of every enterprise; one on a figure that is not known does not hold.
with conditions as (

    select
        enterprises.enterprise_code,
        rules.*,
        figures.value,
        coalesce(
            rules.indicator is null
            or figures.value >= rules.at_least
            or figures.value <= rules.at_most,
            false
        ) as holds
    from (select distinct enterprise_code from {{ ref('int_control__indicator') }}) as enterprises
    cross join {{ source('lake', 'control_rule') }} as rules
    left join {{ ref('int_control__indicator') }} as figures
        on enterprises.enterprise_code = figures.enterprise_code and rules.indicator = figures.indicator

),

explained as (

    select
        *,
        indicator_zh || ' ' || coalesce(format('{:g}', value), '未知') as figure_zh,
        indicator_en || ' ' || coalesce(format('{:g}', value), 'unknown') as figure_en,
        case when at_least is not null then '至少 ' else '至多 ' end
        || format('{:g}', coalesce(at_least, at_most)) as bound_zh,
        case when at_least is not null then 'at least ' else 'at most ' end
        || format('{:g}', coalesce(at_least, at_most)) as bound_en
    from conditions

),

rules as (

    select
        enterprise_code,
        scheme,
        position,
        any_value(rule) as rule,
        any_value(outcome) as outcome,
        any_value(outcome_rank) as outcome_rank,
        any_value(reason_zh) as reason_zh,
        any_value(reason_en) as reason_en,
        bool_and(holds) as holds,
        count(*) filter (where not holds) as unmet,
        string_agg(figure_zh, '；' order by indicator) as figures_zh,
        string_agg(figure_en, '; ' order by indicator) as figures_en,
        string_agg(figure_zh || '，须' || bound_zh, '；' order by indicator) filter (
            where not holds
        ) as unmet_zh,
        string_agg(figure_en || ', has to be ' || bound_en, '; ' order by indicator) filter (
            where not holds
        ) as unmet_en,
        string_agg(figure_zh || '（条件：' || bound_zh || '）', '；' order by indicator) as met_zh,
        string_agg(figure_en || ' (condition: ' || bound_en || ')', '; ' order by indicator) as met_en
    from explained
    group by enterprise_code, scheme, position

),

deciding as (

    select *
    from rules
    where holds
    qualify row_number() over (partition by enterprise_code, scheme order by position) = 1

),

-- The rule of a better outcome that lacks least: what would have to change for it.
better as (

    select
        deciding.enterprise_code,
        deciding.scheme,
        others.outcome,
        others.unmet_zh,
        others.unmet_en
    from deciding
    inner join rules as others
        on
            deciding.enterprise_code = others.enterprise_code
            and deciding.scheme = others.scheme
            and deciding.outcome_rank < others.outcome_rank
    qualify row_number() over (
        partition by deciding.enterprise_code, deciding.scheme
        order by others.outcome_rank, others.unmet, others.position
    ) = 1

),

-- All rules that are asked before that of the better outcome and hold would have to stop holding.
in_the_way as (

    select
        rules.enterprise_code,
        rules.scheme,
        string_agg(rules.met_zh, '；' order by rules.position) as ends_zh,
        string_agg(rules.met_en, '; ' order by rules.position) as ends_en
    from rules
    inner join deciding
        on
            rules.enterprise_code = deciding.enterprise_code
            and rules.scheme = deciding.scheme
            and rules.outcome_rank <= deciding.outcome_rank
    where rules.holds and rules.met_zh is not null
    group by rules.enterprise_code, rules.scheme

)

select
    deciding.enterprise_code,
    enterprises.enterprise_name,
    enterprises.division_code,
    left(enterprises.division_code, 4) || '00' as city_code,
    left(enterprises.industry_code, 2) as industry,
    deciding.scheme,
    deciding.outcome,
    deciding.outcome_rank,
    deciding.rule,
    deciding.reason_zh || coalesce('：' || deciding.figures_zh, '') as reason_zh,
    deciding.reason_en || coalesce(': ' || deciding.figures_en, '') as reason_en,
    better.outcome as better_outcome,
    case
        when better.outcome is not null
            then concat_ws('；', '须不再有：' || in_the_way.ends_zh, '须达到：' || better.unmet_zh)
    end as change_zh,
    case
        when better.outcome is not null
            then concat_ws('; ', 'no longer: ' || in_the_way.ends_en, 'reach: ' || better.unmet_en)
    end as change_en
from deciding
inner join {{ ref('enterprise_file') }} as enterprises
    on deciding.enterprise_code = enterprises.enterprise_code
left join better on deciding.enterprise_code = better.enterprise_code and deciding.scheme = better.scheme
left join in_the_way
    on deciding.enterprise_code = in_the_way.enterprise_code and deciding.scheme = in_the_way.scheme
order by deciding.scheme, deciding.enterprise_code
