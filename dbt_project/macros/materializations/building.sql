{#
  How a model becomes a relation. dbt's own way builds beside an older relation, looks at what came out, and swaps names, since it
  cannot know whether somebody reads the old one. Here nobody does: the file is private until it is published. With
  a hundred models those steps were two fifths of dbt's time.
#}

{% materialization table, adapter="duckdb" %}
  {{ return(build_in_place("table")) }}
{% endmaterialization %}

{% materialization view, adapter="duckdb" %}
  {{ return(build_in_place("view")) }}
{% endmaterialization %}

{% macro build_in_place(type) %}
  {%- set target = this.incorporate(type=type) -%}
  {% do drop_relation_if_exists(load_cached_relation(this)) %}
  {{ run_hooks(pre_hooks) }}
  {% call statement("main") -%}
    {% if type == "table" %}{{ create_table_as(False, target, sql) }}{% else %}{{ create_view_as(target, sql) }}{% endif %}
  {%- endcall %}
  {{ run_hooks(post_hooks) }}
  {% do persist_docs(target, model) %}
  {{ adapter.commit() }}
  {{ return({"relations": [target]}) }}
{% endmacro %}

{# All comments in one statement. A contract has proven that the columns are those described; other models are looked at first. #}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) %}
  {%- if not config.get("contract").enforced -%}
    {{ return(dbt.default__persist_docs(relation, model, for_relation, for_columns)) }}
  {%- endif -%}
  {% call statement("comments") -%}
    comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
    {% for name, column in model.columns.items() -%}
      comment on column {{ relation }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column["description"]) }};
    {% endfor %}
  {%- endcall %}
{% endmacro %}
