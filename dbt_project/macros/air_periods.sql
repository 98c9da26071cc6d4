-- The months or years (`kind`: city or station; `period`: month or year) of `int_air__period`, with the change from the same of the
-- year before by the limits of now. `names` are the columns that say whose they are, as each mart calls them.
{% macro air_periods(kind, period, names, sorted_by) -%}
with periods as (

    select * from {{ ref('int_air__period') }}
    where kind = '{{ kind }}' and period = '{{ period }}'

)

select
    {{ names | join(',\n    ') }},
    now.period_start as {{ period }},
    now.last_day,
    now.valid,
    now.so2_days,
    now.no2_days,
    now.pm10_days,
    now.pm2_5_days,
    now.co_days,
    now.o3_days,
    now.days_needed,
    now.so2,
    now.no2,
    now.pm10,
    now.pm2_5,
    now.co_95,
    now.o3_8h_90,
    now.valid_days,
    now.good_days,
    now.good_day_share,
    now.level_1_days,
    now.level_2_days,
    now.level_3_days,
    now.level_4_days,
    now.level_5_days,
    now.level_6_days,
    now.limits,
    now.composite_index,
    now.composite_index_2012,
    now.composite_index_2026,
    now.reason_zh,
    now.reason_en,
    round(100 * (now.pm2_5 - past.pm2_5) / nullif(past.pm2_5, 0), 1) as pm2_5_change,
    round(now.good_day_share - past.good_day_share, 1) as good_day_share_change,
    round(
        case
            when now.limits = '2012'
                then 100 * (now.composite_index_2012 - past.composite_index_2012) / past.composite_index_2012
            else 100 * (now.composite_index_2026 - past.composite_index_2026) / past.composite_index_2026
        end, 1
    ) as composite_index_change
from periods as now
left join periods as past
    on
        now.source = past.source
        and now.dataset = past.dataset
        and now.place = past.place
        and now.period_start = past.period_start + interval 1 year
order by {{ sorted_by | join(', ') }}, now.period_start
{%- endmacro %}
