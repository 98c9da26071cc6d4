with limits as (

    select max(value) as due_soon_days
    from {{ source('lake', 'method_figure') }}
    where method = 'service' and figure = 'due_soon_days'

),

received as (

    select
        batch,
        cast(min(received_at) at time zone 'Asia/Shanghai' as date) as received_on
    from {{ source('lake', 'accounts') }}
    group by batch

),

delivered as (

    select distinct source || '.' || dataset as dataset
    from {{ source('lake', 'accounts') }}
    where accepted > 0

),

records as (

    select
        records.enterprise_code,
        records.source || '.' || records.dataset as dataset,
        records.record,
        records.dated_on,
        received.received_on
    from {{ ref('enterprise_record') }} as records
    left join received on records._batch = received.batch

),

owed as (

    select
        records.enterprise_code,
        duties.duty,
        max(coalesce(records.dated_on, records.received_on)) as since
    from {{ source('lake', 'service_duty') }} as duties
    inner join records
        on
            duties.dataset = records.dataset
            and (
                duties.item is null
                or list_contains(duties.codes, json_extract_string(records.record, '$.' || duties.item))
            )
    group by records.enterprise_code, duties.duty

),

-- A day that is still to come is a slip: it would count as done for years.
done as (

    select
        said.enterprise_code,
        said.duty,
        max(said.done_on) filter (where said.done_on <= as_of.as_of) as done_on
    from (
        select
            records.enterprise_code,
            evidence.duty,
            coalesce(
                try_cast(json_extract_string(records.record, '$.' || evidence.on_item) as date),
                if(evidence.on_item is null, coalesce(records.dated_on, records.received_on), null)
            ) as done_on
        from {{ source('lake', 'service_evidence') }} as evidence
        inner join records on evidence.dataset = records.dataset
    ) as said
    cross join {{ ref('int_release__as_of') }} as as_of
    group by said.enterprise_code, said.duty

),

-- A duty can only be said to be neglected where somebody delivers what would show that it was done.
shown as (

    select
        evidence.duty,
        bool_or(delivered.dataset is not null) as is_delivered,
        string_agg(evidence.dataset, '、' order by evidence.dataset) as evidence
    from {{ source('lake', 'service_evidence') }} as evidence
    left join delivered on evidence.dataset = delivered.dataset
    group by evidence.duty

),

by_policy as (

    select
        'policy' as origin,
        owed.enterprise_code,
        owed.duty,
        duties.title_zh as duty_zh,
        duties.title_en as duty_en,
        duties.law,
        duties.because_zh,
        duties.because_en,
        shown.evidence,
        done.done_on,
        done.done_on + cast(duties.every_days as integer) as due_on,
        case
            when not shown.is_delivered then 'cannot_tell'
            when done.done_on is null then 'never_seen'
        end as state,
        cast(null as varchar) as performance
    from owed
    inner join {{ source('lake', 'service_duty') }} as duties on owed.duty = duties.duty
    inner join shown on owed.duty = shown.duty
    left join done on owed.enterprise_code = done.enterprise_code and owed.duty = done.duty

),

-- The checklist that the platform keeps with the enterprise itself: the last term of each duty.
by_checklist as (

    select
        'checklist' as origin,
        enterprise_code,
        json_extract_string(record, '$.duty_code') as duty,
        json_extract_string(record, '$.duty_name') as duty_zh,
        json_extract_string(record, '$.duty_name') as duty_en,
        json_extract_string(record, '$.legal_basis') as law,
        '列入主体责任清单' as because_zh,
        'it stands in its checklist' as because_en,
        dataset as evidence,
        try_cast(json_extract_string(record, '$.fulfilled_on') as date) as done_on,
        dated_on as due_on,
        if(json_extract_string(record, '$.performance') = 'full', 'fulfilled', null) as state,
        json_extract_string(record, '$.performance') as performance
    from records
    where dataset = 'ecology.duty_checklist'
    qualify row_number() over (partition by enterprise_code, duty order by dated_on desc, record asc) = 1

),

judged as (

    select
        duties.*,
        as_of.as_of,
        coalesce(
            duties.state,
            case
                when duties.due_on < as_of.as_of then 'overdue'
                when duties.due_on <= as_of.as_of + cast(limits.due_soon_days as integer) then 'due_soon'
                else 'fulfilled'
            end
        ) as judged_state
    from (
        select * from by_policy
        union all by name
        select * from by_checklist
    ) as duties
    cross join {{ ref('int_release__as_of') }} as as_of
    cross join limits

)

select
    enterprise_code,
    origin,
    duty,
    duty_zh,
    duty_en,
    law,
    evidence,
    done_on,
    due_on,
    judged_state as state,
    judged_state in ('overdue', 'never_seen') as is_open,
    case when judged_state = 'overdue' then as_of - due_on end as overdue_days,
    because_zh || '；' || case judged_state
        when 'cannot_tell' then '凭据尚无来源报送，无法判断'
        when 'never_seen' then '没有任何履行记录'
        when
            'overdue'
            then
                coalesce('最近履行于 ' || done_on, '履行情况：' || coalesce(performance, '未填'))
                || '，应于 '
                || due_on
                || ' 前履行'
        when 'due_soon' then '应于 ' || due_on || ' 前履行'
        else coalesce('已于 ' || done_on || ' 履行', '已履行或未到期')
    end as reason_zh,
    because_en || '; ' || case judged_state
        when 'cannot_tell' then 'nobody delivers what would show it'
        when 'never_seen' then 'nothing shows that it was ever done'
        when 'overdue'
            then
                coalesce('last done on ' || done_on, 'performance: ' || coalesce(performance, 'not said'))
                || ', due on ' || due_on
        when 'due_soon' then 'due on ' || due_on
        else coalesce('done on ' || done_on, 'done, or not yet due')
    end as reason_en
from judged
order by enterprise_code, origin, duty
