-- Every village that anybody names: of the last profile, of the last rating, and the village committees
-- of the civil affairs (their number is 200 or more; 统计用区划代码和城乡划分代码编制规则, from memory).
with profiles as (

    select *
    from (
        select *
        from {{ source('lake', 'counties__village_profile') }}
        {{ current_version(['village_code', 'year']) }}
    ) as said
    qualify row_number() over (partition by village_code order by year desc) = 1

),

ratings as (

    select *
    from (
        select *
        from {{ source('lake', 'ecology__green_village_rating') }}
        {{ current_version(['village_code', 'rating_year']) }}
    ) as said
    qualify row_number() over (partition by village_code order by rating_year desc) = 1

),

units as (

    select *
    from {{ source('lake', 'civil_affairs__administrative_unit') }}
    {{ current_version(['village_code']) }}

),

codes as (

    select village_code from profiles
    union
    select village_code from ratings
    union
    select village_code from units
    where substr(village_code, 10, 3) >= '200'

)

select
    codes.village_code,
    coalesce(units.village_name, profiles.village_name, ratings.village_name) as village_name,
    coalesce(units.town_name, profiles.town_name) as town_name,
    coalesce(units.division_code, profiles.division_code, left(codes.village_code, 6)) as division_code,
    units.urban_rural_class,
    profiles.year as profile_year,
    profiles.household_count,
    profiles.population,
    cast(profiles.green_cover as double) as green_cover,
    cast(profiles.sewage_treatment_rate as double) as sewage_treatment_rate,
    cast(profiles.sanitary_toilet_rate as double) as sanitary_toilet_rate,
    profiles.waste_collected,
    coalesce(ratings.grade, profiles.green_village_grade) as grade,
    case
        when ratings.grade is not null then 'rating' when
            profiles.green_village_grade is not null
            then 'profile'
    end
        as grade_from,
    ratings.rating_year,
    cast(ratings.greening_score as double) as greening_score,
    cast(ratings.charm_score as double) as charm_score,
    cast(ratings.state_score as double) as state_score,
    cast(ratings.spirit_score as double) as spirit_score,
    ratings.grade <> profiles.green_village_grade as grades_differ
from codes
left join profiles on codes.village_code = profiles.village_code
left join ratings on codes.village_code = ratings.village_code
left join units on codes.village_code = units.village_code
