with claims as (

    select * from {{ source('lake', 'enterprise_claim') }}

),

-- A source that says the same in several rows of a dataset says it once: by its soundest and youngest row.
said_once as (

    select *
    from claims
    qualify row_number() over (
        partition by enterprise_code, item, source, dataset, value
        order by len(failed_rules) asc, observed_on desc, _batch asc, _file asc, _row asc
    ) = 1

),

agreement as (

    select
        enterprise_code,
        item,
        value,
        count(distinct source) as sources_agreeing
    from said_once
    group by enterprise_code, item, value

),

weighed as (

    select
        said_once.*,
        rules.title_zh,
        rules.title_en,
        rules.criteria,
        agreement.sources_agreeing,
        -- In the order of the rule; the smaller wins.
        list_transform(
            rules.criteria,
            lambda criterion: case criterion
                when 'validity' then least(len(said_once.failed_rules), 1)
                when 'authority' then said_once.authority_rank
                when 'agreement' then -agreement.sources_agreeing
                when 'recency' then date '1970-01-01' - said_once.observed_on
            end
        ) as weights
    from said_once
    inner join agreement using (enterprise_code, item, value)
    inner join {{ source('lake', 'survivorship_item') }} as rules using (item)

),

ranked as (

    select
        *,
        row_number() over by_weight as value_rank,
        first_value(weights) over by_weight as winning_weights,
        first_value(value) over by_weight as winning_value,
        first_value(authority_rank) over by_weight as winning_authority,
        first_value(sources_agreeing) over by_weight as winning_agreement,
        first_value(observed_on) over by_weight as winning_day
    from weighed
    window by_weight as (
        partition by enterprise_code, item
        order by weights asc, source asc, dataset asc, value asc
    )

),

compared as (

    select
        *,
        case
            when value = winning_value then null
            else coalesce(
                criteria[list_position(
                    list_transform(list_zip(weights, winning_weights), lambda pair: pair[1] <> pair[2]), true
                )],
                'name'
            )
        end as lost_by
    from ranked

),

decided as (

    select
        *,
        count(distinct value) over (partition by enterprise_code, item) - 1 as rivals,
        min_by(lost_by, value_rank) filter (where lost_by is not null) over (
            partition by enterprise_code, item
        ) as won_by
    from compared

)

select
    enterprise_code,
    item,
    title_zh,
    title_en,
    value,
    unit,
    value_rank,
    value_rank = 1 as is_chosen,
    case
        when value_rank > 1 and lost_by is null then 'agrees'
        when value_rank > 1 then lost_by
        else coalesce(won_by, 'unrivalled')
    end as decided_by,
    case
        when value_rank > 1 and lost_by is null then '与采用值一致'
        when lost_by = 'validity' then '未通过检查：' || array_to_string(failed_rules, '、')
        when lost_by = 'authority' then '来源次序第 ' || authority_rank || '，采用值第 ' || winning_authority
        when lost_by = 'agreement' then sources_agreeing || ' 个来源支持，采用值 ' || winning_agreement || ' 个'
        when lost_by = 'recency' then '截至 ' || observed_on || '，采用值截至 ' || winning_day
        when lost_by = 'name' then '各项相当，按来源名称排序'
        when won_by is null then '没有不同的取值'
        when won_by = 'validity' then '其他取值未通过检查'
        when won_by = 'authority' then '来源最权威'
        when won_by = 'agreement' then '支持的来源最多（' || sources_agreeing || ' 个）'
        when won_by = 'recency' then '最新（' || observed_on || '）'
        else '各项相当，按来源名称排序'
    end as reason_zh,
    case
        when value_rank > 1 and lost_by is null then 'the same as the value chosen'
        when lost_by = 'validity' then 'fails ' || array_to_string(failed_rules, ', ')
        when lost_by = 'authority' then 'authority ' || authority_rank || ' against ' || winning_authority
        when lost_by = 'agreement' then sources_agreeing || ' source(s) say so against ' || winning_agreement
        when lost_by = 'recency' then 'of ' || observed_on || ' against ' || winning_day
        when lost_by = 'name' then 'alike in all; by the name of the source'
        when won_by is null then 'no other value is known'
        when won_by = 'validity' then 'others fail their checks'
        when won_by = 'authority' then 'the source of the highest authority'
        when won_by = 'agreement' then 'most sources say so (' || sources_agreeing || ')'
        when won_by = 'recency' then 'the youngest (' || observed_on || ')'
        else 'alike in all; by the name of the source'
    end as reason_en,
    rivals,
    sources_agreeing,
    source,
    dataset,
    source_item,
    observed_on,
    greatest(as_of.as_of - observed_on, 0) as age_days,
    failed_rules,
    _batch,
    _file,
    _row
from decided
cross join {{ ref('int_release__as_of') }} as as_of
order by enterprise_code, item, value_rank
