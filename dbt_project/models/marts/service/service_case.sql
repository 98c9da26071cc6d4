with limits as (

    select
        max(value) filter (where figure = 'acceptance_days') as acceptance_days,
        max(value) filter (where figure = 'due_soon_days') as due_soon_days
    from {{ source('lake', 'method_figure') }}
    where method = 'service'

),

-- How much of the form of each case the province could have filled in for this very applicant.
forms as (

    select
        cases.case_number,
        count(*) as question_count,
        count(answers.question) as known_count,
        list(form.question order by asked.position) filter (where answers.question is null) as asked
    from {{ ref('int_service__case') }} as cases
    inner join {{ source('lake', 'service_form') }} as form on cases.service_code = form.service_code
    inner join {{ source('lake', 'service_question') }} as asked on form.question = asked.question
    left join {{ ref('service_answer') }} as answers
        on cases.enterprise_code = answers.enterprise_code and form.question = answers.question
    group by cases.case_number

),

timed as (

    select
        cases.*,
        as_of.as_of,
        limits.due_soon_days,
        limits.acceptance_days,
        coalesce(cases.concluded_on, as_of.as_of) - cases.submitted_on as days_taken,
        case
            when cases.concluded_on is not null then 'concluded'
            when cases.accepted_on is not null then 'in_progress'
            else 'waits_for_acceptance'
        end as state,
        -- A day promised before the application is a slip: it promises nothing.
        if(
            cases.due_on >= cases.submitted_on, coalesce(cases.concluded_on, as_of.as_of) - cases.due_on, null
        ) as days_past_due
    from {{ ref('int_service__case') }} as cases
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits

),

judged as (

    select
        *,
        -- From the day after the application; Saturdays and Sundays do not count.
        len(list_filter(
            generate_series(
                cast(submitted_on + 1 as timestamp),
                cast(coalesce(accepted_on, concluded_on, as_of) as timestamp),
                interval 1 day
            ),
            lambda one: isodow(one) < 6
        )) as acceptance_working_days,
        acceptance_working_days > acceptance_days as is_accepted_late,
        coalesce(days_past_due > 0, false) as is_overdue,
        coalesce(
            state <> 'concluded' and days_past_due between -cast(due_soon_days as integer) and 0, false
        ) as is_due_soon
    from timed

)

select
    judged.case_number,
    judged.service_code,
    coalesce(items.title_zh, judged.service_name) as service_name,
    items.title_en as service_name_en,
    judged.enterprise_code,
    judged.enterprise_name,
    judged.handling_office,
    judged.submitted_on,
    judged.accepted_on,
    judged.due_on,
    judged.concluded_on,
    judged.service_outcome,
    judged.state,
    judged.days_taken,
    judged.acceptance_working_days,
    judged.is_accepted_late,
    judged.is_overdue,
    case when judged.is_overdue then judged.days_past_due end as overdue_days,
    judged.is_due_soon,
    nullif(concat_ws(
        '；',
        case
            when
                judged.is_accepted_late
                then
                    '受理用了 '
                    || judged.acceptance_working_days
                    || ' 个工作日，超过 '
                    || cast(judged.acceptance_days as integer)
        end,
        case
            when
                judged.is_overdue
                then '超过承诺时限 ' || judged.days_past_due || ' 天' || if(judged.state = 'concluded', '办结', '仍未办结')
        end,
        case when judged.is_due_soon then '距承诺时限 ' || -judged.days_past_due || ' 天' end
    ), '') as reason_zh,
    nullif(concat_ws(
        '; ',
        case
            when judged.is_accepted_late
                then
                    'acceptance took ' || judged.acceptance_working_days || ' working days, more than '
                    || cast(judged.acceptance_days as integer)
        end,
        case
            when judged.is_overdue
                then
                    judged.days_past_due || ' days past the promised day'
                    || if(judged.state = 'concluded', ' when concluded', ' and not concluded')
        end,
        case when judged.is_due_soon then 'promised within ' || -judged.days_past_due || ' days' end
    ), '') as reason_en,
    forms.question_count,
    forms.known_count,
    forms.asked,
    judged._batch,
    judged._file,
    judged._row
from judged
left join {{ source('lake', 'service_item') }} as items on judged.service_code = items.service_code
left join forms on judged.case_number = forms.case_number
order by judged.case_number
