-- A promise is an ISO 8601 duration of days, hours and minutes, as PT2H or P1DT12H; no promise has no minutes.
{% macro minutes_of(duration) -%}
    case
        when {{ duration }} is not null then
            coalesce(try_cast(regexp_extract({{ duration }}, '([0-9]+)D', 1) as bigint), 0) * 1440
            + coalesce(try_cast(regexp_extract({{ duration }}, '([0-9]+)H', 1) as bigint), 0) * 60
            + coalesce(try_cast(regexp_extract({{ duration }}, '([0-9]+)M', 1) as bigint), 0)
    end
{%- endmacro %}
