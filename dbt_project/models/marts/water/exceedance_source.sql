-- A reason names every item of the evidence that speaks for the place, in words; the figures stand beside it.
with traces as (

    select * from {{ source('lake', 'derived_river_trace') }}

)

select
    traces.day,
    traces.site_code,
    traces.pollutant_code,
    traces.started_at,
    traces.rank,
    traces.place_code,
    traces.place_kind,
    places.place_name,
    places.unified_social_credit_code,
    places.discharge_outlet_code,
    traces.travel_hours,
    traces.left_from,
    traces.left_until,
    traces.pollutant,
    traces.timing,
    traces.load,
    traces.record,
    traces.position,
    traces.score,
    traces.likelihood,
    traces.candidate_count,
    concat_ws(
        '；',
        format('水流约{:.1f}小时', traces.travel_hours),
        case
            when traces.place_kind = 'farm' then '养殖场可能排放该污染物'
            when places.pollutants is null then '许可的污染物不详'
            when traces.pollutant >= 0.5 then '许可允许排放该污染物'
            else '许可没有该污染物'
        end,
        case
            when places.monitoring_point_code is null then '没有自动监测'
            when traces.timing >= 0.1 then '自动监测在相应时段超标'
            else '自动监测在相应时段未见异常'
        end,
        if(traces.load < 0.5, '按其规模排不出这么多', '按其规模排得出这么多'),
        if(traces.record > 0.5, '前两年有处罚', null),
        if(traces.position < 1, '其间测站未见异常', null)
    ) as reason_zh,
    concat_ws(
        '; ',
        format('about {:.1f} hours of water', traces.travel_hours),
        case
            when traces.place_kind = 'farm' then 'a farm may discharge it'
            when places.pollutants is null then 'what its permit allows is unknown'
            when traces.pollutant >= 0.5 then 'its permit allows the pollutant'
            else 'its permit has no such pollutant'
        end,
        case
            when places.monitoring_point_code is null then 'no device watches it'
            when traces.timing >= 0.1 then 'its device was over the limit while the water left'
            else 'its device saw nothing while the water left'
        end,
        if(traces.load < 0.5, 'too small for the load', 'large enough for the load'),
        if(traces.record > 0.5, 'penalised within two years', null),
        if(traces.position < 1, 'a station between saw nothing', null)
    ) as reason_en
from traces
left join {{ source('lake', 'derived_river_place') }} as places on traces.place_code = places.place_code
order by traces.day, traces.site_code, traces.pollutant_code, traces.started_at, traces.rank
