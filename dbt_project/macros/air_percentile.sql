-- The percentile of a sorted list by HJ 663-2013 annex A (from memory): place 1 + (n - 1) p, straight between two places. In whole numbers,
-- so that a place that is whole stays so.
{% macro air_percentile(values, percent) -%}
    (
        {{ values }}[(100 + (len({{ values }}) - 1) * {{ percent }}) // 100]
        + (
            coalesce({{ values }}[(100 + (len({{ values }}) - 1) * {{ percent }}) // 100 + 1], {{ values }}[-1])
            - {{ values }}[(100 + (len({{ values }}) - 1) * {{ percent }}) // 100]
        ) * (((len({{ values }}) - 1) * {{ percent }}) % 100) / 100.0
    )
{%- endmacro %}
