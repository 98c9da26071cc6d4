with measured as (

    select
        villages.village_code,
        indicators.*,
        measures.value,
        coalesce(list_position(['primary', 'intermediate', 'advanced'], villages.grade), 0) as held
    from {{ ref('int_village__register') }} as villages
    inner join {{ ref('int_village__measure') }} as measures on villages.village_code = measures.village_code
    inner join
        {{ source('lake', 'village_indicator') }} as indicators
        on measures.indicator = indicators.indicator

),

judged as (

    -- How many of the three limits are met: they rise, so that the first that is missed is the step reached.
    select
        *,
        len(list_filter(limits, lambda one: if(is_least, value >= one, value <= one))) as reached
    from measured

)

select
    village_code,
    indicator,
    position,
    dimension,
    title_zh,
    title_en,
    unit,
    round(value, 4) as value,
    ['none', 'primary', 'intermediate', 'advanced'][reached + 1] as grade_reached,
    ['none', 'primary', 'intermediate', 'advanced'][held + 1] as grade_held,
    limits[least(held + 1, 3)] as needed,
    reached < least(held + 1, 3) as is_short,
    reached < held as is_below_grade,
    case
        when reached < least(held + 1, 3)
            then
                title_zh || ' ' || round(value, 2) || if(is_least, '，低于', '，高于')
                || ['初级版', '中级版', '高级版'][least(held + 1, 3)] || '要求的 ' || limits[least(held + 1, 3)]
    end as reason_zh,
    case
        when reached < least(held + 1, 3)
            then
                title_en || ' ' || round(value, 2) || if(is_least, ', below the ', ', above the ')
                || limits[least(held + 1, 3)]
                || ' of the '
                || ['primary', 'intermediate', 'advanced'][least(held + 1, 3)]
                || ' grade'
    end as reason_en
from judged
order by village_code, position
