-- A figure of standards/methods, by its file and its place in it: method_value('air', 'periods.days_of_month').
{% macro method_value(method, figure) -%}
    (
        select value from {{ source('lake', 'method_figure') }}
        where method = '{{ method }}' and figure = '{{ figure }}'
    )
{%- endmacro %}
