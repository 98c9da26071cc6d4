-- What the public said when asked, by the month of the answer; a suggestion names no place.
with petitions as (

    select *
    from {{ source('lake', 'ecology__petition') }}
    {{ current_version(['petition_number']) }}

),

answers as (

    select
        'petition' as origin,
        petitions.respondent_county as county_name,
        visits.visited_on as answered_on,
        visits.satisfaction
    from (
        select *
        from {{ source('lake', 'ecology__petition_follow_up') }}
        {{ current_version(['petition_number', 'visit_number']) }}
    ) as visits
    left join petitions on visits.petition_number = petitions.petition_number
    union all
    select
        'suggestion' as origin,
        cast(null as varchar) as county_name,
        cast(submitted_at at time zone 'Asia/Shanghai' as date) as answered_on,
        satisfaction
    from (
        select *
        from {{ source('lake', 'internet__public_suggestion') }}
        {{ current_version(['record_id']) }}
    ) as suggestions
    where satisfaction is not null

)

select
    origin,
    coalesce(county_name, '') as county_name,
    cast(date_trunc('month', answered_on) as date) as month,
    count(*) as asked_count,
    count(*) filter (where satisfaction <> 'not_reached') as answer_count,
    count(*) filter (where satisfaction = 'satisfied') as satisfied_count,
    count(*) filter (where satisfaction = 'basically_satisfied') as basically_satisfied_count,
    count(*) filter (where satisfaction = 'dissatisfied') as dissatisfied_count,
    round(
        count(*) filter (where satisfaction in ('satisfied', 'basically_satisfied'))
        / nullif(count(*) filter (where satisfaction <> 'not_reached'), 0),
        4
    ) as satisfied_share
from answers
group by all
order by origin, county_name, month
