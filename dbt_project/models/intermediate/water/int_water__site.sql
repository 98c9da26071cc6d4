-- Sections of the network, and stations that stand at none of them. A section is known from its register,
-- from the register of small watersheds, or from both.
with registered as (

    select *
    from {{ source('lake', 'ecology__surface_water_section') }}
    {{ current_version(['section_code']) }}

),

small as (

    select *
    from {{ source('lake', 'ecology__small_watershed') }}
    {{ current_version(['section_code']) }}

),

catchments as (

    select
        controlling_section_code,
        min(river_name) as river_name
    from {{ source('lake', 'ecology__catchment') }}
    where controlling_section_code is not null and _withdrawn_by is null
    group by controlling_section_code

),

categories as (

    select
        section_code,
        category
    from {{ source('lake', 'ecology__section_monthly_evaluation') }}
    where category is not null and _withdrawn_by is null
    qualify row_number() over (
        partition by section_code order by year desc, month desc, _sequence desc, _row desc
    ) = 1

),

sections as (

    select
        coalesce(registered.section_code, small.section_code) as site_code,
        coalesce(registered.section_name, small.section_name) as site_name,
        if(small.section_code is null, 'section', 'small_watershed') as site_kind,
        registered.section_level,
        registered.target_class,
        coalesce(registered.section_status, small.watershed_status) = 'active' as is_active,
        small.river_name,
        small.county_name,
        small.longitude,
        small.latitude
    from registered
    full join small on registered.section_code = small.section_code

),

keyed as (

    select
        *,
        replace(site_name, ' ', '') as section_key,
        count(*) over (partition by replace(site_name, ' ', '')) as namesakes
    from sections

)

select
    coalesce(keyed.site_code, stations.station_code) as site_code,
    coalesce(keyed.site_name, stations.station_name) as site_name,
    coalesce(keyed.site_kind, 'station') as site_kind,
    stations.station_code,
    keyed.section_level,
    coalesce(keyed.target_class, stations.target_class) as target_class,
    if(categories.category = 'lake_reservoir', 'lake', 'river') as water_body,
    coalesce(catchments.river_name, keyed.river_name, stations.river_name) as river_name,
    stations.division_code,
    keyed.county_name,
    coalesce(keyed.longitude, stations.longitude) as longitude,
    coalesce(keyed.latitude, stations.latitude) as latitude,
    coalesce(keyed.is_active, true) as is_active
from keyed
full join {{ ref('int_water__station') }} as stations
    on
        keyed.section_key = stations.section_key
        -- Two sections of one name are told apart by the code that their station bears.
        and (keyed.namesakes = 1 or ends_with(stations.station_code, keyed.site_code))
left join catchments on keyed.site_code = catchments.controlling_section_code
left join categories on keyed.site_code = categories.section_code
