with limits as (

    select
        max(value) filter (where figure = 'due_soon_days') as due_soon_days,
        max(value) filter (where figure = 'relapse_days') as relapse_days
    from {{ source('lake', 'method_figure') }}
    where method = 'ledger'

),

-- The kind that most reports share; of several, the first by name.
kinds as (

    select
        problem_id,
        kind
    from (
        select
            problem_id,
            unnest(kinds) as kind
        from {{ ref('problem_report') }}
    ) as each_kind
    group by problem_id, kind
    qualify row_number() over (partition by problem_id order by count(*) desc, kind) = 1

),

problems as (

    select
        problem_id,
        min(enterprise_code) as enterprise_code,
        min_by(division_code, (found_on, report)) filter (where division_code is not null) as division_code,
        min_by(grid_code, (found_on, report)) filter (where grid_code is not null) as grid_code,
        min_by(longitude, (found_on, report)) filter (where longitude + latitude is not null) as longitude,
        min_by(latitude, (found_on, report)) filter (where longitude + latitude is not null) as latitude,
        min(found_on) as first_found_on,
        max(found_on) as last_found_on,
        count(*) as report_count,
        count(*) filter (where is_public) as public_report_count,
        list_sort(list_distinct(list(channel))) as channels,
        max_by(owner, (found_on, report)) filter (where owner is not null) as report_owner,
        min(due_on) filter (where closed_on is null) as open_due_on,
        min(due_on) as first_due_on,
        min_by(due_basis, (due_on, report)) filter (where closed_on is null) as open_due_basis,
        min_by(due_basis, (due_on, report)) as first_due_basis,
        count(*) filter (where closed_on is null and says_when_closed) as undone,
        count(closed_on) as done,
        max(closed_on) as last_closed_on,
        max_by(satisfaction, (asked_on, report)) filter (where satisfaction is not null) as satisfaction,
        max_by(is_closable, (asked_on, report)) filter (where satisfaction is not null) as is_closable,
        max(asked_on) as asked_on
    from {{ ref('problem_report') }}
    group by problem_id

),

-- What stands in the way of striking a problem off: it has to be dealt with, and the public satisfied
-- (中国环境报 2020-01-20: satisfaction is the basis of closing).
judged as (

    select
        *,
        list_filter([
            case when undone > 0 then 'not_dealt_with' end,
            case when undone = 0 and done = 0 then 'nobody_says_it_is_done' end,
            case when public_report_count > 0 and satisfaction is null then 'public_not_asked' end,
            case when satisfaction = 'dissatisfied' then 'public_dissatisfied' end,
            case when satisfaction = 'not_reached' then 'public_not_reached' end,
            case
                when satisfaction in ('satisfied', 'basically_satisfied') and is_closable is false
                    then 'public_does_not_agree'
            end
        ], lambda one: one is not null) as blockers
    from problems

),

closed as (

    select
        *,
        len(blockers) = 0 as is_closed,
        case when len(blockers) = 0 then greatest(last_closed_on, asked_on) end as closed_on,
        list_aggregate(list_transform(blockers, lambda one: case one
            when 'not_dealt_with' then '尚有线索未办结'
            when 'nobody_says_it_is_done' then '没有任何办结记录'
            when 'public_not_asked' then '尚未回访群众'
            when 'public_dissatisfied' then '群众不满意'
            when 'public_not_reached' then '回访未联系上'
            else '群众不同意销号'
        end), 'string_agg', '；') as reason_zh,
        list_aggregate(list_transform(blockers, lambda one: case one
            when 'not_dealt_with' then 'a report is not dealt with'
            when 'nobody_says_it_is_done' then 'nothing says that it was dealt with'
            when 'public_not_asked' then 'the public was not asked'
            when 'public_dissatisfied' then 'the public is dissatisfied'
            when 'public_not_reached' then 'the public could not be reached'
            else 'the public does not agree to the closing'
        end), 'string_agg', '; ') as reason_en,
        case when undone = 0 and done > 0 then last_closed_on end as dealt_with_on
    from judged

),

