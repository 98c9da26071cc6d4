-- The grid of each county: units, people, teams of five kinds, and what lies outside of it.
with units as (

    select
        division_code,
        count(*) filter (where grid_level = 'county') as county_units,
        count(*) filter (where grid_level = 'town') as town_units,
        count(*) filter (where grid_level = 'town' and workers > 0) as town_units_with_workers,
        count(*) filter (where grid_level = 'town' and is_blind) as blind_units,
        count(*) filter (where is_overloaded) as overloaded_units,
        sum(workers) as workers,
        sum(open_leads) as open_leads
    from {{ ref('grid_unit_status') }}
    group by division_code

),

teams as (

    select
        left(grid_code, 6) as division_code,
        count(*) filter (where team_kind = 'grid_worker') as grid_worker_teams,
        count(*) filter (where team_kind = 'enterprise') as enterprise_teams,
        count(*) filter (where team_kind = 'supervisor') as supervisor_teams,
        count(*) filter (where team_kind = 'expert') as expert_teams,
        count(*) filter (where team_kind = 'third_party') as third_party_teams
    from (
        select *
        from {{ source('lake', 'ecology__grid_team') }}
        {{ current_version(['team_code']) }}
    ) as in_force
    where grid_code is not null
    group by left(grid_code, 6)

),

sources as (

    select
        division_code,
        count(*) as sources
    from {{ ref('enterprise_file') }}
    where permit_count > 0 and division_code is not null
    group by division_code

),

divisions as (

    select division_code from units
    union
    select division_code from sources

)

select
    divisions.division_code,
    coalesce(units.county_units, 0) as county_units,
    coalesce(units.town_units, 0) as town_units,
    coalesce(units.town_units_with_workers, 0) as town_units_with_workers,
    units.town_units_with_workers / nullif(units.town_units, 0) as staffed_share,
    coalesce(units.blind_units, 0) as blind_units,
    coalesce(units.overloaded_units, 0) as overloaded_units,
    cast(coalesce(units.workers, 0) as bigint) as workers,
    cast(coalesce(units.open_leads, 0) as bigint) as open_leads,
    coalesce(teams.grid_worker_teams, 0) as grid_worker_teams,
    coalesce(teams.enterprise_teams, 0) as enterprise_teams,
    coalesce(teams.supervisor_teams, 0) as supervisor_teams,
    coalesce(teams.expert_teams, 0) as expert_teams,
    coalesce(teams.third_party_teams, 0) as third_party_teams,
    coalesce(sources.sources, 0) as sources,
    sources.sources / nullif(units.workers, 0) as sources_per_worker,
    case
        when coalesce(units.town_units, 0) = 0 then coalesce(sources.sources, 0)
        else 0
    end as sources_in_no_unit
from divisions
left join units on divisions.division_code = units.division_code
left join teams on divisions.division_code = teams.division_code
left join sources on divisions.division_code = sources.division_code
order by divisions.division_code
