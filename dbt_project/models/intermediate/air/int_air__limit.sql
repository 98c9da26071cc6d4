with limits as (

    select
        json_extract_string(attributes, '$.pollutant') as pollutant,
        json_extract_string(attributes, '$.averaging_period') as averaging_period,
        json_extract_string(attributes, '$.phase') as phase,
        cast(json_extract_string(attributes, '$.class_2') as double) as class_2_limit,
        left(code, 4) as edition
    from {{ source('lake', 'standard_code') }}
    where code_list = 'air_quality_limit'

)

select
    edition,
    max(class_2_limit) filter (where pollutant = 'SO2') as so2,
    max(class_2_limit) filter (where pollutant = 'NO2') as no2,
    max(class_2_limit) filter (where pollutant = 'PM10') as pm10,
    max(class_2_limit) filter (where pollutant = 'PM2.5') as pm2_5,
    max(class_2_limit) filter (where pollutant = 'CO') as co_95,
    max(class_2_limit) filter (where pollutant = 'O3') as o3_8h_90,
    edition || coalesce('-' || phase, '') as edition_phase,
    if(phase = 'final', date '2031-01-01', date '1900-01-01') as since
from limits
where
    (averaging_period = 'annual' and pollutant in ('SO2', 'NO2', 'PM10', 'PM2.5'))
    or (averaging_period = '24h' and pollutant = 'CO')
    or (averaging_period = 'daily_max_8h' and pollutant = 'O3')
group by edition, phase
