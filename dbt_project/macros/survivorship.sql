-- How a claim stands by the criterion in one place of the order of its item: the smaller wins.
{% macro survivorship_weight(place) -%}
    case rules.criteria[{{ place }}]
        when 'validity' then least(len(said_once.failed_rules), 1)
        when 'authority' then said_once.authority_rank
        when 'agreement' then -agreement.sources_agreeing
        else date '1970-01-01' - said_once.known_on
    end
{%- endmacro %}
