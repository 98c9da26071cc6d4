with figures as materialized (

    select * from {{ ref('int_control__indicator') }}

),

-- Every condition of every rule, asked of every enterprise; one on a figure that is not known does not hold.
conditions as materialized (

    select
        enterprises.enterprise_code,
        rules.scheme,
        rules.position,
        rules.outcome_rank,
        rules.indicator,
        own.value,
        coalesce(
            rules.indicator is null or own.value >= rules.at_least or own.value <= rules.at_most, false
        ) as holds
    from (select distinct enterprise_code from figures) as enterprises
    cross join {{ source('lake', 'control_rule') }} as rules
    left join figures as own
        on enterprises.enterprise_code = own.enterprise_code and rules.indicator = own.indicator

),

rules as materialized (

    select
        enterprise_code,
        scheme,
        position,
        any_value(outcome_rank) as outcome_rank,
        bool_and(holds) as holds,
        count(*) filter (where not holds) as unmet
    from conditions
    group by enterprise_code, scheme, position

),

deciding as (

    select
        enterprise_code,
        scheme,
        min(position) as position,
        min_by(outcome_rank, position) as outcome_rank
    from rules
    where holds
    group by enterprise_code, scheme

),

-- The rule of the next better outcome that lacks least: what would have to come about for it.
better as (

    select
        deciding.enterprise_code,
        deciding.scheme,
        min_by(others.position, (others.outcome_rank, others.unmet, others.position)) as position
    from deciding
    inner join rules as others
        on
            deciding.enterprise_code = others.enterprise_code
            and deciding.scheme = others.scheme
            and deciding.outcome_rank < others.outcome_rank
    group by deciding.enterprise_code, deciding.scheme

),

-- What is told of which rule: the one that decides, the better one, and those that hold and stand in its way.
told as (

    select
        enterprise_code,
        scheme,
        position,
        'decides' as part
    from deciding
    union all
    select
        enterprise_code,
        scheme,
        position,
        'lacks' as part
    from better
    union all
    select
        rules.enterprise_code,
        rules.scheme,
        rules.position,
        'ends' as part
    from rules
    inner join deciding
        on
            rules.enterprise_code = deciding.enterprise_code
            and rules.scheme = deciding.scheme
            and rules.outcome_rank <= deciding.outcome_rank
    where rules.holds

),

worded as (

    select
        told.enterprise_code,
        told.scheme,
        told.part,
        told.position,
        conditions.indicator,
        words.indicator_zh || ' ' || coalesce(format('{:g}', conditions.value), '未知') as figure_zh,
        words.indicator_en || ' ' || coalesce(format('{:g}', conditions.value), 'unknown') as figure_en,
        case when words.at_least is not null then '至少 ' else '至多 ' end
        || format('{:g}', coalesce(words.at_least, words.at_most)) as bound_zh,
        case when words.at_least is not null then 'at least ' else 'at most ' end
        || format('{:g}', coalesce(words.at_least, words.at_most)) as bound_en
    from told
    inner join conditions
        on
            told.enterprise_code = conditions.enterprise_code
            and told.scheme = conditions.scheme
            and told.position = conditions.position
    inner join {{ source('lake', 'control_rule') }} as words
        on
            conditions.scheme = words.scheme
            and conditions.position = words.position
            and conditions.indicator = words.indicator
    where told.part <> 'lacks' or not conditions.holds

),

texts as (

    select
        enterprise_code,
        scheme,
        string_agg(figure_zh, '；' order by position, indicator) filter (
            where part = 'decides'
        ) as figures_zh,
        string_agg(figure_en, '; ' order by position, indicator) filter (
            where part = 'decides'
        ) as figures_en,
        string_agg(figure_zh || '，须' || bound_zh, '；' order by position, indicator) filter (
            where part = 'lacks'
        ) as lacks_zh,
        string_agg(figure_en || ', has to be ' || bound_en, '; ' order by position, indicator) filter (
            where part = 'lacks'
        ) as lacks_en,
        string_agg(figure_zh || '（条件：' || bound_zh || '）', '；' order by position, indicator) filter (
            where part = 'ends'
        ) as ends_zh,
        string_agg(
            figure_en || ' (condition: ' || bound_en || ')', '; ' order by position, indicator
        ) filter (
            where part = 'ends'
        ) as ends_en
    from worded
    group by enterprise_code, scheme

),

names as (

    select distinct
        scheme,
        position,
        rule,
        outcome,
        reason_zh,
        reason_en
    from {{ source('lake', 'control_rule') }}

)

select
    deciding.enterprise_code,
    enterprises.enterprise_name,
    enterprises.division_code,
    left(enterprises.division_code, 4) || '00' as city_code,
    left(enterprises.industry_code, 2) as industry,
    deciding.scheme,
    own.outcome,
    deciding.outcome_rank,
    own.rule,
    own.reason_zh || coalesce('：' || texts.figures_zh, '') as reason_zh,
    own.reason_en || coalesce(': ' || texts.figures_en, '') as reason_en,
    next.outcome as better_outcome,
    case
        when next.outcome is not null
            then concat_ws('；', '须不再有：' || texts.ends_zh, '须达到：' || texts.lacks_zh)
    end as change_zh,
    case
        when next.outcome is not null
            then concat_ws('; ', 'no longer: ' || texts.ends_en, 'reach: ' || texts.lacks_en)
    end as change_en
from deciding
inner join names as own on deciding.scheme = own.scheme and deciding.position = own.position
inner join {{ ref('enterprise_file') }} as enterprises
    on deciding.enterprise_code = enterprises.enterprise_code
left join better on deciding.enterprise_code = better.enterprise_code and deciding.scheme = better.scheme
left join names as next on better.scheme = next.scheme and better.position = next.position
left join texts on deciding.enterprise_code = texts.enterprise_code and deciding.scheme = texts.scheme
order by deciding.scheme, deciding.enterprise_code
