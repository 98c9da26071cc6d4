-- Classes of sea water as the centre gave them: no sourced table of GB 3097-1997 is at hand to classify
-- again. Where a nutrient, oxygen or petroleum contradicts the class, the rules of the standard say so, and
-- the row says why.
with samples as (

    select *
    from {{ source('lake', 'ecology__coastal_monitoring') }}
    {{ current_version(['record_id']) }}

),

stations as (

    select *
    from {{ source('lake', 'ecology__coastal_station') }}
    {{ current_version(['station_code']) }}

),

doubts as (

    select
        samples.record_id,
        string_agg(rules.message_zh, '；' order by rules.rule) as doubt_zh,
        string_agg(rules.message_en, '; ' order by rules.rule) as doubt_en
    from samples
    cross join unnest(samples._flags) as flags (flag)
    inner join {{ source('lake', 'standard_rule') }} as rules
        on
            flags.flag = rules.rule
            and rules.expression is not null
            and rules.source = 'ecology'
            and rules.dataset = 'coastal_monitoring'
    group by samples.record_id

)

select
    samples.record_id,
    samples.station_code,
    samples.station_name,
    stations.division_code,
    stations.longitude,
    stations.latitude,
    samples.class_code as quality_class,
    samples.target_class,
    samples.class_code <= samples.target_class as is_compliant,
    samples.exceeding_factors,
    samples.inorganic_nitrogen,
    samples.active_phosphate,
    samples.chemical_oxygen_demand,
    samples.dissolved_oxygen,
    samples.petroleum,
    samples.ph,
    doubts.doubt_zh,
    doubts.doubt_en,
    samples._batch,
    samples._file,
    samples._row
from samples
left join stations on samples.station_code = stations.station_code
left join doubts on samples.record_id = doubts.record_id
order by samples.record_id
