-- 一个省或设区市代码下的设区市 · the cities of a division, a province or a city by its code
create macro cities_of(area) as table
select distinct
    code as city_code,
    name_zh as city
from lake.standard_code
where
    starts_with(code_list, 'division_')
    and (attributes ->> 'level') = 'city'
    and starts_with(code, if(area like '__0000', left(area, 2), left(area, 4)))
order by city_code
