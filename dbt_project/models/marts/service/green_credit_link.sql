with decisions as (

    select
        whose.enterprise_code,
        said.bank_name,
        said.decided_on,
        said.credit_grade as cited_grade,
        said.decision,
        said._batch,
        said._file,
        said._row
    from (
        select *
        from {{ source('lake', 'ecology__green_credit') }}
        {{ current_version(['unified_social_credit_code', 'bank_name', 'decided_on']) }}
    ) as said
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'green_credit'
            and said._batch = whose._batch
            and said._file = whose._file
            and said._row = whose._row

),

rated as (

    select
        decisions.*,
        ratings.grade,
        ratings.rated_on
    from decisions
    left join {{ ref('int_service__rating') }} as ratings
        on decisions.enterprise_code = ratings.enterprise_code and decisions.decided_on >= ratings.rated_on
    qualify
        row_number() over (
            partition by decisions._batch, decisions._file, decisions._row
            order by
                ratings.rated_on desc nulls last, ratings.dataset desc, ratings._batch asc, ratings._row asc
        ) = 1

),

judged as (

    select
        rated.*,
        coalesce(lending.decisions, cast([] as varchar[])) as fitting_decisions,
        case
            when rated.grade is null then 'no_rating_then'
            when rated.cited_grade <> rated.grade then 'cited_another_grade'
            when list_contains(lending.decisions, rated.decision) then 'fits'
            when rated.decision in ('granted', 'granted_preferential') then 'too_generous'
            else 'too_strict'
        end as finding,
        {{ code_name('environmental_credit_grade', 'rated.cited_grade', 'zh') }} as cited_zh,
        {{ code_name('environmental_credit_grade', 'rated.grade', 'zh') }} as grade_zh,
        {{ code_name('credit_decision', 'rated.decision', 'zh') }} as decision_zh
    from rated
    left join {{ source('lake', 'credit_lending') }} as lending on rated.grade = lending.grade

)

select
    enterprise_code,
    bank_name,
    decided_on,
    cited_grade,
    decision,
    grade as grade_then,
    rated_on,
    fitting_decisions,
    finding,
    case finding
        when 'no_rating_then' then '决定时没有已公布的评定结果，引用的等级“' || cited_zh || '”无从核对'
        when 'cited_another_grade'
            then '引用等级“' || cited_zh || '”，而 ' || rated_on || ' 评定为“' || grade_zh || '”'
        when 'fits' then '等级“' || grade_zh || '”，决定“' || decision_zh || '”，相符'
        else '等级“' || grade_zh || '”不对应决定“' || decision_zh || '”，相应决定见 fitting_decisions'
    end as reason_zh,
    case finding
        when
            'no_rating_then'
            then
                'no rating was published then, so that the grade cited, '
                || cited_grade
                || ', cannot be held against one'
        when
            'cited_another_grade'
            then 'cites ' || cited_grade || ', but the rating of ' || rated_on || ' is ' || grade
        when 'fits' then 'grade ' || grade || ' and decision ' || decision || ' fit'
        else
            'grade '
            || grade
            || ' goes with '
            || array_to_string(fitting_decisions, ', ')
            || '; the decision is '
            || decision
    end as reason_en,
    _batch,
    _file,
    _row
from judged
order by enterprise_code, decided_on, bank_name