-- A matter that was dealt with and came back: the last one before of the same kind at the same enterprise.
relapses as (

    select
        later.problem_id,
        max_by(earlier.problem_id, (earlier.dealt_with_on, earlier.problem_id)) as relapse_of,
        later.first_found_on - max(earlier.dealt_with_on) as relapse_after_days
    from closed as later
    inner join kinds as later_kind on later.problem_id = later_kind.problem_id
    inner join closed as earlier
        on later.enterprise_code = earlier.enterprise_code and later.problem_id <> earlier.problem_id
    inner join kinds as earlier_kind
        on earlier.problem_id = earlier_kind.problem_id and later_kind.kind = earlier_kind.kind
    cross join limits
    where
        later.first_found_on > earlier.dealt_with_on
        and later.first_found_on - earlier.dealt_with_on <= limits.relapse_days
    group by later.problem_id, later.first_found_on

),

units as (

    select
        grid_code,
        responsible_unit
    from {{ source('lake', 'ecology__grid_unit') }}
    {{ current_version(['grid_code']) }}

),

divisions as (

    select
        code,
        min(name_zh) as name_zh
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%'
    group by code

),

owned as (

    select
        closed.*,
        kinds.kind,
        coalesce(
            closed.report_owner, cell.responsible_unit, county.responsible_unit, divisions.name_zh || '生态环境局'
        ) as owner,
        case
            when closed.report_owner is not null then 'report'
            when coalesce(cell.responsible_unit, county.responsible_unit) is not null then 'grid'
            when divisions.name_zh is not null then 'division'
        end as owner_by,
        case
            when closed.is_closed then closed.first_due_on
            else coalesce(closed.open_due_on, closed.first_due_on)
        end as due_on,
        case
            when closed.is_closed or closed.open_due_on is null then closed.first_due_basis
            else closed.open_due_basis
        end as due_basis
    from closed
    inner join kinds on closed.problem_id = kinds.problem_id
    left join units as cell on closed.grid_code = cell.grid_code
    left join units as county on closed.division_code = county.grid_code
    left join divisions on closed.division_code = divisions.code

)

select
    owned.problem_id,
    owned.kind,
    titles.title_zh as kind_zh,
    titles.title_en as kind_en,
    owned.enterprise_code,
    enterprises.enterprise_name,
    owned.division_code,
    owned.grid_code,
    owned.longitude,
    owned.latitude,
    owned.first_found_on,
    owned.last_found_on,
    owned.report_count,
    owned.public_report_count,
    owned.channels,
    owned.owner,
    owned.owner_by,
    owned.due_on,
    owned.due_basis,
    owned.dealt_with_on,
    owned.asked_on,
    owned.satisfaction,
    case
        when owned.is_closed then 'closed'
        when owned.dealt_with_on is not null then 'waits_for_the_public'
        else 'open'
    end as state,
    owned.closed_on,
    owned.blockers,
    owned.reason_zh,
    owned.reason_en,
    not owned.is_closed and owned.due_on < as_of.as_of as is_overdue,
    case
        when not owned.is_closed and owned.due_on < as_of.as_of then as_of.as_of - owned.due_on
    end as overdue_days,
    not owned.is_closed
    and owned.due_on between as_of.as_of
    and as_of.as_of + cast(limits.due_soon_days as integer) as is_due_soon,
    relapses.relapse_of,
    relapses.relapse_after_days
from owned
cross join {{ ref('int_release__as_of') }} as as_of
cross join limits
left join {{ source('lake', 'problem_kind') }} as titles on owned.kind = titles.kind
left join {{ source('lake', 'registry_enterprise') }} as enterprises
    on owned.enterprise_code = enterprises.enterprise_code
left join relapses on owned.problem_id = relapses.problem_id
order by owned.problem_id
