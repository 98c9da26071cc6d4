with profile as (

    {% for indicator in ['green_cover', 'sewage_treatment_rate', 'sanitary_toilet_rate'] -%}
        {{ 'union all' if not loop.first }}
        select
            village_code,
            '{{ indicator }}' as indicator,
            {{ indicator }} as value
        from {{ ref('int_village__register') }}
    {% endfor %}
    union all
    select
        village_code,
        'waste_collected' as indicator,
        cast(cast(waste_collected as integer) as double) as value
    from {{ ref('int_village__register') }}

)

select * from profile
where value is not null
union all
select
    village_code,
    'running_share' as indicator,
    100.0 * count(*) filter (where is_running) / count(*) as value
from {{ ref('int_village__facility') }}
where condition is not null and condition not in ('scrapped', 'dismantled')
group by village_code
union all
select
    village_code,
    'black_waters' as indicator,
    count(*) filter (where not is_in_order) as value
from {{ ref('int_village__water') }}
where kind = 'black_water'
group by village_code
union all
select
    village_code,
    'zoned_share' as indicator,
    100.0 * count(*) filter (where is_in_order) / count(*) as value
from {{ ref('int_village__water') }}
where kind = 'drinking_source'
group by village_code
union all
select
    village_code,
    'open_problems' as indicator,
    count(*) filter (where is_open) as value
from {{ ref('int_village__problem') }}
group by village_code
