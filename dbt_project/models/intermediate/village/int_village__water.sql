-- Black waters and drinking sources of villages, in one shape.
select
    'black_water' as kind,
    water_body_code as code,
    water_body_name as name,
    village_code,
    progress,
    pollution_cause,
    progress in ('completed', 'closed') as is_in_order,
    cast(null as varchar) as quality_class
from (
    select *
    from {{ source('lake', 'ecology__rural_black_odorous_water') }}
    {{ current_version(['water_body_code']) }}
) as bodies
union all
select
    'drinking_source' as kind,
    source_number as code,
    source_name as name,
    village_code,
    cast(null as varchar) as progress,
    cast(null as varchar) as pollution_cause,
    zone_delimited_on is not null as is_in_order,
    quality_class
from (
    select *
    from {{ source('lake', 'ecology__rural_drinking_water_source') }}
    {{ current_version(['source_number']) }}
) as sources
