with figures as (

    select * from {{ ref('enterprise_figure') }}

),

-- The last year that a dataset reports; a report without a period is the last by itself. Of several that are
-- the last, as of one pollutant in water and in air, the greatest: else it would change from run to run.
reported as (

    select
        enterprise_code,
        subject,
        dataset,
        arg_max(amount, (coalesce(begins_on, date '1900-01-01'), amount)) as amount
    from figures
    where says = 'reported'
    group by enterprise_code, subject, dataset

),

reported_once as (

    select
        enterprise_code,
        subject,
        min(amount) as smallest,
        max(amount) as greatest,
        count(*) as reports
    from reported
    group by enterprise_code, subject

),

permitted as (

    select
        enterprise_code,
        subject,
        max(amount) as amount
    from figures
    where says = 'permitted'
    group by enterprise_code, subject

),

monitored as (

    select
        enterprise_code,
        case pollutant_code
            when 'w01018' then 'cod'
            when 'w21003' then 'ammonia_nitrogen'
            when 'a21026' then 'so2'
            when 'a21002' then 'nox'
            when 'a34013' then 'particulate'
        end as subject,
        -- Hours of the outlet that was seen longest; its outlets run side by side.
        max(hours_valid) as hours,
        sum(mean_kg) * 8760 / 1000 as tonnes_a_year
    from (
        select
            enterprise_code,
            monitoring_point_code,
            pollutant_code,
            sum(hours_valid) as hours_valid,
            sum(discharge_kg) / nullif(sum(hours_valid), 0) as mean_kg
        from {{ ref('enterprise_monitoring') }}
        group by enterprise_code, monitoring_point_code, pollutant_code
    ) as by_point
    group by enterprise_code, subject

),

-- 污染当量值, in kg: COD 1, ammonia nitrogen 0.8, SO2 0.95, NOx 0.95 (环境保护税法 附表二, from memory).
equivalents as (

    select
        enterprise_code,
        case when subject in ('cod', 'ammonia_nitrogen') then 'tax_water' else 'tax_air' end as subject,
        sum(
            greatest * 1000 / case subject when 'cod' then 1 when 'ammonia_nitrogen' then 0.8 else 0.95 end
        ) as equivalents
    from reported_once
    where subject in ('cod', 'ammonia_nitrogen', 'so2', 'nox')
    group by all

),

taxed as (

    select
        enterprise_code,
        subject,
        avg(amount) * 4 as equivalents
    from figures
    where says = 'taxed'
    group by enterprise_code, subject

),

power as (

    select
        enterprise_code,
        avg(amount) as a_month
    from figures
    where says = 'used' and subject = 'electricity'
    group by enterprise_code

),

pollution as (

    select
        enterprise_code,
        sum(greatest) as amount
    from reported_once
    where subject not in ('water', 'wastewater')
    group by enterprise_code

),

metered as (

    select
        enterprise_code,
        avg(amount) * 12 as amount
    from figures
    where says = 'used' and subject = 'water'
    group by enterprise_code

),

compared as (

    select
        reported_once.enterprise_code,
        'reported_over_permit' as comparison,
        reported_once.subject,
        reported_once.greatest as amount,
        permitted.amount as other_amount,
        reported_once.greatest / nullif(permitted.amount, 0) as ratio,
        true as is_comparable
    from reported_once
    inner join permitted
        on
            reported_once.enterprise_code = permitted.enterprise_code
            and reported_once.subject = permitted.subject
    union all
    select
        enterprise_code,
        'reports_differ' as comparison,
        subject,
        greatest as amount,
        smallest as other_amount,
        greatest / nullif(smallest, 0) as ratio,
        true as is_comparable
    from reported_once
    where reports > 1
    union all
    select
        monitored.enterprise_code,
        'monitored_over_reported' as comparison,
        monitored.subject,
        monitored.tonnes_a_year as amount,
        reported_once.greatest as other_amount,
        monitored.tonnes_a_year / nullif(reported_once.greatest, 0) as ratio,
        monitored.hours >= 720 as is_comparable
    from monitored
    inner join reported_once
        on
            monitored.enterprise_code = reported_once.enterprise_code
            and monitored.subject = reported_once.subject
    union all
    select
        equivalents.enterprise_code,
        'taxed_under_reported' as comparison,
        equivalents.subject,
        equivalents.equivalents as amount,
        taxed.equivalents as other_amount,
        equivalents.equivalents / nullif(taxed.equivalents, 0) as ratio,
        true as is_comparable
    from equivalents
    inner join taxed
        on
            equivalents.enterprise_code = taxed.enterprise_code
            and equivalents.subject = taxed.subject
    union all
    select
        power.enterprise_code,
        'power_without_discharge' as comparison,
        'electricity' as subject,
        power.a_month as amount,
        pollution.amount as other_amount,
        case when pollution.amount = 0 then power.a_month else 0 end as ratio,
        true as is_comparable
    from power
    inner join pollution on power.enterprise_code = pollution.enterprise_code
    union all
    select
        metered.enterprise_code,
        'water_use_differs' as comparison,
        'water' as subject,
        reported_once.greatest as amount,
        metered.amount as other_amount,
        greatest(reported_once.greatest, metered.amount)
        / nullif(least(reported_once.greatest, metered.amount), 0) as ratio,
        true as is_comparable
    from metered
    inner join reported_once
        on
            metered.enterprise_code = reported_once.enterprise_code
            and reported_once.subject = 'water'
    union all
    select
        waste.enterprise_code,
        'wastewater_over_water' as comparison,
        'wastewater' as subject,
        waste.greatest as amount,
        used.greatest as other_amount,
        waste.greatest / nullif(used.greatest, 0) as ratio,
        true as is_comparable
    from reported_once as waste
    inner join reported_once as used
        on
            waste.enterprise_code = used.enterprise_code
            and waste.subject = 'wastewater'
            and used.subject = 'water'

)

select
    compared.enterprise_code,
    compared.comparison,
    checks.title_zh,
    checks.title_en,
    compared.subject,
    compared.amount,
    compared.other_amount,
    compared.ratio,
    checks.threshold,
    compared.is_comparable,
    -- Something against nothing is beyond any ratio.
    compared.is_comparable and (
        coalesce(compared.ratio > checks.threshold, false)
        or (compared.ratio is null and compared.amount > 0 and compared.other_amount = 0)
    ) as is_flagged,
    checks.method_zh,
    checks.method_en
from compared
inner join {{ source('lake', 'dossier_check') }} as checks on compared.comparison = checks.comparison
order by compared.enterprise_code, compared.comparison, compared.subject
