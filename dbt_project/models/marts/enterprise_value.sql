with claims as (

    select
        *,
        coalesce(observed_on, received_on) as known_on
    from {{ source('lake', 'enterprise_claim') }}

),

-- A source that says the same in several rows of a dataset says it once: by its soundest and youngest row.
said_once as (

    select *
    from claims
    qualify row_number() over (
        partition by enterprise_code, item, source, dataset, value
        order by
            len(failed_rules) asc, known_on desc, _batch asc, _file asc, _row asc, source_item asc
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
        {{ survivorship_weight(1) }} as weight_1,
        {{ survivorship_weight(2) }} as weight_2,
        {{ survivorship_weight(3) }} as weight_3,
        {{ survivorship_weight(4) }} as weight_4
    from said_once
    inner join agreement using (enterprise_code, item, value)
    inner join {{ source('lake', 'survivorship_item') }} as rules using (item)

),

ranked as (

    select
        *,
        row_number() over (
            partition by enterprise_code, item
            order by
                weight_1 asc, weight_2 asc, weight_3 asc, weight_4 asc,
                source asc, dataset asc, value asc
        ) as value_rank
    from weighed

),

winners as (

    select
        enterprise_code,
        item,
        value as winning_value,
        authority_rank as winning_authority,
        sources_agreeing as winning_agreement,
        weight_1 as winning_1,
        weight_2 as winning_2,
        weight_3 as winning_3,
        weight_4 as winning_4
    from ranked
    where value_rank = 1

),

beside as (

    select
        ranked.*,
        winners.* exclude (enterprise_code, item)
    from ranked
    inner join winners using (enterprise_code, item)

),

compared as (

    select
        *,
        case
            when value = winning_value then null
            when weight_1 <> winning_1 then criteria[1]
            when weight_2 <> winning_2 then criteria[2]
            when weight_3 <> winning_3 then criteria[3]
            when weight_4 <> winning_4 then criteria[4]
            else 'name'
        end as lost_by
    from beside

),

rivalry as (

    select
        enterprise_code,
        item,
        count(distinct value) as rivals,
        min_by(lost_by, value_rank) as won_by
    from compared
    where lost_by is not null
    group by enterprise_code, item

),

decided as (

    select
        compared.*,
        coalesce(rivalry.rivals, 0) as rivals,
        rivalry.won_by,
        as_of.as_of
    from compared
    left join rivalry using (enterprise_code, item)
    cross join {{ ref('int_release__as_of') }} as as_of

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
        when lost_by = 'recency' then '较采用值更早'
        when lost_by = 'name' then '各项相当，按来源名称排序'
        when won_by is null then '没有不同的取值'
        when won_by = 'validity' then '其他取值未通过检查'
        when won_by = 'authority' then '来源最权威'
        when won_by = 'agreement' then '支持的来源最多（' || sources_agreeing || ' 个）'
        when won_by = 'recency' then '最新'
        else '各项相当，按来源名称排序'
    end as reason_zh,
    case
        when value_rank > 1 and lost_by is null then 'the same as the value chosen'
        when lost_by = 'validity' then 'fails ' || array_to_string(failed_rules, ', ')
        when lost_by = 'authority' then 'authority ' || authority_rank || ' against ' || winning_authority
        when lost_by = 'agreement' then sources_agreeing || ' source(s) say so against ' || winning_agreement
        when lost_by = 'recency' then 'older than the value chosen'
        when lost_by = 'name' then 'alike in all; by the name of the source'
        when won_by is null then 'no other value is known'
        when won_by = 'validity' then 'others fail their checks'
        when won_by = 'authority' then 'the source of the highest authority'
        when won_by = 'agreement' then 'most sources say so (' || sources_agreeing || ')'
        when won_by = 'recency' then 'the youngest'
        else 'alike in all; by the name of the source'
    end as reason_en,
    rivals,
    sources_agreeing,
    source,
    dataset,
    source_item,
    observed_on,
    received_on,
    greatest(as_of - known_on, 0) as age_days,
    failed_rules,
    _batch,
    _file,
    _row
from decided
order by enterprise_code, item, value_rank
