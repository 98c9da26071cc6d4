-- What an enterprise keeps about itself, dataset by dataset: of those with a permit, also what is missing.
with own as (

    select
        dataset,
        title_zh,
        title_en,
        {{ minutes_of('fresh_within') }} / 1440 as renewed_within_days
    from {{ source('lake', 'standard_dataset') }}
    where source = 'enterprises'

),

delivered as (

    select
        dataset,
        sum(accepted) > 0 as is_delivered
    from {{ source('lake', 'accounts') }}
    where source = 'enterprises'
    group by dataset

),

-- Rows in force: what was corrected is one row, and what was withdrawn is kept no more.
kept as (

    select
        records.enterprise_code,
        records.dataset,
        count(*) as row_count,
        cast(max(accounts.received_at) at time zone 'Asia/Shanghai' as date) as last_received_on
    from {{ ref('enterprise_record') }} as records
    inner join {{ source('lake', 'accounts') }} as accounts
        on
            records.source = accounts.source
            and records.dataset = accounts.dataset
            and records._batch = accounts.batch
    where records.source = 'enterprises'
    group by records.enterprise_code, records.dataset

),

expected as (

    select
        enterprises.enterprise_code,
        own.dataset
    from {{ ref('enterprise_file') }} as enterprises
    cross join own
    where enterprises.permit_count > 0
    union
    select
        enterprise_code,
        dataset
    from kept

),

judged as (

    select
        expected.enterprise_code,
        expected.dataset,
        own.title_zh,
        own.title_en,
        coalesce(kept.row_count, 0) as row_count,
        kept.last_received_on,
        kept.last_received_on + cast(own.renewed_within_days as integer) as renew_by,
        case
            when kept.row_count is null and not coalesce(delivered.is_delivered, false) then 'cannot_tell'
            when kept.row_count is null then 'missing'
            when kept.last_received_on + cast(own.renewed_within_days as integer) < as_of.as_of then 'stale'
            else 'kept'
        end as state
    from expected
    inner join own on expected.dataset = own.dataset
    left join kept on expected.enterprise_code = kept.enterprise_code and expected.dataset = kept.dataset
    left join delivered on expected.dataset = delivered.dataset
    cross join {{ ref('int_release__as_of') }} as as_of

)

select
    enterprise_code,
    dataset,
    title_zh,
    title_en,
    row_count,
    last_received_on,
    renew_by,
    state,
    case state
        when 'kept' then '已填报 ' || row_count || ' 行，最近 ' || last_received_on
        when 'stale' then '最近填报 ' || last_received_on || '，应于 ' || renew_by || ' 前更新'
        when 'missing' then '持有排污许可证而未填报'
        else '本库尚未收到任何企业的该类数据，无法判断'
    end as reason_zh,
    case state
        when 'kept' then row_count || ' rows, last on ' || last_received_on
        when 'stale' then 'last filled in on ' || last_received_on || ', to be renewed by ' || renew_by
        when 'missing' then 'it holds a permit and never filled it in'
        else 'nothing of this kind was received of any enterprise'
    end as reason_en
from judged
order by enterprise_code, dataset
