-- Measures and what came of them: reductions planned and recognised.
with limits as (

    select max(value) filter (where figure = 'effect_share') as effect_share
    from {{ source('lake', 'method_figure') }}
    where method = 'area'

),

projects as (

    select
        members.area_id,
        said.project_name,
        whose.enterprise_code,
        said.reduction_kind,
        said.pollutant,
        cast(said.discharge_before as double) as before_t_a,
        cast(said.discharge_after as double) as after_t_a,
        cast(said.planned_reduction as double) as planned_t_a,
        coalesce(
            cast(said.recognised_reduction as double),
            cast(said.discharge_before - said.discharge_after as double)
        ) as effect_t_a,
        if(
            said.recognised_reduction is not null,
            'recognised',
            if(said.discharge_before - said.discharge_after is not null, 'difference', null)
        ) as effect_from,
        said.completed_on,
        as_of.as_of,
        said._batch,
        said._file,
        said._row
    from (
        select *
        from {{ source('lake', 'ecology__reduction_project') }}
        {{ current_version(['project_name', 'pollutant']) }}
    ) as said
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'reduction_project'
            and said._batch = whose._batch
            and said._file = whose._file
            and said._row = whose._row
    inner join {{ ref('int_area__member') }} as members on whose.enterprise_code = members.enterprise_code
    cross join {{ ref('int_release__as_of') }} as as_of

),

judged as (

    select
        projects.*,
        projects.effect_t_a / nullif(projects.planned_t_a, 0) as share,
        case
            when projects.completed_on is null or projects.completed_on > projects.as_of then 'not_completed'
            when projects.effect_t_a is null or projects.planned_t_a is null then 'cannot_tell'
            when projects.effect_t_a < limits.effect_share * projects.planned_t_a then 'falls_short'
            else 'reached'
        end as state
    from projects
    cross join limits

)

select
    area_id,
    project_name,
    pollutant,
    enterprise_code,
    reduction_kind,
    completed_on,
    before_t_a,
    after_t_a,
    planned_t_a,
    effect_t_a,
    effect_from,
    round(share, 4) as share,
    state,
    case state
        when 'not_completed' then '尚未完成'
        when 'cannot_tell' then '缺计划减排量或减排成效'
        else
            if(effect_from = 'recognised', '核定', '前后差')
            || '减排 '
            || round(effect_t_a, 2)
            || ' 吨，计划 '
            || round(planned_t_a, 2)
            || ' 吨' || if(state = 'falls_short', '，未达计划', '，达到计划')
    end as reason_zh,
    case state
        when 'not_completed' then 'not completed'
        when 'cannot_tell' then 'what was planned or what it brought is not known'
        else
            if(effect_from = 'recognised', 'recognised ', 'from before and after ')
            || round(effect_t_a, 2)
            || ' t of '
            || round(planned_t_a, 2) || ' t planned' || if(state = 'falls_short', ', less than planned', '')
    end as reason_en,
    _batch,
    _file,
    _row
from judged
order by area_id, project_name, pollutant
