select
    response_number,
    city_code,
    pollutant,
    days,
    control_days,
    placebo_runs,
    observed,
    expected,
    effect,
    effect_low,
    effect_high,
    coalesce(effect_low > 0, false) as is_certain,
    case
        when reason = 'too_few_days_without_a_response' then '无应对的可比日太少：' || control_days || ' 天'
        when reason = 'no_day_to_compare' then '应对期间没有可比的监测日'
        when reason = 'too_few_placebo_runs' then '可作安慰剂的连续可比日太少：' || placebo_runs || ' 段'
        else
            '实测 ' || format('{:.1f}', observed) || '，同类气象预期 ' || format('{:.1f}', expected) || '，下降 '
            || format('{:.0f}', 100 * effect) || '%（' || format('{:.0f}', 100 * effect_low) || '% 至 '
            || format('{:.0f}', 100 * effect_high) || '%）'
    end as reason_zh,
    case
        when reason = 'too_few_days_without_a_response'
            then 'too few days without a response to compare with: ' || control_days
        when reason = 'no_day_to_compare' then 'no measured day of the response can be compared'
        when reason = 'too_few_placebo_runs'
            then 'too few runs of days without a response to try the method on: ' || placebo_runs
        else
            'observed ' || format('{:.1f}', observed) || ', expected in such weather '
            || format('{:.1f}', expected) || ', lower by ' || format('{:.0f}', 100 * effect) || ' % ('
            || format('{:.0f}', 100 * effect_low) || ' to ' || format('{:.0f}', 100 * effect_high) || ' %)'
    end as reason_en
from {{ source('lake', 'control_effect') }}
order by response_number
