-- What the public said when asked, the last answer of each petition.
with follow_ups as (

    select
        'ecology' as source,
        'petition' as dataset,
        petition_number as number,
        visited_on as asked_on,
        satisfaction,
        is_closable,
        min(visited_on) filter (where is_closable) over (partition by petition_number) as agreed_on
    from (
        select *
        from {{ source('lake', 'ecology__petition_follow_up') }}
        {{ current_version(['petition_number', 'visit_number']) }}
    ) as visits
    qualify row_number() over (partition by petition_number order by visit_number desc) = 1

),

reports as (

    select
        told.*,
        channels.deadline_days,
        channels.basis as deadline_basis,
        channels.rests_on as deadline_rests_on
    from {{ source('lake', 'problem_report') }} as told
    inner join {{ source('lake', 'problem_channel') }} as channels on told.channel = channels.channel

)

select
    reports.problem_id,
    reports.report,
    reports.own_id,
    reports.joined_by,
    reports.joined_to,
    reports.days,
    reports.metres,
    reports.likeness,
    case reports.joined_by
        when 'first' then '本问题最早的线索'
        when 'refers_to' then '写明了对方编号'
        when 'same_enterprise' then '同一企业、同类问题，相隔 ' || reports.days || ' 天'
        when 'same_place' then '相距 ' || round(reports.metres) || ' 米、同类问题，相隔 ' || reports.days || ' 天'
        else '同一地域、同类问题，文本相似度 ' || round(reports.likeness, 2) || '，相隔 ' || reports.days || ' 天'
    end as reason_zh,
    case reports.joined_by
        when 'first' then 'the first report of the problem'
        when 'refers_to' then 'one names the number of the other'
        when 'same_enterprise' then 'the same enterprise and kind, ' || reports.days || ' days apart'
        when 'same_place'
            then round(reports.metres) || ' m apart, the same kind, ' || reports.days || ' days apart'
        else
            'the same area and kind, likeness of words ' || round(reports.likeness, 2) || ', '
            || reports.days || ' days apart'
    end as reason_en,
    reports.source,
    reports.dataset,
    reports.number,
    reports.channel,
    reports.is_public,
    reports.found_at,
    reports.found_on,
    reports.kind as kind_code,
    reports.kinds,
    reports.enterprise_code,
    reports.enterprise_by,
    coalesce(reports.division_code, enterprises.division_code) as division_code,
    reports.grid_code,
    reports.longitude,
    reports.latitude,
    reports.owner,
    coalesce(reports.due_on, reports.found_on + cast(reports.deadline_days as integer)) as due_on,
    case when reports.due_on is not null then 'stated' else reports.deadline_basis end as due_basis,
    case when reports.due_on is null then reports.deadline_rests_on end as due_rests_on,
    coalesce(reports.closed_on, follow_ups.agreed_on) as closed_on,
    reports.says_when_closed,
    follow_ups.asked_on,
    follow_ups.satisfaction,
    follow_ups.is_closable,
    reports._batch,
    reports._file,
    reports._row
from reports
left join {{ source('lake', 'registry_enterprise') }} as enterprises
    on reports.enterprise_code = enterprises.enterprise_code
left join follow_ups
    on
        reports.source = follow_ups.source
        and reports.dataset = follow_ups.dataset
        and reports.number = follow_ups.number
order by reports.problem_id, reports.found_on, reports.report
