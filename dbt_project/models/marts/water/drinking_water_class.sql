-- Samples of centralised surface sources. A source must reach class III; what is judged apart is faecal
-- coliforms, and in lakes and reservoirs total nitrogen as well: they take no part in the class.
with sources as (

    select *
    from {{ source('lake', 'mee__drinking_water_source') }}
    {{ current_version(['water_source_code']) }}

),

samples as (

    select *
    from {{ source('lake', 'ecology__drinking_water_monitoring') }}
    {{ current_version(['water_source_code', 'sampled_on']) }}

),

typed as (

    select
        samples.water_source_code,
        samples.sampled_on,
        if(sources.source_kind = 'lake_reservoir', 'lake', 'river') as water_body,
        'III' as target_class,
        samples.permanganate_index as w01019,
        samples.ammonia_nitrogen as w21003,
        samples.total_phosphorus as w21011,
        samples.total_nitrogen as w21001,
        samples.faecal_coliforms as w02003
    from samples
    inner join sources on samples.water_source_code = sources.water_source_code
    where sources.source_kind <> 'groundwater'

),

long as (

    {{ water_long('typed', ['water_source_code', 'sampled_on', 'water_body', 'target_class'], [
        'w01019', 'w21003', 'w21011', 'w21001', 'w02003'
    ]) }}

),

judged as (

    {{ water_item_judged('long') }}

),

classes as (

    select
        water_source_code,
        sampled_on,
        min(water_body) as water_body,
        {{ water_classes() }}[max(class_number) filter (where is_routine)] as quality_class,
        max(class_number) filter (where is_routine) <= 3 as is_class_iii,
        string_agg(
            name_zh || coalesce('(' || exceedance_multiple || ')', ''), '、' order by pollutant_code
        ) filter (where is_exceeding and is_routine) as exceeding_items_zh,
        string_agg(
            name_en || coalesce(' (' || exceedance_multiple || ')', ''), ', ' order by pollutant_code
        ) filter (where is_exceeding and is_routine) as exceeding_items_en,
        string_agg(name_zh, '、' order by pollutant_code) filter (
            where is_exceeding and not is_routine
        ) as reference_items_zh,
        string_agg(name_en, ', ' order by pollutant_code) filter (
            where is_exceeding and not is_routine
        ) as reference_items_en
    from judged
    group by water_source_code, sampled_on

)

select
    classes.water_source_code,
    classes.sampled_on,
    sources.water_source_name,
    sources.division_code,
    sources.river_name,
    classes.water_body,
    classes.quality_class,
    classes.is_class_iii,
    classes.exceeding_items_zh,
    classes.exceeding_items_en,
    classes.reference_items_zh,
    classes.reference_items_en,
    samples.quality_class as quality_class_reported,
    samples.is_compliant as is_compliant_reported,
    sources.population_served,
    samples._batch,
    samples._file,
    samples._row
from classes
inner join sources on classes.water_source_code = sources.water_source_code
inner join samples
    on classes.water_source_code = samples.water_source_code and classes.sampled_on = samples.sampled_on
order by classes.water_source_code, classes.sampled_on
