-- The indicators that a province answers for, of each month and year, of the province and its cities.
-- What was published of them stands beside the value and takes no part in it.
with provinces as (

    select distinct code as area_code
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%' and code like '__0000'

),

-- A row that names no city belongs to the province, where there is but one; what is dated after the release
-- is not counted.
only_province as (

    select if(count(*) = 1, min(area_code), null) as area_code
    from provinces

),

placed as (

    select
        counts.*,
        coalesce(left(counts.city_code, 2) || '0000', only_province.area_code) as province_code
    from {{ ref('int_indicator__count') }} as counts
    cross join only_province
    cross join {{ ref('int_release__as_of') }} as as_of
    where counts.month <= as_of.as_of

),

periods as (

    select distinct
        period,
        cast(date_trunc(period, month) as date) as period_start,
        cast(
            date_trunc(period, month) + to_months(if(period = 'year', 12, 1)) - interval 1 day as date
        ) as period_end
    from (
        select
            month,
            unnest(['month', 'year']) as period
        from placed
    ) as each_period

),

areas as (

    select distinct unnest([city_code, province_code]) as area_code
    from placed

),

counted as (

    select
        placed.indicator,
        periods.period,
        periods.period_start,
        areas.area_code,
        sum(placed.numerator) as numerator,
        sum(placed.denominator) as denominator,
        min(placed.first_day) as first_day,
        max(placed.last_day) as last_day
    from placed
    inner join periods on date_trunc(periods.period, placed.month) = periods.period_start
    inner join areas on areas.area_code in (placed.city_code, placed.province_code)
    group by all

),

accounts as (

    select
        unified_social_credit_code,
        min(cast(registered_at at time zone 'Asia/Shanghai' as date)) as registered_on
    from (
        select *
        from {{ source('lake', 'ecology__service_user') }}
        {{ current_version(['account_name']) }}
    ) as in_force
    where account_status <> 'closed'
    group by unified_social_credit_code

),

-- Of an enterprise that has no file the city is not known: it counts in the province.
on_platform as (

    select
        unnest([
            left(files.division_code, 4) || '00',
            coalesce(left(files.division_code, 2) || '0000', only_province.area_code)
        ]) as area_code,
        accounts.registered_on,
        files.enterprise_code
    from accounts
    full join {{ ref('enterprise_file') }} as files
        on accounts.unified_social_credit_code = files.unified_social_credit_code
    cross join only_province

),

by_day as (

    select
        area_code,
        registered_on,
        count(registered_on) as with_account,
        count(enterprise_code) as with_file
    from on_platform
    where area_code is not null
    group by area_code, registered_on

),

stocks as (

    select
        'enterprises_on_platform' as indicator,
        periods.period,
        periods.period_start,
        by_day.area_code,
        coalesce(sum(by_day.with_account) filter (where by_day.registered_on <= periods.period_end), 0)
            as numerator,
        sum(by_day.with_file) as denominator,
        min(by_day.registered_on) filter (where by_day.registered_on <= periods.period_end) as first_day,
        any_value(periods.period_end) as last_day
    from periods
    cross join by_day
    where exists (select 1 from accounts)
    group by all

),

found as (

    select * from counted
    union all by name
    select * from stocks

),

names as (

    select
        code,
        min(name_zh) as name_zh
    from {{ source('lake', 'standard_code') }}
    where code_list like 'division%'
    group by code

),

valued as (

    select
        definitions.*,
        periods.period,
        periods.period_start,
        areas.area_code,
        names.name_zh as area_name,
        provinces.area_code is not null as is_province,
        found.numerator,
        found.denominator,
        found.first_day,
        found.last_day,
        provinces.area_code is not null and periods.period = 'year' as has_reference
    from {{ source('lake', 'indicator_definition') }} as definitions
    cross join periods
    cross join areas
    left join found
        on
            definitions.indicator = found.indicator
            and periods.period = found.period
            and periods.period_start = found.period_start
            and areas.area_code = found.area_code
    left join names on areas.area_code = names.code
    left join provinces on areas.area_code = provinces.area_code
    where areas.area_code is not null

)

select
    indicator,
    period,
    period_start,
    area_code,
    area_name,
    title_zh,
    title_en,
    definition_zh,
    definition_en,
    basis,
    unit,
    numerator,
    numerator_zh,
    numerator_en,
    denominator,
    denominator_zh,
    denominator_en,
    mart,
    round_even(
        case kind
            when 'share' then 100 * numerator / nullif(denominator, 0)
            when 'mean' then numerator / nullif(denominator, 0)
            else numerator
        end,
        cast(decimals as integer)
    ) as value,
    first_day,
    last_day,
    if(has_reference, reference_value, null) as reference_value,
    if(has_reference, reference_year, null) as reference_year,
    if(has_reference, reference_says, null) as reference_says,
    if(has_reference, reference_source, null) as reference_source,
    case when not has_reference then '只公布了全省的全年数值' else no_reference_zh end as no_reference_zh,
    case
        when not has_reference then 'published of the whole province and of the year alone'
        else no_reference_en
    end as no_reference_en,
    case
        when coalesce(denominator, 0) = 0
            then '未能计算：' || mart || ' 中本期没有“' || if(kind = 'stock', numerator_zh, denominator_zh) || '”'
    end as reason_zh,
    case
        when coalesce(denominator, 0) = 0
            then
                'cannot be computed: ' || mart || ' has none of these in the period: '
                || if(kind = 'stock', numerator_en, denominator_en)
    end as reason_en,
    note_zh,
    note_en
from valued
order by period desc, period_start asc, not is_province, area_code asc, position asc
