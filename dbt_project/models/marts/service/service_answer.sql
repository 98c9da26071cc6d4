-- What the province already knows of what the form asks: the value in force of the enterprise file, or
-- the rows of the last day in the first dataset that has any.
with places as (

    select
        question,
        unnest(known) as place,
        generate_subscripts(known, 1) as nth
    from {{ source('lake', 'service_question') }}

),

of_values as (

    select
        said.enterprise_code,
        places.question,
        places.nth,
        said.value,
        false as is_withheld,
        said.source,
        said.dataset,
        said.source_item as item,
        -- The day of receipt is not the day of the saying: the same deliveries tomorrow would say otherwise.
        said.observed_on as said_on
    from places
    inner join {{ ref('enterprise_value') }} as said on places.place = said.item and said.is_chosen

),

items as (

    select
        source,
        dataset,
        item,
        published <> 'whole' as is_withheld,
        source || '.' || dataset || '.' || item as place
    from {{ source('lake', 'standard_item') }}

),

-- A record never holds what is personal: that the province has it is known, what it is is not shown.
records as (

    select
        records.enterprise_code,
        places.question,
        places.nth,
        json_extract_string(records.record, '$.' || items.item) as value,
        items.is_withheld,
        records.source,
        records.dataset,
        items.item,
        records.dated_on as said_on
    from places
    inner join items on places.place = items.place
    inner join {{ ref('enterprise_record') }} as records
        on items.source = records.source and items.dataset = records.dataset

),

last_said as (

    select
        enterprise_code,
        question,
        nth,
        max(said_on) as said_on
    from records
    where is_withheld or value is not null
    group by enterprise_code, question, nth
    qualify row_number() over (partition by enterprise_code, question order by nth) = 1

),

-- All that the first dataset says of the last day: a permit of several outlets has several rows.
of_records as (

    select distinct records.*
    from records
    inner join last_said
        on
            records.enterprise_code = last_said.enterprise_code
            and records.question = last_said.question
            and records.nth = last_said.nth
            and records.said_on is not distinct from last_said.said_on
    where records.is_withheld or records.value is not null

),

listed as (

    select
        enterprise_code,
        question,
        nth,
        string_agg(value, '、' order by value) as value,
        bool_or(is_withheld) as is_withheld,
        min(source) as source,
        min(dataset) as dataset,
        min(item) as item,
        max(said_on) as said_on
    from of_records
    group by enterprise_code, question, nth

),

answers as (

    select *
    from (
        select * from of_values
        union all by name
        select * from listed
    ) as said
    qualify row_number() over (partition by enterprise_code, question order by nth) = 1

)

select
    answers.enterprise_code,
    answers.question,
    asked.position,
    asked.part,
    asked.title_zh,
    asked.title_en,
    answers.value,
    answers.is_withheld,
    answers.source,
    answers.dataset,
    answers.item,
    answers.said_on
from answers
inner join {{ source('lake', 'service_question') }} as asked on answers.question = asked.question
order by answers.enterprise_code, asked.position
