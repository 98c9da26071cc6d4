-- What the indicators are made of, by city and month: numerators and denominators, which add up.
with divisions as (

    select
        code,
        min(name_zh) as name_zh
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%' and code not like '__0000'
    group by code

),

-- A name that two divisions bear says nothing.
named as (

    select
        name_zh,
        min(left(code, 4) || '00') as city_code
    from divisions
    group by name_zh
    having count(*) = 1

),

air_days as (

    select
        named.city_code,
        days.day,
        days.aqi,
        days.pm2_5_24h
    from {{ ref('air_city_daily') }} as days
    inner join named on days.city = named.name_zh

),

sections as (

    select
        definitions.indicator,
        coalesce(left(sites.division_code, 4) || '00', named.city_code) as city_code,
        classes.month,
        classes.quality_class
    from {{ ref('section_class_monthly') }} as classes
    inner join {{ ref('water_site') }} as sites on classes.site_code = sites.site_code
    inner join {{ source('lake', 'indicator_definition') }} as definitions
        on
            definitions.mart = 'section_class_monthly'
            and list_contains(definitions.only_names, classes.river_name)
    left join named on sites.county_name = named.name_zh
    where sites.site_kind = 'section' and classes.quality_class is not null

),

responses as (

    select
        left(division_code, 4) || '00' as city_code,
        cast(started_at at time zone 'Asia/Shanghai' as date) as first_day,
        cast(ended_at at time zone 'Asia/Shanghai' as date) as last_day,
        forecast_aqi,
        actual_aqi
    from (
        select *
        from {{ source('lake', 'ecology__air_joint_response') }}
        {{ current_version(['response_number']) }}
    ) as in_force
    where ended_at is not null

),

-- A day under two responses is one day.
forecast_days as (

    select distinct
        air_days.city_code,
        air_days.day,
        air_days.aqi
    from air_days
    inner join responses
        on
            air_days.city_code = responses.city_code
            and air_days.day between responses.first_day and responses.last_day
    where
        responses.forecast_aqi > {{ method_value('air', 'periods.good_day_up_to') }}
        and air_days.aqi is not null

),

counts as (

    select
        'good_day_share' as indicator,
        city_code,
        date_trunc('month', day) as month,
        count(*) filter (where aqi <= {{ method_value('air', 'periods.good_day_up_to') }}) as numerator,
        count(*) as denominator,
        min(day) as first_day,
        max(day) as last_day
    from air_days
    where aqi is not null
    group by all
    union all by name
    select
        'pm2_5' as indicator,
        city_code,
        date_trunc('month', day) as month,
        sum(pm2_5_24h) as numerator,
        count(*) as denominator,
        min(day) as first_day,
        max(day) as last_day
    from air_days
    where pm2_5_24h is not null
    group by all
    union all by name
    select
        indicator,
        city_code,
        month,
        count(*) filter (
            where
            quality_class in ('I', 'II') or (indicator = 'section_share_i_to_iii' and quality_class = 'III')
        ) as numerator,
        count(*) as denominator,
        month as first_day,
        last_day(month) as last_day
    from sections
    group by all
    union all by name
    select
        'response_success' as indicator,
        city_code,
        date_trunc('month', first_day) as month,
        count(*) filter (where actual_aqi <= {{ method_value('air', 'periods.good_day_up_to') }})
            as numerator,
        count(*) as denominator,
        min(first_day) as first_day,
        max(last_day) as last_day
    from responses
    where actual_aqi is not null
    group by all
    union all by name
    select
        'polluted_days_avoided' as indicator,
        city_code,
        date_trunc('month', day) as month,
        count(*) filter (where aqi <= {{ method_value('air', 'periods.good_day_up_to') }}) as numerator,
        count(*) as denominator,
        min(day) as first_day,
        max(day) as last_day
    from forecast_days
    group by all
    union all by name
    select
        'leads_handled' as indicator,
        left(division_code, 4) || '00' as city_code,
        month,
        sum(closed) as numerator,
        sum(leads) as denominator,
        month as first_day,
        last_day(month) as last_day
    from {{ ref('grid_handling') }}
    group by all

)

select
    indicator,
    city_code,
    cast(month as date) as month,
    cast(numerator as double) as numerator,
    cast(denominator as double) as denominator,
    cast(first_day as date) as first_day,
    cast(last_day as date) as last_day
from counts
