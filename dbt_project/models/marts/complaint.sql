-- A complaint names a unit in words; whose name that is, the registry knows.
with petitions as (

    select *
    from {{ source('lake', 'ecology__petition') }}
    {{ current_version(['petition_number']) }}

),

follow_ups as (

    select
        petition_number,
        min(visited_on) as closed_on
    from (
        select *
        from {{ source('lake', 'ecology__petition_follow_up') }}
        {{ current_version(['petition_number', 'visit_number']) }}
    ) as visits
    where is_closable
    group by petition_number

),

hotline as (

    select *
    from {{ source('lake', 'mee__hotline_12369_report') }}
    {{ current_version(['report_number']) }}

),

complaints as (

    select
        'ecology' as source,
        'petition' as dataset,
        petitions.petition_number as complaint_number,
        petitions.registered_on as reported_on,
        petitions.petition_channel as channel,
        petitions.pollution_kind,
        petitions.respondent_name,
        coalesce(petitions.respondent_county, petitions.respondent_city) as place,
        petitions.due_on,
        coalesce(petitions.handled_on, follow_ups.closed_on) as closed_on,
        petitions.is_valid is not false and petitions.no_handling_reason is null as counts,
        petitions._batch,
        petitions._file,
        petitions._row
    from petitions
    left join follow_ups on petitions.petition_number = follow_ups.petition_number
    union all by name
    select
        'mee' as source,
        'hotline_12369_report' as dataset,
        report_number as complaint_number,
        cast(reported_at at time zone 'Asia/Shanghai' as date) as reported_on,
        channel,
        pollution_kind,
        accused_unit as respondent_name,
        division_code as place,
        due_on,
        closed_on,
        true as counts,
        _batch,
        _file,
        _row
    from hotline

)

select
    complaints.source,
    complaints.dataset,
    complaints.complaint_number,
    rows.enterprise_code,
    enterprises.unified_social_credit_code,
    complaints.respondent_name,
    complaints.place,
    complaints.reported_on,
    complaints.channel,
    complaints.pollution_kind,
    complaints.due_on,
    complaints.closed_on,
    complaints.counts and complaints.closed_on is null as is_open,
    complaints._batch,
    complaints._file,
    complaints._row
from complaints
left join {{ source('lake', 'enterprise_row') }} as rows
    on
        complaints.source = rows.source
        and complaints.dataset = rows.dataset
        and complaints._batch = rows._batch
        and complaints._file = rows._file
        and complaints._row = rows._row
left join {{ ref('int_enterprise__code') }} as enterprises
    on rows.enterprise_code = enterprises.enterprise_code
order by complaints.source, complaints.dataset, complaints.complaint_number
