with months as (

    select * from {{ ref('air_city_monthly') }}
    where composite_index is not null

),

parts as (

    select
        months.*,
        list_sort([
            { 'part': months.so2 / l.so2, 'pollutant': 'SO2' },
            { 'part': months.no2 / l.no2, 'pollutant': 'NO2' },
            { 'part': months.pm10 / l.pm10, 'pollutant': 'PM10' },
            { 'part': months.pm2_5 / l.pm2_5, 'pollutant': 'PM2.5' },
            { 'part': months.co_95 / l.co_95, 'pollutant': 'CO' },
            { 'part': months.o3_8h_90 / l.o3_8h_90, 'pollutant': 'O3' }
        ], 'desc') as of_index
    from months
    inner join {{ ref('int_air__limit') }} as l on months.limits = l.edition_phase

),

ranked as (

    select
        *,
        case when valid then rank() over (partition by month, valid order by composite_index) end as place,
        rank() over (partition by month order by composite_index) as provisional_place,
        count(*) filter (where valid) over (partition by month) as cities
    from parts

)

select
    now.month,
    now.city,
    now.place as rank,
    now.provisional_place as provisional_rank,
    now.cities,
    now.composite_index,
    now.of_index[1].pollutant as largest_share,
    round(
        100 * now.of_index[1].part / list_sum(list_transform(now.of_index, lambda one: one.part)), 1
    ) as largest_share_percent,
    past.place - now.place as rank_change,
    now.composite_index_change,
    now.valid,
    now.reason_zh,
    now.reason_en
from ranked as now
left join ranked as past
    on now.city = past.city and now.month = past.month + interval 1 year
order by now.month, now.provisional_place, now.city
