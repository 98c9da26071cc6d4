-- The mean of each parameter at each station and day of China, from whoever delivers the hours: the national
-- network first, then the province, then the city. All of them read the same instrument.
with sites as (

    select * from {{ ref('int_water__site') }}

),

national as (

    select *
    from {{ source('lake', 'mee__national_water_station_hourly') }}
    {{ current_version(['station_name', 'observed_at']) }}

),

provincial as (

    select *
    from {{ source('lake', 'ecology__water_station_hourly') }}
    {{ current_version(['station_code', 'monitored_at', 'pollutant_code']) }}

),

municipal as (

    select *
    from {{ source('lake', 'cities__city_water_station_hourly') }}
    where is_valid is not false
    {{ current_version(['station_code', 'observed_at', 'pollutant_code']) }}

),

national_wide as (

    select
        station_name,
        observed_at,
        ph as w01001,
        dissolved_oxygen as w01009,
        permanganate_index as w01019,
        ammonia_nitrogen as w21003,
        total_phosphorus as w21011,
        total_nitrogen as w21001
    from national

),

national_long as (

    {{ water_long('national_wide', ['station_name', 'observed_at'], [
        'w01001', 'w01009', 'w01019', 'w21003', 'w21011', 'w21001'
    ]) }}

),

hours as (

    select
        1 as precedence,
        sites.site_code,
        national_long.observed_at,
        national_long.pollutant_code,
        national_long.value
    from national_long
    inner join {{ ref('int_water__station') }} as stations using (station_name)
    inner join sites on stations.station_code = sites.station_code
    union all
    select
        2 as precedence,
        sites.site_code,
        provincial.monitored_at,
        provincial.pollutant_code,
        cast(provincial.value as decimal(16, 6)) as value
    from provincial
    inner join sites on provincial.station_code in (sites.site_code, sites.station_code)
    union all
    select
        3 as precedence,
        sites.site_code,
        municipal.observed_at,
        municipal.pollutant_code,
        cast(municipal.result as decimal(16, 6)) as value
    from municipal
    inner join sites on municipal.station_code = sites.station_code

)

select
    site_code,
    cast(observed_at at time zone 'Asia/Shanghai' as date) as day,
    pollutant_code,
    ['national', 'provincial', 'municipal'][precedence] as origin,
    cast(round(avg(value), 6) as decimal(16, 6)) as value,
    min(value) as least,
    max(value) as greatest,
    count(*) as hour_count
from hours
where value is not null
group by site_code, day, pollutant_code, precedence
qualify row_number() over (partition by site_code, day, pollutant_code order by precedence) = 1
