-- Items of the rating of the authority, and those that the file of the enterprise gives between two ratings.
with window_of as (

    select
        as_of.as_of,
        as_of.as_of - cast(figures.value as integer) as since
    from {{ source('lake', 'method_figure') }} as figures
    cross join {{ ref('int_release__as_of') }} as as_of
    where figures.method = 'service' and figures.figure = 'credit.window_days'

),

rated as (

    select enterprise_code
    from {{ ref('enterprise_file') }}
    where permit_count > 0
    union
    select enterprise_code
    from {{ ref('enterprise_record') }}
    where section = 'credit' and dataset in ('credit_rating', 'city_credit_rating', 'credit_score_item')

),

happened as (

    select
        enterprise_code,
        kind,
        happened_on
    from {{ ref('enterprise_event') }}
    where not is_upcoming
    union all
    select
        duties.enterprise_code,
        'duty_overdue' as kind,
        window_of.as_of as happened_on
    from {{ ref('enterprise_duty') }} as duties
    cross join window_of
    where duties.origin = 'policy' and duties.is_open

),

kinds as (

    select
        indicator,
        unnest(kinds) as kind
    from {{ source('lake', 'credit_indicator') }}

),

counted as (

    select
        happened.enterprise_code,
        kinds.indicator,
        count(*) as event_count,
        max(happened.happened_on) as last_on
    from happened
    inner join kinds on happened.kind = kinds.kind
    cross join window_of
    where happened.happened_on between window_of.since and window_of.as_of
    group by happened.enterprise_code, kinds.indicator

),

-- An enterprise that the registry put together from two codes was rated under both: the code in force speaks.
official as (

    select
        enterprise_code,
        json_extract_string(record, '$.indicator_code') as indicator,
        json_extract_string(record, '$.indicator_name') as title_zh,
        json_extract_string(record, '$.indicator_name') as title_en,
        json_extract_string(record, '$.aspect') as aspect,
        cast(json_extract_string(record, '$.rating_year') as bigint) as rating_year,
        cast(json_extract_string(record, '$.full_marks') as double) as full_marks,
        cast(json_extract_string(record, '$.marks_deducted') as double) as marks_deducted,
        coalesce(cast(json_extract_string(record, '$.is_veto') as boolean), false) as is_veto,
        json_extract_string(record, '$.ground_document') as ground_document
    from {{ ref('enterprise_record') }}
    where source = 'ecology' and dataset = 'credit_score_item'
    qualify row_number() over (
        partition by enterprise_code, rating_year, indicator
        order by
            json_extract_string(record, '$.unified_social_credit_code') = enterprise_code desc nulls last,
            marks_deducted desc,
            _batch asc, _file asc, _row asc
    ) = 1

),

items as (

    select
        rated.enterprise_code,
        'running' as origin,
        cast(null as bigint) as rating_year,
        indicators.indicator,
        indicators.aspect,
        indicators.title_zh,
        indicators.title_en,
        cast(indicators.full_marks as double) as full_marks,
        cast(
            least(indicators.full_marks, indicators.marks_each * coalesce(counted.event_count, 0)) as double
        ) as marks_deducted,
        indicators.is_veto and coalesce(counted.event_count, 0) > 0 as is_veto,
        counted.event_count,
        counted.last_on,
        cast(null as varchar) as ground_document,
        case
            when counted.event_count is null then '近一年没有' || indicators.title_zh
            else
                '近一年'
                || indicators.title_zh
                || ' '
                || counted.event_count
                || ' 件，最近 '
                || counted.last_on
                || '，每件扣 '
                || indicators.marks_each || ' 分，最多 ' || indicators.full_marks || ' 分'
        end as reason_zh,
        case
            when counted.event_count is null then 'no ' || indicators.title_en || ' in the last year'
            else
                counted.event_count
                || ' × '
                || indicators.title_en
                || ' in the last year, the last on '
                || counted.last_on
                || ': ' || indicators.marks_each || ' marks each, ' || indicators.full_marks || ' at most'
        end as reason_en
    from rated
    cross join {{ source('lake', 'credit_indicator') }} as indicators
    left join counted
        on rated.enterprise_code = counted.enterprise_code and indicators.indicator = counted.indicator
    union all by name
    select
        official.*,
        'official' as origin,
        coalesce('评价机关扣分依据：' || ground_document, '评价机关未写依据') as reason_zh,
        coalesce('ground given by the authority: ' || ground_document, 'the authority gives no ground')
            as reason_en
    from official

)

select
    enterprise_code,
    origin,
    rating_year,
    indicator,
    aspect,
    title_zh,
    title_en,
    full_marks,
    marks_deducted,
    full_marks - marks_deducted as marks,
    is_veto,
    event_count,
    last_on,
    ground_document,
    reason_zh,
    reason_en
from items
order by enterprise_code, origin, rating_year, indicator
