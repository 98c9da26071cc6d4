-- What a code is called, for a sentence that a person reads; a code that its list does not have stands for itself.
{% macro code_name(code_list, code, language) -%}
    coalesce((
        select max(codes.name_{{ language }})
        from {{ source('lake', 'standard_code') }} as codes
        where codes.code_list = '{{ code_list }}' and codes.code = {{ code }}
    ), {{ code }})
{%- endmacro %}
