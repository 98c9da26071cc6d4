with forms as (

    select
        service_code,
        count(*) as question_count,
        count(*) filter (where not must_ask) as known_count
    from {{ ref('service_form_item') }}
    group by service_code

),

cases as (

    select
        service_code,
        count(*) as case_count,
        count(*) filter (where state <> 'concluded') as open_count,
        count(*) filter (where is_overdue and state <> 'concluded') as overdue_count,
        count(*) filter (where is_accepted_late) as accepted_late_count,
        count(*) filter (where state = 'concluded') as concluded_count,
        count(*) filter (where state = 'concluded' and due_on >= submitted_on) as promised_count,
        count(*) filter (where state = 'concluded' and due_on >= submitted_on and not is_overdue)
            as in_time_count,
        median(days_taken) filter (where state = 'concluded') as median_days,
        max(days_taken) filter (where state = 'concluded') as greatest_days,
        median(due_on - submitted_on) filter (where due_on >= submitted_on) as median_promised_days
    from {{ ref('service_case') }}
    group by service_code

)

select
    items.service_code,
    items.matter,
    items.act,
    items.title_zh,
    items.title_en,
    forms.question_count,
    forms.known_count,
    round(forms.known_count / forms.question_count, 4) as reuse_share,
    coalesce(cases.case_count, 0) as case_count,
    coalesce(cases.open_count, 0) as open_count,
    coalesce(cases.overdue_count, 0) as overdue_count,
    coalesce(cases.accepted_late_count, 0) as accepted_late_count,
    coalesce(cases.concluded_count, 0) as concluded_count,
    round(cases.in_time_count / nullif(cases.promised_count, 0), 4) as in_time_share,
    cases.median_days,
    cases.greatest_days,
    cases.median_promised_days
from {{ source('lake', 'service_item') }} as items
inner join forms on items.service_code = forms.service_code
left join cases on items.service_code = cases.service_code
order by items.service_code
