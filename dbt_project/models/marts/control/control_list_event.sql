-- The list as it stands, and for each response under way or just over that of the enterprises in its area
-- that have an air outlet.
with responses as (

    select
        response_number,
        division_code,
        pollutant,
        cast(started_at at time zone 'Asia/Shanghai' as date) as begins_on,
        cast(ended_at at time zone 'Asia/Shanghai' as date) as ends_on
    from (
        select *
        from {{ source('lake', 'ecology__air_joint_response') }}
        {{ current_version(['response_number']) }}
    ) as in_force

),

recent as (

    select responses.*
    from responses
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join {{ source('lake', 'method_figure') }} as figures
    where
        figures.method = 'control'
        and figures.figure = 'event_days_back'
        and coalesce(responses.ends_on, as_of.as_of) >= as_of.as_of - cast(figures.value as integer)

),

-- By the registry and not by the code on the permit, which may be one that the enterprise no longer has.
emitters as (

    select distinct whose.enterprise_code
    from {{ ref('stg_ecology__discharge_permit') }} as permits
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'discharge_permit'
            and permits._batch = whose._batch
            and permits._file = whose._file
            and permits._row = whose._row
    where permits.outlet_medium = 'air'

),

listed as (

    select
        classes.*,
        emitters.enterprise_code is not null as has_air_outlet
    from {{ ref('control_class') }} as classes
    left join emitters on classes.enterprise_code = emitters.enterprise_code
    where classes.scheme = 'list' and classes.outcome <> 'none'

),

events as (

    select
        'standing' as event,
        cast(null as varchar) as pollutant,
        cast(null as date) as begins_on,
        cast(null as date) as ends_on,
        listed.*
    from listed
    union all
    select
        recent.response_number,
        recent.pollutant,
        recent.begins_on,
        recent.ends_on,
        listed.*
    from listed
    inner join recent
        on
            listed.has_air_outlet
            and (
                listed.division_code = recent.division_code
                -- A city's own code ends in two zeros, and begins the codes of its counties.
                or (
                    recent.division_code like '%00'
                    and left(listed.division_code, 4) = left(recent.division_code, 4)
                )
            )

)

select
    city_code,
    event,
    pollutant,
    begins_on,
    ends_on,
    enterprise_code,
    enterprise_name,
    division_code,
    outcome as colour,
    rule,
    reason_zh,
    reason_en,
    better_outcome,
    change_zh,
    change_en
from events
order by city_code, event, outcome_rank, enterprise_code
