-- 某市某月某污染物排放量最大的企业及其许可证和未办结投诉；月份缺省为最近有数据的月 · who discharged most of a pollutant in a city and month, with permits and open complaints; without a month the last one with data
create macro worst_dischargers(pollutant, city, in_month := null, top := 10) as table
with wanted as (
    select code
    from lake.standard_code
    where
        code_list = 'pollutant'
        and (
            code = pollutant
            or name_zh = pollutant
            or lower(name_en) = lower(pollutant)
            or contains(lower(name_en), '(' || lower(pollutant) || ')')
        )
),
places as (
    select left(code, 4) as prefix
    from lake.standard_code
    where
        starts_with(code_list, 'division_')
        and (attributes ->> 'level') = 'city'
        and (code = rpad(city, 6, '0') or name_zh = city or name_zh = city || '市')
),
there as (
    select *
    from main.discharge_monthly
    where
        pollutant_code in (select code from wanted)
        and left(division_code, 4) in (select prefix from places)
),
owners as (
    select
        code,
        min(enterprise_code) as enterprise_code
    from main.enterprise_code
    where kind = 'enterprise'
    group by code
),
owned as (
    -- Of whoever has the code now; a source without a code stands by its name.
    select
        there.*,
        coalesce(owners.enterprise_code, there.unified_social_credit_code) as enterprise_code,
        coalesce(owners.enterprise_code, there.unified_social_credit_code, there.enterprise_name) as discharger
    from there
    left join owners on there.unified_social_credit_code = owners.code
),
amounts as (
    select
        discharger,
        min(enterprise_code) as enterprise_code,
        min(enterprise_name) as enterprise_name,
        min(division_code) as division_code,
        month,
        min(pollutant_name) as pollutant_name,
        count(distinct monitoring_point_code) as outlets,
        sum(counted_hours) as hours,
        sum(discharged_kg) as discharged_kg
    from owned
    where
        discharged_kg is not null
        and strftime(month, '%Y-%m') = coalesce(in_month, (select strftime(max(month), '%Y-%m') from there))
    group by discharger, month
    order by discharged_kg desc, discharger
    limit top
),
open_complaints as (
    select
        enterprise_code,
        list(complaint_number order by reported_on, complaint_number) as numbers
    from main.complaint
    where is_open
    group by enterprise_code
)
select
    row_number() over (order by amounts.discharged_kg desc, amounts.discharger) as place,
    amounts.enterprise_code as unified_social_credit_code,
    amounts.enterprise_name,
    amounts.division_code,
    strftime(amounts.month, '%Y-%m') as month,
    amounts.pollutant_name,
    amounts.discharged_kg,
    amounts.outlets,
    amounts.hours,
    list_transform(files.permits, lambda one: one.permit_number) as permits,
    coalesce(len(open_complaints.numbers), 0) as open_complaint_count,
    open_complaints.numbers as open_complaints
from amounts
left join main.enterprise_file as files on amounts.enterprise_code = files.enterprise_code
left join open_complaints on amounts.enterprise_code = open_complaints.enterprise_code
order by place
