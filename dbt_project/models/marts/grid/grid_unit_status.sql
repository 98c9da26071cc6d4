with limits as (

    select
        max(value) filter (where figure = 'patrol_days') as patrol_days,
        max(value) filter (where figure = 'leads_per_worker') as leads_per_worker
    from {{ source('lake', 'method_figure') }}
    where method = 'grid'

),

units as (

    select
        grid_code,
        grid_name,
        grid_level,
        parent_grid_code,
        division_code,
        responsible_unit
    from {{ source('lake', 'ecology__grid_unit') }}
    {{ current_version(['grid_code']) }}

),

-- Code, name and telephone of a worker are masked here; together they still tell persons of one unit apart.
workers as (

    select
        grid_code,
        count(*) filter (where left_on is null) as workers,
        count(left_on) as workers_gone
    from (
        select *
        from {{ source('lake', 'ecology__grid_worker') }}
        {{ current_version(['grid_code', 'worker_code', 'worker_name', 'telephone', 'appointed_on']) }}
    ) as in_force
    group by grid_code

),

leads as (

    select
        leads.grid_code,
        count(*) as leads,
        count(*) filter (where leads.found_on between as_of.as_of - 29 and as_of.as_of) as leads_30_days,
        count(*) filter (where not leads.is_closed) as open_leads,
        -- A day that is still to come is a slip: it would hide for years that nobody walks.
        max(leads.found_on) filter (where leads.found_on <= as_of.as_of) as last_on,
        quantile_cont(leads.response_hours, 0.5) as response_hours_median,
        quantile_cont(leads.close_hours, 0.5) as close_hours_median
    from {{ ref('int_grid__lead') }} as leads
    cross join {{ ref('int_release__as_of') }} as as_of
    group by leads.grid_code

),

events as (

    select
        events.grid_code,
        max(cast(events.found_at at time zone 'Asia/Shanghai' as date)) as last_on
    from {{ source('lake', 'counties__county_grid_event') }} as events
    cross join {{ ref('int_release__as_of') }} as as_of
    where
        events._withdrawn_by is null
        and cast(events.found_at at time zone 'Asia/Shanghai' as date) <= as_of.as_of
    group by events.grid_code

),

tasks as (

    select
        in_force.grid_code,
        count(*) filter (where in_force.handling_status not in ('completed', 'returned')) as open_tasks,
        max(cast(in_force.dispatched_at at time zone 'Asia/Shanghai' as date)) filter (
            where cast(in_force.dispatched_at at time zone 'Asia/Shanghai' as date) <= as_of.as_of
        ) as last_on
    from (
        select *
        from {{ source('lake', 'ecology__grid_task') }}
        {{ current_version(['task_number']) }}
    ) as in_force
    cross join {{ ref('int_release__as_of') }} as as_of
    group by in_force.grid_code

),

teams as (

    select
        grid_code,
        count(*) as teams
    from (
        select *
        from {{ source('lake', 'ecology__grid_team') }}
        {{ current_version(['team_code']) }}
    ) as in_force
    group by grid_code

),

told as (

    select
        units.*,
        coalesce(workers.workers, 0) as workers,
        coalesce(workers.workers_gone, 0) as workers_gone,
        coalesce(teams.teams, 0) as teams,
        coalesce(leads.leads, 0) as leads,
        coalesce(leads.leads_30_days, 0) as leads_30_days,
        coalesce(leads.open_leads, 0) as open_leads,
        coalesce(tasks.open_tasks, 0) as open_tasks,
        leads.response_hours_median,
        leads.close_hours_median,
        greatest(leads.last_on, events.last_on, tasks.last_on) as last_patrol_on
    from units
    left join workers on units.grid_code = workers.grid_code
    left join leads on units.grid_code = leads.grid_code
    left join events on units.grid_code = events.grid_code
    left join tasks on units.grid_code = tasks.grid_code
    left join teams on units.grid_code = teams.grid_code

),

-- Only the lowest level is walked: the units above it are offices.
judged as (

    select
        told.*,
        as_of.as_of - told.last_patrol_on as days_since_patrol,
        told.leads_30_days / nullif(told.workers, 0) as leads_per_worker,
        list_sort(list_distinct([
            case when told.grid_level = 'town' and told.workers = 0 then 'no_worker' end,
            case when told.grid_level = 'town' and told.last_patrol_on is null then 'never_heard_of' end,
            case
                when
                    told.grid_level = 'town'
                    and told.last_patrol_on < as_of.as_of - cast(limits.patrol_days as integer)
                    then 'not_patrolled'
            end
        ])) as blind_reasons,
        coalesce(
            told.leads_30_days / nullif(told.workers, 0) > limits.leads_per_worker, false
        ) as is_overloaded
    from told
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits

)

select
    grid_code,
    grid_name,
    grid_level,
    parent_grid_code,
    division_code,
    responsible_unit,
    workers,
    workers_gone,
    teams,
    leads,
    leads_30_days,
    leads_per_worker,
    is_overloaded,
    open_leads,
    open_tasks,
    response_hours_median,
    close_hours_median,
    last_patrol_on,
    days_since_patrol,
    len(blind_reasons) > 0 as is_blind,
    list_aggregate(list_transform(blind_reasons, lambda one: case one
        when 'no_worker' then '没有在岗网格员'
        when 'never_heard_of' then '从无线索、事件或任务'
        else '超过规定天数没有线索、事件或任务'
    end), 'string_agg', '；') as reason_zh,
    list_aggregate(list_transform(blind_reasons, lambda one: case one
        when 'no_worker' then 'nobody serves in it'
        when 'never_heard_of' then 'no lead, event or task was ever heard of'
        else 'no lead, event or task for longer than the limit'
    end), 'string_agg', '; ') as reason_en
from judged
order by grid_code
