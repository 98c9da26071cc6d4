-- A reason names every item of the evidence in words, with the figures that led to it.
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
    traces.reports,
    traces.score,
    traces.likelihood,
    traces.candidate_count,
    concat_ws(
        '；',
        format('水流约{:.1f}小时', traces.travel_hours),
        case
            when traces.place_kind = 'farm' then '养殖场可能排放该污染物'
            when places.pollutants is null then '许可的污染物不详'
            when traces.pollutant >= 1 then '许可允许排放该污染物'
            else '许可没有该污染物'
        end,
        case
            when places.monitoring_point_code is null then '没有自动监测，不作依据'
            when traces.common > 0 and traces.over is not null
                then format(
                    '自动监测在相应时段超标，平均超出{:.2f}毫克/升，与到达时段重合{:.0f}%',
                    traces.over,
                    100 * traces.common
                )
            when traces.reported < 0.5 then format('自动监测相应各日仅{:.0f}%时段有数', 100 * traces.reported)
            else format('自动监测在相应时段正常，{:.0f}%时段有数', 100 * traces.reported)
        end,
        format(
            '解释升高需{:.2f}克/秒，按其规模{}约{:.2f}克/秒',
            traces.needed,
            if(traces.able < traces.needed, '仅能排', '能排'),
            traces.able
        ),
        if(traces.penalties > 0, format('前两年处罚{}次', traces.penalties), null),
        case traces.passes
            when 'seen' then '上游测站更早见到同一升高，其水流经该站'
            when 'elsewhere' then '上游测站更早见到同一升高，其水不经该站'
            when 'clean' then '其间测站未见异常'
        end,
        case traces.reported_by
            when 'named' then '相应时段有举报点名该单位'
            when 'near' then '相应时段附近有水污染举报'
        end
    ) as reason_zh,
    concat_ws(
        '; ',
        format('about {:.1f} hours of water', traces.travel_hours),
        case
            when traces.place_kind = 'farm' then 'a farm may discharge it'
            when places.pollutants is null then 'what its permit allows is unknown'
            when traces.pollutant >= 1 then 'its permit allows the pollutant'
            else 'its permit has no such pollutant'
        end,
        case
            when places.monitoring_point_code is null then 'no device watches it, which says nothing'
            when traces.common > 0 and traces.over is not null
                then format(
                    'its device was {:.2f} mg/L over the limit while the water left, {:.0f} % of the hours',
                    traces.over,
                    100 * traces.common
                )
            when traces.reported < 0.5
                then format('its device reported only {:.0f} % of those days', 100 * traces.reported)
            else format(
                'its device was normal while the water left, reporting {:.0f} % of those days',
                100 * traces.reported
            )
        end,
        format(
            '{:.2f} g/s explain the rise, a place of its class can let out {}{:.2f} g/s',
            traces.needed,
            if(traces.able < traces.needed, 'only ', ''),
            traces.able
        ),
        if(traces.penalties > 0, format('{} penalties within two years', traces.penalties), null),
        case traces.passes
            when 'seen' then 'a station on its way saw the same rise earlier'
            when 'elsewhere' then 'a station that its water does not pass saw the same rise earlier'
            when 'clean' then 'a station between saw nothing'
        end,
        case traces.reported_by
            when 'named' then 'a complaint of about that time names it'
            when 'near' then 'a complaint of about that time came from near it'
        end
    ) as reason_en
from traces
left join {{ source('lake', 'derived_river_place') }} as places on traces.place_code = places.place_code
order by traces.day, traces.site_code, traces.pollutant_code, traces.started_at, traces.rank
