-- Which enterprises lie in which area. A park is known by its name, as the files of enterprises have it;
-- a control unit has no boundary in the catalogue, so that nothing can be placed in it.
with of_parks as (

    select
        whose.enterprise_code,
        said.industrial_park_name as park_name
    from (
        select *
        from {{ source('lake', 'ecology__pollution_source_profile') }}
        {{ current_version(['pollution_source_code']) }}
    ) as said
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'pollution_source_profile'
            and said._batch = whose._batch
            and said._file = whose._file
            and said._row = whose._row
    union
    select
        whose.enterprise_code,
        said.park_name
    from (
        select *
        from {{ source('lake', 'ecology__risk_enterprise') }}
        {{ current_version(['unified_social_credit_code']) }}
    ) as said
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'risk_enterprise'
            and said._batch = whose._batch
            and said._file = whose._file
            and said._row = whose._row

)

select
    'park' as kind,
    park_name as name,
    'park:' || park_name as area_id,
    enterprise_code
from of_parks
where park_name is not null
union all
select
    'county' as kind,
    cast(null as varchar) as name,
    'county:' || division_code as area_id,
    enterprise_code
from {{ ref('enterprise_file') }}
where division_code is not null
