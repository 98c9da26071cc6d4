-- What a month is judged by: of each parameter the mean of the days of the automatic station, else what was
-- reported of the month, else the mean of the samples. A figure of the month is no sample among others.
with sites as (

    select * from {{ ref('int_water__site') }}

),

monthly as (

    -- The version in force first: one that was called invalid must not give way to what it replaced.
    select *
    from (
        select *
        from {{ source('lake', 'ecology__section_monthly_monitoring') }}
        {{ current_version(['section_code', 'year', 'month', 'pollutant_code']) }}
    ) as in_force
    where is_valid is not false

),

sampled as (

    select *
    from {{ source('lake', 'mee__surface_water_sampling_result') }}
    {{ current_version(['section_code', 'sampled_at']) }}

),

small as (

    select *
    from {{ source('lake', 'counties__county_small_watershed_monitoring') }}
    {{ current_version(['section_code', 'sampled_on']) }}

),

wide as (

    select
        section_code as site_code,
        cast(date_trunc('month', sampled_at at time zone 'Asia/Shanghai') as date) as month,
        ph as w01001,
        dissolved_oxygen as w01009,
        permanganate_index as w01019,
        chemical_oxygen_demand as w01018,
        biochemical_oxygen_demand_5d as w01017,
        ammonia_nitrogen as w21003,
        total_phosphorus as w21011,
        copper as w20138,
        zinc as w20139,
        fluoride as w21017,
        selenium as w20140,
        arsenic as w20141,
        mercury as w20142,
        cadmium as w20143,
        hexavalent_chromium as w20117,
        lead as w20144,
        cyanide as w21016,
        anionic_surfactants as w19002,
        sulphide as w21019
    from sampled
    union all by name
    select
        section_code as site_code,
        cast(date_trunc('month', sampled_on) as date) as month,
        ph as w01001,
        dissolved_oxygen as w01009,
        permanganate_index as w01019,
        ammonia_nitrogen as w21003,
        total_phosphorus as w21011
    from small

),

long as (

    {{ water_long('wide', ['site_code', 'month'], [
        'w01001', 'w01009', 'w01019', 'w01018', 'w01017', 'w21003', 'w21011', 'w20138',
        'w20139', 'w21017', 'w20140', 'w20141', 'w20142', 'w20143', 'w20117', 'w20144',
        'w21016', 'w19002', 'w21019'
    ]) }}

),

manual as (

    select
        site_code,
        month,
        pollutant_code,
        3 as precedence,
        value
    from long
    union all
    select
        section_code as site_code,
        make_date(year, month, 1) as month,
        pollutant_code,
        2 as precedence,
        cast(value as decimal(16, 6)) as value
    from monthly
    where value is not null

),

by_origin as (

    select
        site_code,
        cast(date_trunc('month', day) as date) as month,
        pollutant_code,
        1 as precedence,
        'automatic' as origin,
        cast(round(avg(value), 6) as decimal(16, 6)) as value,
        count(*) as value_count
    from {{ ref('int_water__item_by_day') }}
    group by all
    union all
    select
        site_code,
        month,
        pollutant_code,
        precedence,
        'manual' as origin,
        cast(round(avg(value), 6) as decimal(16, 6)) as value,
        count(*) as value_count
    from manual
    group by all

)

select
    by_origin.site_code,
    sites.water_body,
    sites.target_class,
    by_origin.month,
    by_origin.pollutant_code,
    by_origin.origin,
    by_origin.value,
    by_origin.value_count
from by_origin
inner join sites on by_origin.site_code = sites.site_code
qualify row_number() over (
    partition by by_origin.site_code, by_origin.month, by_origin.pollutant_code
    order by by_origin.precedence
) = 1
