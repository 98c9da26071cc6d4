-- The grade is that of the register: no sourced table of the limits of black and odorous water is at hand.
-- Where the water that was measured contradicts grade or progress, the rules of the standard say so, and the
-- row says why.
with urban as (

    select *
    from {{ source('lake', 'ecology__black_odorous_water') }}
    {{ current_version(['water_code']) }}

),

rural as (

    select *
    from {{ source('lake', 'ecology__rural_black_odorous_water') }}
    {{ current_version(['water_body_code']) }}

),

bodies as (

    select
        'urban' as kind,
        'black_odorous_water' as dataset,
        water_code,
        water_name,
        division_code,
        length,
        cast(null as decimal(6, 2)) as transparency,
        dissolved_oxygen,
        ammonia_nitrogen,
        grade,
        progress,
        progress in ('accepted', 'lasting') as is_treated,
        _flags,
        _batch,
        _file,
        _row
    from urban
    union all by name
    select
        'rural' as kind,
        'rural_black_odorous_water' as dataset,
        water_body_code as water_code,
        water_body_name as water_name,
        village_code as division_code,
        cast(transparency as decimal(6, 2)) as transparency,
        dissolved_oxygen,
        ammonia_nitrogen,
        progress,
        progress in ('completed', 'closed') as is_treated,
        _flags,
        _batch,
        _file,
        _row
    from rural

),

doubts as (

    select
        bodies.kind,
        bodies.water_code,
        string_agg(rules.message_zh, '；' order by rules.rule) as doubt_zh,
        string_agg(rules.message_en, '; ' order by rules.rule) as doubt_en
    from bodies
    cross join unnest(bodies._flags) as flags (flag)
    inner join {{ source('lake', 'standard_rule') }} as rules
        on
            flags.flag = rules.rule
            and rules.expression is not null
            and rules.source = 'ecology'
            and bodies.dataset = rules.dataset
    group by bodies.kind, bodies.water_code

)

select
    bodies.kind,
    bodies.water_code,
    bodies.water_name,
    bodies.division_code,
    bodies.length,
    bodies.transparency,
    bodies.dissolved_oxygen,
    bodies.ammonia_nitrogen,
    bodies.grade,
    bodies.progress,
    bodies.is_treated,
    doubts.doubt_zh,
    doubts.doubt_en,
    bodies._batch,
    bodies._file,
    bodies._row
from bodies
left join doubts on bodies.kind = doubts.kind and bodies.water_code = doubts.water_code
order by bodies.kind, bodies.water_code
