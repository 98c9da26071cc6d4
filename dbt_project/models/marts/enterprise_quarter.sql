with quarters as (

    select cast(date_trunc('quarter', as_of) - to_months(3 * unnest(range(13))) as date) as quarter_begins_on
    from {{ ref('int_release__as_of') }}

),

events as (

    select
        enterprise_code,
        cast(date_trunc('quarter', happened_on) as date) as quarter_begins_on,
        count(*) filter (where tone = 'violation') as violations,
        count(*) filter (where tone = 'warning') as warnings,
        count(*) filter (where tone = 'good') as good_signs,
        count(*) filter (where kind in ('inspected', 'violation_found')) as inspections,
        count(*) filter (where kind = 'penalised') as penalties,
        count(*) filter (where kind = 'petition') as petitions,
        count(*) filter (where kind = 'exceeded') as exceedance_days
    from {{ ref('enterprise_event') }}
    where not is_upcoming
    group by enterprise_code, quarter_begins_on

)

select
    codes.enterprise_code,
    quarters.quarter_begins_on,
    year(quarters.quarter_begins_on) || 'Q' || quarter(quarters.quarter_begins_on) as quarter_name,
    case
        when events.violations > 0 then 'violation'
        when events.warnings > 0 then 'warning'
        when events.good_signs > 0 then 'in_order'
        else 'not_examined'
    end as compliance,
    coalesce(events.violations, 0) as violations,
    coalesce(events.warnings, 0) as warnings,
    coalesce(events.good_signs, 0) as good_signs,
    coalesce(events.inspections, 0) as inspections,
    coalesce(events.penalties, 0) as penalties,
    coalesce(events.petitions, 0) as petitions,
    coalesce(events.exceedance_days, 0) as exceedance_days
from {{ ref('int_enterprise__code') }} as codes
cross join quarters
left join events
    on
        codes.enterprise_code = events.enterprise_code
        and quarters.quarter_begins_on = events.quarter_begins_on
order by codes.enterprise_code, quarters.quarter_begins_on
