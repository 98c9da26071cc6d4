with grades as (

    select
        code as grade,
        name_zh,
        name_en,
        cast(attributes ->> 'score_from' as double) as score_from,
        cast(attributes ->> 'score_below' as double) as score_below
    from {{ source('lake', 'standard_code') }}
    where code_list = 'environmental_credit_grade'

),

thresholds as (

    select *
    from grades
    where score_from is not null or score_below is not null

),

-- The last rating; of two on one day, that of the province.
latest as (

    select *
    from {{ ref('int_service__rating') }}
    qualify
        row_number()
            over (
                partition by enterprise_code
                order by rated_on desc nulls last, dataset desc, _batch asc, _row asc
            )
        = 1

),

items as (

    select
        enterprise_code,
        origin,
        rating_year,
        count(*) as item_count,
        sum(marks) as marks,
        sum(full_marks) as full_marks,
        sum(marks_deducted) as marks_deducted,
        bool_or(is_veto) as has_veto,
        string_agg(reason_zh, '；' order by marks_deducted desc, indicator asc) filter (
            where marks_deducted > 0
        ) as reason_zh,
        string_agg(reason_en, '; ' order by marks_deducted desc, indicator asc) filter (
            where marks_deducted > 0
        ) as reason_en
    from {{ ref('credit_item') }}
    group by enterprise_code, origin, rating_year

),

-- Of the rating's own items, those of its year, or of the last year where the rating does not say its own.
official_items as (

    select items.*
    from items
    left join latest on items.enterprise_code = latest.enterprise_code
    where
        items.origin = 'official'
        and items.rating_year <= coalesce(latest.rating_year, year(latest.rated_on), 9999)
    qualify row_number() over (partition by items.enterprise_code order by items.rating_year desc) = 1

),

standing as (

    select
        running.enterprise_code,
        latest.dataset as rated_by,
        latest.grade,
        latest.score,
        latest.rated_on,
        latest.valid_to,
        latest.valid_to < as_of.as_of as is_expired,
        by_score.grade as grade_by_score,
        official_items.item_count as official_item_count,
        official_items.marks_deducted as official_marks_deducted,
        official_items.has_veto or latest.has_veto_item as has_veto,
        100 - official_items.marks_deducted as score_by_items,
        running.marks as running_score,
        running.has_veto as running_veto,
        if(running.has_veto, 'red', by_running.grade) as running_grade,
        running.reason_zh as running_reason_zh,
        running.reason_en as running_reason_en
    from items as running
    left join latest on running.enterprise_code = latest.enterprise_code
    left join official_items on running.enterprise_code = official_items.enterprise_code
    left join thresholds as by_score
        on
            latest.score >= coalesce(by_score.score_from, 0)
            and latest.score < coalesce(by_score.score_below, 1000)
    left join thresholds as by_running
        on
            running.marks >= coalesce(by_running.score_from, 0)
            and running.marks < coalesce(by_running.score_below, 1000)
    cross join {{ ref('int_release__as_of') }} as as_of
    where running.origin = 'running'

),

limits as (

    select max(value) as agrees_within
    from {{ source('lake', 'method_figure') }}
    where method = 'service' and figure = 'credit.agrees_within'

),

judged as (

    select
        standing.*,
        abs(standing.score - standing.score_by_items) <= limits.agrees_within as items_explain_score,
        case
            when standing.has_veto then standing.grade = 'red'
            when standing.grade <> 'not_rated' then standing.grade = standing.grade_by_score
        end as grade_fits_score,
        list_position(['green', 'blue', 'yellow', 'red'], standing.running_grade)
        - list_position(['green', 'blue', 'yellow', 'red'], standing.grade) as grades_fallen
    from standing
    cross join limits

)

select
    judged.enterprise_code,
    enterprises.enterprise_name,
    enterprises.division_code,
    judged.rated_by,
    judged.grade,
    grades.name_zh as grade_zh,
    grades.name_en as grade_en,
    judged.score,
    judged.rated_on,
    judged.valid_to,
    judged.is_expired,
    judged.has_veto,
    judged.grade_by_score,
    judged.grade_fits_score,
    judged.official_item_count,
    judged.score_by_items,
    judged.items_explain_score,
    judged.running_score,
    judged.running_veto,
    judged.running_grade,
    judged.grades_fallen,
    lending.decisions as lending_decisions,
    concat_ws(
        '；',
        coalesce('评定为' || grades.name_zh, '没有评定结果'),
        case when judged.is_expired then '评定已过有效期 ' || judged.valid_to end,
        case
            when not judged.grade_fits_score and judged.has_veto then '有一票否决项而未评为红牌'
            when not judged.grade_fits_score then '分值 ' || judged.score || ' 与等级不符'
        end,
        case
            when not judged.items_explain_score
                then '明细得分 ' || round(judged.score_by_items, 2) || ' 与评定分值 ' || judged.score || ' 不一致'
        end,
        case when judged.grades_fallen > 0 then '动态等级低于评定等级：' || coalesce(judged.running_reason_zh, '') end
    ) as reason_zh,
    concat_ws(
        '; ',
        coalesce('rated as ' || grades.name_en, 'never rated'),
        case when judged.is_expired then 'the rating ended on ' || judged.valid_to end,
        case
            when not judged.grade_fits_score and judged.has_veto then 'a veto item, yet not red'
            when not judged.grade_fits_score then 'a score of ' || judged.score || ' does not give this grade'
        end,
        case
            when not judged.items_explain_score
                then
                    'its items make '
                    || round(judged.score_by_items, 2)
                    || ', the rating says '
                    || judged.score
        end,
        case
            when judged.grades_fallen > 0
                then 'its file gives a lower grade now: ' || coalesce(judged.running_reason_en, '')
        end
    ) as reason_en
from judged
inner join {{ ref('enterprise_file') }} as enterprises on judged.enterprise_code = enterprises.enterprise_code
left join grades on judged.grade = grades.grade
left join
    {{ source('lake', 'credit_lending') }} as lending
    on coalesce(judged.grade, 'not_rated') = lending.grade
order by judged.enterprise_code
