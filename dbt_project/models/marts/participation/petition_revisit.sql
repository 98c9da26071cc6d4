with limits as (

    select
        max(value) filter (where figure = 'revisit_days') as revisit_days,
        max(value) filter (where figure = 'revisits_at_most') as revisits_at_most
    from {{ source('lake', 'method_figure') }}
    where method = 'participation'

),

visits as (

    select *
    from {{ source('lake', 'ecology__petition_follow_up') }}
    {{ current_version(['petition_number', 'visit_number']) }}

),

asked as (

    select
        petition_number,
        count(*) as visit_count,
        max(visited_on) as last_visited_on,
        arg_max(satisfaction, visit_number) as satisfaction,
        -- That of the last visit, also where it says nothing: an earlier refusal does not speak for it.
        arg_max_null(is_closable, visit_number) as is_closable
    from visits
    group by petition_number

),

petitions as (

    select
        said.petition_number,
        said.pollution_kind,
        said.respondent_county,
        said.registered_on,
        said.handled_on,
        said.is_handled or said.handled_on is not null as is_handled,
        coalesce(said.is_valid, true) and said.no_handling_reason is null as counts,
        asked.visit_count,
        asked.last_visited_on,
        asked.satisfaction,
        asked.is_closable,
        -- From the last visit, or the handling; where its day is not said, from the term of the petition.
        coalesce(asked.last_visited_on, said.handled_on, said.due_on, said.registered_on) as counted_from,
        said._batch,
        said._file,
        said._row
    from (
        select *
        from {{ source('lake', 'ecology__petition') }}
        {{ current_version(['petition_number']) }}
    ) as said
    left join asked on said.petition_number = asked.petition_number

),

judged as (

    select
        petitions.*,
        as_of.as_of,
        case
            when not petitions.counts then 'not_to_be_handled'
            when not petitions.is_handled then 'not_handled'
            when petitions.visit_count is null then 'never_asked'
            when
                petitions.satisfaction in ('satisfied', 'basically_satisfied')
                and coalesce(petitions.is_closable, true)
                then 'satisfied'
            when petitions.visit_count >= limits.revisits_at_most then 'given_up'
            when petitions.satisfaction = 'dissatisfied' then 'dissatisfied'
            when petitions.satisfaction = 'not_reached' then 'not_reached'
            else 'does_not_agree'
        end as state,
        petitions.counted_from + cast(limits.revisit_days as integer) as next_visit_by
    from petitions
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits

),

due as (

    select
        *,
        state in ('never_asked', 'dissatisfied', 'not_reached', 'does_not_agree') as must_revisit
    from judged

)

select
    petition_number,
    pollution_kind,
    respondent_county as county_name,
    registered_on,
    handled_on,
    coalesce(visit_count, 0) as visit_count,
    last_visited_on,
    satisfaction,
    is_closable,
    state,
    must_revisit,
    if(must_revisit, next_visit_by, null) as revisit_by,
    must_revisit and next_visit_by < as_of as is_overdue,
    case state
        when 'not_to_be_handled' then '无效件或注明不办理'
        when 'not_handled' then '尚未办理，办理后再回访'
        when 'never_asked' then '已办理而从未回访，应于 ' || next_visit_by || ' 前回访'
        when 'satisfied' then '最近回访' || if(satisfaction = 'satisfied', '满意', '基本满意')
        when 'given_up'
            then
                '已回访 ' || visit_count || ' 次，最近为' || {{ code_name('satisfaction', 'satisfaction', 'zh') }}
                || '，不再回访，须由办理单位复核'
        when 'dissatisfied' then '最近回访不满意，须重新办理并于 ' || next_visit_by || ' 前再访'
        when 'not_reached' then '最近回访未联系上，应于 ' || next_visit_by || ' 前再访'
        else '最近回访满意但不同意销号，应于 ' || next_visit_by || ' 前再访'
    end as reason_zh,
    case state
        when 'not_to_be_handled' then 'void, or not to be handled'
        when 'not_handled' then 'not handled yet; asked afterwards'
        when 'never_asked' then 'handled and never asked; to be asked by ' || next_visit_by
        when 'satisfied' then 'satisfied at the last visit'
        when 'given_up'
            then
                'asked ' || visit_count || ' times, the last answer '
                || {{ code_name('satisfaction', 'satisfaction', 'en') }}
                || '; no more visits, the handling is to be looked at again'
        when
            'dissatisfied'
            then 'dissatisfied at the last visit; to be dealt with again, and asked by ' || next_visit_by
        when 'not_reached' then 'not reached at the last visit; to be asked by ' || next_visit_by
        else 'satisfied, yet does not agree to the closing; to be asked by ' || next_visit_by
    end as reason_en,
    _batch,
    _file,
    _row
from due
order by petition_number
