-- What the enterprises of an area discharge against what they may, pollutant by pollutant; only those of
-- which both are known.
with limits as (

    select max(value) filter (where figure = 'near_capacity_share') as near_share
    from {{ source('lake', 'method_figure') }}
    where method = 'area'

),

figures as (

    select
        members.area_id,
        said.pollution_kind,
        said.pollutant_name,
        cast(said.permitted_total as double) as permitted,
        cast(said.actual_discharge as double) as actual
    from (
        select *
        from {{ source('lake', 'ecology__permitted_and_actual_discharge') }}
        {{ current_version(['unified_social_credit_code', 'pollution_kind', 'pollutant_name']) }}
    ) as said
    inner join {{ source('lake', 'enterprise_row') }} as whose
        on
            whose.source = 'ecology'
            and whose.dataset = 'permitted_and_actual_discharge'
            and said._batch = whose._batch
            and said._file = whose._file
            and said._row = whose._row
    inner join {{ ref('int_area__member') }} as members on whose.enterprise_code = members.enterprise_code

),

summed as (

    select
        area_id,
        pollution_kind,
        pollutant_name,
        count(*) as enterprise_count,
        count(*) filter (where permitted is not null and actual is not null) as counted,
        count(*) filter (where actual > permitted) as over_count,
        sum(permitted) filter (where actual is not null) as permitted,
        sum(actual) filter (where permitted is not null) as actual
    from figures
    group by area_id, pollution_kind, pollutant_name

),

judged as (

    select
        summed.*,
        limits.near_share,
        summed.actual / nullif(summed.permitted, 0) as share,
        case
            when summed.counted = 0 then 'cannot_tell'
            when summed.actual > summed.permitted then 'beyond'
            when summed.actual >= limits.near_share * summed.permitted then 'near'
            else 'room'
        end as state
    from summed
    cross join limits

)

select
    area_id,
    pollution_kind,
    pollutant_name,
    round(permitted, 4) as permitted_t_a,
    round(actual, 4) as actual_t_a,
    round(permitted - actual, 4) as room_t_a,
    round(share, 4) as share,
    enterprise_count,
    counted as counted_count,
    over_count,
    state,
    case state
        when 'cannot_tell' then enterprise_count || ' 家企业均缺许可量或实排量'
        else
            counted
            || ' 家企业实排 '
            || round(actual, 2)
            || ' 吨，许可 '
            || round(permitted, 2)
            || ' 吨，其中 '
            || over_count
            || ' 家超许可'
            || case state when 'near' then '；已达许可的 ' || round(100 * near_share) || '% 以上' else '' end
    end as reason_zh,
    case state
        when 'cannot_tell'
            then
                'of none of ' || enterprise_count || ' enterprises both what it may and what it does is known'
        else
            counted
            || ' enterprises discharge '
            || round(actual, 2)
            || ' t of '
            || round(permitted, 2)
            || ' t permitted, '
            || over_count || ' of them more than they may'
            || case state
                when 'near' then '; more than ' || round(100 * near_share) || ' % is used up' else ''
            end
    end as reason_en
from judged
order by area_id, pollution_kind, pollutant_name
