-- One field of the form of one service: who delivers the answer already, so that it must not be asked again.
with places as (

    select
        question,
        unnest(known) as place
    from {{ source('lake', 'service_question') }}

),

delivered as (

    select distinct
        source,
        dataset
    from {{ source('lake', 'accounts') }}
    where accepted > 0

),

known as (

    select distinct
        places.question,
        said.source,
        said.dataset
    from places
    inner join {{ ref('enterprise_value') }} as said on places.place = said.item
    union
    select
        places.question,
        delivered.source,
        delivered.dataset
    from places
    inner join {{ source('lake', 'standard_item') }} as items
        on places.place = items.source || '.' || items.dataset || '.' || items.item
    inner join delivered on items.source = delivered.source and items.dataset = delivered.dataset

),

by_question as (

    select
        question,
        count(distinct source) as department_count,
        list(source || '.' || dataset order by source, dataset) as datasets
    from known
    group by question

)

select
    form.service_code,
    asked.position,
    form.question,
    asked.part,
    asked.title_zh,
    asked.title_en,
    coalesce(by_question.department_count, 0) as department_count,
    coalesce(by_question.datasets, cast([] as varchar[])) as datasets,
    by_question.question is null as must_ask,
    case
        when by_question.question is not null
            then
                '已由 '
                || by_question.department_count
                || ' 个来源提供，不得重复要求填报：'
                || array_to_string(by_question.datasets, '、')
        when len(asked.known) = 0 then '只有申请人知道，须填报'
        else '目录中有此项，但尚无来源报送，暂须填报：' || array_to_string(asked.known, '、')
    end as reason_zh,
    case
        when by_question.question is not null
            then
                'delivered by ' || by_question.department_count || ' source(s) and not to be asked again: '
                || array_to_string(by_question.datasets, ', ')
        when len(asked.known) = 0 then 'only the applicant can say it'
        else
            'the catalogue has it, but nobody delivers it yet, so that it is asked: '
            || array_to_string(asked.known, ', ')
    end as reason_en
from {{ source('lake', 'service_form') }} as form
inner join {{ source('lake', 'service_question') }} as asked on form.question = asked.question
left join by_question on form.question = by_question.question
order by form.service_code, asked.position
