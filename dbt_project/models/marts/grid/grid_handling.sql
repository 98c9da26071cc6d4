-- How long leads take, by county, origin and month of the finding, and how many wait longer than they may.
with limits as (

    select
        max(value) filter (where figure = 'respond_hours') as respond_hours,
        max(value) filter (where figure = 'close_days') as close_days
    from {{ source('lake', 'method_figure') }}
    where method = 'grid'

)

select
    leads.division_code,
    leads.lead_source,
    cast(date_trunc('month', leads.found_on) as date) as month,
    count(*) as leads,
    count(leads.response_hours) as responded,
    count(*) filter (where leads.is_closed) as closed,
    quantile_cont(leads.response_hours, 0.5) as response_hours_median,
    quantile_cont(leads.response_hours, 0.9) as response_hours_p90,
    quantile_cont(leads.close_hours, 0.5) as close_hours_median,
    quantile_cont(leads.close_hours, 0.9) as close_hours_p90,
    count(*) filter (where leads.response_hours <= limits.respond_hours)
    / count(*) as responded_in_time_share,
    count(*) filter (where leads.close_hours <= 24 * limits.close_days) / count(*) as closed_in_time_share,
    count(*) filter (
        where not leads.is_closed and leads.found_on < as_of.as_of - cast(limits.close_days as integer)
    ) as overdue,
    count(*) filter (where leads.satisfaction in ('satisfied', 'basically_satisfied'))
    / nullif(count(*) filter (where leads.satisfaction <> 'not_reached'), 0) as satisfied_share
from {{ ref('int_grid__lead') }} as leads
cross join limits
cross join {{ ref('int_release__as_of') }} as as_of
group by leads.division_code, leads.lead_source, date_trunc('month', leads.found_on)
order by leads.division_code, leads.lead_source, month
