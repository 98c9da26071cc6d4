with days as (

    select
        *,
        cast(date_trunc('month', received_on) as date) as period
    from {{ ref('catalogue_quality_daily') }}

),

departments as (

    select
        source,
        min(source_title_zh) as department_zh,
        min(source_title_en) as department_en,
        count(*) as dataset_count
    from {{ source('lake', 'standard_dataset') }}
    where is_delivered
    group by source

),

months as (

    select distinct period from days

),

-- A department that sent nothing in a month in which others did is on the list, too.
periods as (

    select
        departments.*,
        months.period
    from departments
    cross join months

),

measured as (

    select
        source,
        period,
        count(distinct dataset) as received_dataset_count,
        cast(sum(received) as bigint) as received,
        cast(sum(accepted) as bigint) as accepted,
        cast(sum(rejected) as bigint) as rejected,
        cast(sum(duplicate) as bigint) as duplicate,
        cast(sum(flagged) as bigint) as flagged,
        sum(accepted) / nullif(sum(accepted) + sum(rejected), 0) as pass_rate,
        sum(completeness * accepted) / nullif(sum(accepted) filter (where completeness is not null), 0)
            as completeness,
        avg(cast(is_on_time as integer)) as timeliness
    from days
    group by source, period

),

joined as (

    select
        periods.source,
        periods.department_zh,
        periods.department_en,
        periods.period,
        periods.dataset_count,
        coalesce(measured.received_dataset_count, 0) as received_dataset_count,
        coalesce(measured.received, 0) as received,
        coalesce(measured.accepted, 0) as accepted,
        coalesce(measured.rejected, 0) as rejected,
        coalesce(measured.duplicate, 0) as duplicate,
        coalesce(measured.flagged, 0) as flagged,
        coalesce(measured.received_dataset_count, 0) / periods.dataset_count as coverage,
        measured.pass_rate,
        measured.completeness,
        measured.timeliness
    from periods
    left join measured
        on periods.source = measured.source and periods.period = measured.period

),

-- Weights and grades are a proposal (decision 0020): what could not be measured counts neither way.
scored as (

    select
        *,
        round(
            100 * (
                0.25 * coverage
                + 0.35 * coalesce(pass_rate, 0)
                + 0.2 * coalesce(completeness, 0)
                + 0.2 * coalesce(timeliness, 0)
            ) / (
                0.25
                + case when pass_rate is null then 0 else 0.35 end
                + case when completeness is null then 0 else 0.2 end
                + case when timeliness is null then 0 else 0.2 end
            ),
            1
        ) as score
    from joined

)

select
    source,
    department_zh,
    department_en,
    period,
    dataset_count,
    received_dataset_count,
    received,
    accepted,
    rejected,
    duplicate,
    flagged,
    coverage,
    pass_rate,
    completeness,
    timeliness,
    score,
    case
        when score >= 95 then 'A'
        when score >= 85 then 'B'
        when score >= 70 then 'C'
        else 'D'
    end as grade,
    rank() over (partition by period order by score desc) as rank_in_period,
    lag(score) over (partition by source order by period) as previous_score,
    score - lag(score) over (partition by source order by period) as score_change
from scored
order by period, rank_in_period, source
