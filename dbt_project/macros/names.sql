-- The build file is published under another name. A view that named its catalogue would break there,
-- so references carry schema and table only.

{% macro ref() %}
    {%- set relation = builtins.ref(*varargs, **kwargs) -%}
    {%- do return(relation.include(database=false)) -%}
{% endmacro %}

{% macro source() %}
    {%- set relation = builtins.source(*varargs, **kwargs) -%}
    {%- do return(relation.include(database=false)) -%}
{% endmacro %}

-- Schemas are what an analyst types: `staging`, not `main_staging`.
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
