-- Rivers by the share of classes of their sections. With fewer than five sections the parameters are first
-- averaged over them; the pages that quote the method leave exactly five open, and say elsewhere that it is
-- judged by shares.
with sections as (

    select * from {{ ref('section_class_monthly') }}
    where river_name is not null and quality_class is not null

),

shares as (

    select
        river_name,
        month,
        count(*) as section_count,
        round(100 * count(*) filter (where quality_class in ('I', 'II')) / count(*), 2) as share_i_to_ii,
        round(
            100 * count(*) filter (where quality_class in ('I', 'II', 'III')) / count(*), 2
        ) as share_i_to_iii,
        round(100 * count(*) filter (where quality_class = 'worse') / count(*), 2) as share_worse_than_v,
        round(100 * count(*) filter (where is_compliant) / count(*), 2) as share_compliant
    from sections
    group by river_name, month

),

means as (

    select
        river_name,
        month,
        pollutant_code,
        'river' as water_body,
        cast(null as varchar) as target_class,
        cast(round(avg(value), 6) as decimal(16, 6)) as value
    from {{ ref('section_item_monthly') }}
    where is_routine and river_name is not null
    group by river_name, month, pollutant_code

),

judged as (

    {{ water_item_judged('means') }}

),

mean_class as (

    select
        river_name,
        month,
        {{ water_classes() }}[max(class_number)] as class_of_means
    from judged
    group by river_name, month

)

select
    shares.river_name,
    shares.month,
    shares.section_count,
    cast(shares.share_i_to_ii as decimal(7, 2)) as share_i_to_ii,
    cast(shares.share_i_to_iii as decimal(7, 2)) as share_i_to_iii,
    cast(shares.share_worse_than_v as decimal(7, 2)) as share_worse_than_v,
    cast(shares.share_compliant as decimal(7, 2)) as share_compliant,
    cast(
        shares.share_i_to_iii - lag(shares.share_i_to_iii) over (
            partition by shares.river_name order by shares.month
        ) as decimal(7, 2)
    ) as change_of_good_share,
    mean_class.class_of_means,
    if(shares.section_count < 5, 'mean', 'shares') as judged_by,
    case
        when shares.section_count < 5
            then case mean_class.class_of_means
                when 'I' then 'excellent'
                when 'II' then 'excellent'
                when 'III' then 'good'
                when 'IV' then 'slightly_polluted'
                when 'V' then 'moderately_polluted'
                else 'heavily_polluted'
            end
        when shares.share_i_to_iii >= 90 then 'excellent'
        when shares.share_i_to_iii >= 75 then 'good'
        when shares.share_worse_than_v < 20 then 'slightly_polluted'
        when shares.share_worse_than_v < 40 then 'moderately_polluted'
        else 'heavily_polluted'
    end as assessment
from shares
left join mean_class on shares.river_name = mean_class.river_name and shares.month = mean_class.month
order by shares.month, shares.river_name
