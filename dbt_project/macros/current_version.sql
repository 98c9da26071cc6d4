-- A key may be delivered again: the last delivery, and in it the last row, is the one in force, unless a later delivery of
-- the whole left the key out.
{% macro current_version(key) -%}
    qualify row_number() over (
        partition by {{ key | join(', ') }}
        order by _sequence desc, _row desc
    ) = 1 and _withdrawn_by is null
{%- endmacro %}
