{{ config(materialized='table') }}

with method as (

    select
        {{ method_value('air', 'periods.days_of_month') }} as days_of_month,
        {{ method_value('air', 'periods.days_of_february') }} as days_of_february,
        {{ method_value('air', 'periods.days_of_year') }} as days_of_year,
        {{ method_value('air', 'periods.good_day_up_to') }} as good_day_up_to,
        cast({{ method_value('air', 'periods.co_percentile') }} as int) as co_percentile,
        cast({{ method_value('air', 'periods.o3_percentile') }} as int) as o3_percentile,
        cast({{ method_value('air', 'periods.index_places') }} as int) as index_places

),

days as (

    select
        each_day.*,
        method.good_day_up_to,
        unnest(['month', 'year']) as period
    from {{ ref('int_air__day') }} as each_day
    cross join method

),

started as (

    select
        *,
        cast(date_trunc(period, day) as date) as period_start
    from days

),

counted as (

    select
        kind,
        source,
        dataset,
        place,
        period,
        period_start,
        max(city) as city,
        max(day) as last_day,
        count(so2_24h) as so2_days,
        count(no2_24h) as no2_days,
        count(pm10_24h) as pm10_days,
        count(pm2_5_24h) as pm2_5_days,
        count(co_24h) as co_days,
        count(o3_8h) as o3_days,
        round_even(avg(so2_24h), 0) as so2,
        round_even(avg(no2_24h), 0) as no2,
        round_even(avg(pm10_24h), 0) as pm10,
        round_even(avg(pm2_5_24h), 0) as pm2_5,
        list_sort(list(co_24h) filter (where co_24h is not null)) as co_sorted,
        list_sort(list(o3_8h) filter (where o3_8h is not null)) as o3_sorted,
        count(aqi) as valid_days,
        count(*) filter (where aqi <= good_day_up_to) as good_days,
        count(*) filter (where level = 1) as level_1_days,
        count(*) filter (where level = 2) as level_2_days,
        count(*) filter (where level = 3) as level_3_days,
        count(*) filter (where level = 4) as level_4_days,
        count(*) filter (where level = 5) as level_5_days,
        count(*) filter (where level = 6) as level_6_days
    from started
    group by kind, source, dataset, place, period, period_start

),

judged as (

    select
        counted.*,
        method.index_places,
        round_even({{ air_percentile('counted.co_sorted', 'method.co_percentile') }}, 1) as co_95,
        round_even({{ air_percentile('counted.o3_sorted', 'method.o3_percentile') }}, 0) as o3_8h_90,
        case
            when counted.period = 'year' then method.days_of_year
            when month(counted.period_start) = 2 then method.days_of_february
            else method.days_of_month
        end as days_needed,
        least(
            counted.so2_days,
            counted.no2_days,
            counted.pm10_days,
            counted.pm2_5_days,
            counted.co_days,
            counted.o3_days
        ) as fewest_days
    from counted
    cross join method

),

months as (

    select
        kind,
        source,
        dataset,
        place,
        cast(date_trunc('year', period_start) as date) as period_start,
        count(*) filter (where fewest_days >= days_needed) as valid_months
    from judged
    where period = 'month'
    group by all

),

indexed as (

    select
        judged.*,
        months.valid_months,
        judged.fewest_days >= judged.days_needed
        and (judged.period = 'month' or months.valid_months = 12) as valid,
        {% for year in ['2012', '2026'] -%}
            judged.so2 / l{{ year }}.so2 + judged.no2 / l{{ year }}.no2
            + judged.pm10 / l{{ year }}.pm10 + judged.pm2_5 / l{{ year }}.pm2_5
            + judged.co_95 / l{{ year }}.co_95 + judged.o3_8h_90 / l{{ year }}.o3_8h_90
                as composite_{{ year }},
        {% endfor -%}
        if(judged.last_day >= date '2026-03-01', l2026.edition_phase, l2012.edition_phase) as limits
    from judged
    left join months
        on
            judged.period = 'year'
            and judged.kind = months.kind
            and judged.source = months.source
            and judged.dataset = months.dataset
            and judged.place = months.place
            and judged.period_start = months.period_start
    inner join {{ ref('int_air__limit') }} as l2012 on l2012.edition = '2012'
    asof join {{ ref('int_air__limit') }} as l2026
        on l2026.edition = '2026' and judged.last_day >= l2026.since

)

select
    kind,
    source,
    dataset,
    place,
    city,
    period,
    period_start,
    last_day,
    valid,
    so2_days,
    no2_days,
    pm10_days,
    pm2_5_days,
    co_days,
    o3_days,
    cast(days_needed as bigint) as days_needed,
    so2,
    no2,
    pm10,
    pm2_5,
    co_95,
    o3_8h_90,
    valid_days,
    good_days,
    round(100.0 * good_days / nullif(valid_days, 0), 1) as good_day_share,
    level_1_days,
    level_2_days,
    level_3_days,
    level_4_days,
    level_5_days,
    level_6_days,
    limits,
    round_even(if(limits = '2012', composite_2012, composite_2026), index_places) as composite_index,
    round_even(composite_2012, index_places) as composite_index_2012,
    round_even(composite_2026, index_places) as composite_index_2026,
    case
        when valid then null
        when fewest_days < days_needed
            then '有效日均值最少的一项只有 ' || fewest_days || ' 天，至少须 ' || cast(days_needed as bigint) || ' 天'
        else '有效月份 ' || coalesce(valid_months, 0) || ' 个，须 12 个'
    end as reason_zh,
    case
        when valid then null
        when fewest_days < days_needed
            then
                'the pollutant with the fewest has ' || fewest_days || ' valid daily means of at least '
                || cast(days_needed as bigint)
        else coalesce(valid_months, 0) || ' valid months of 12'
    end as reason_en
from indexed
