-- GB 3838-2002 clause 5.1 and table 1: the best class whose limit a value meets, 1 for I to 5 for V, 6 for worse than V. A
-- value equal to the limit meets it; a pH outside 6 to 9 meets none.
{% macro water_class_number(value, limits) -%}
    case
        when {{ value }} is null then null
        when {{ limits }}.direction = 'range'
            then if({{ value }} between {{ limits }}.least and {{ limits }}.greatest, 1, 6)
        when {{ limits }}.direction = 'min'
            then coalesce(list_position(list_transform({{ limits }}.limits, lambda x: {{ value }} >= x), true), 6)
        else coalesce(list_position(list_transform({{ limits }}.limits, lambda x: {{ value }} <= x), true), 6)
    end
{%- endmacro %}

-- The codes of `water_quality_class`, from the best to the worst.
{% macro water_classes() -%}
    ['I', 'II', 'III', 'IV', 'V', 'worse']
{%- endmacro %}

-- Whether and by how much a value misses the class that a water must reach. GB 3838-2002 clause 5.1 asks for the multiple,
-- (C - limit) / limit; it has no meaning for pH and dissolved oxygen.
{% macro water_item_judged(rows) -%}
    select
        found.*,
        limits.name_zh,
        limits.name_en,
        limits.unit,
        limits.is_routine,
        {{ water_class_number('found.value', 'limits') }} as class_number,
        limits.limits[list_position({{ water_classes() }}, found.target_class)] as target_limit,
        {{ water_class_number('found.value', 'limits') }}
        > list_position({{ water_classes() }}, found.target_class) as is_exceeding,
        if(
            limits.direction = 'max' and found.value > target_limit,
            cast(round((found.value - target_limit) / target_limit, 4) as decimal(14, 4)),
            null
        ) as exceedance_multiple
    from {{ rows }} as found
    inner join {{ ref('int_water__limit') }} as limits
        on found.pollutant_code = limits.pollutant_code and found.water_body = limits.water_body
{%- endmacro %}

-- The class of a section: that of the worst parameter which takes part (single factor), over a day or a month.
{% macro water_section_class(items, period) -%}
with items as (

    select
        *,
        list_position({{ water_classes() }}, item_class) as class_number
    from {{ items }}

),

worst as (

    select
        *,
        max(class_number) filter (where is_routine) over (partition by site_code, {{ period }}) as worst_number
    from items

)

select
    site_code,
    {{ period }},
    min(site_name) as site_name,
    min(river_name) as river_name,
    min(water_body) as water_body,
    {{ water_classes() }}[max(worst_number)] as quality_class,
    min(target_class) as target_class,
    max(worst_number) <= list_position({{ water_classes() }}, min(target_class)) as is_compliant,
    string_agg(pollutant_name_zh, '、' order by pollutant_code) filter (
        where is_routine and class_number = worst_number and worst_number > 1
    ) as deciding_items_zh,
    string_agg(pollutant_name_en, ', ' order by pollutant_code) filter (
        where is_routine and class_number = worst_number and worst_number > 1
    ) as deciding_items_en,
    string_agg(
        pollutant_name_zh || coalesce('(' || exceedance_multiple || ')', ''), '、'
        order by exceedance_multiple desc nulls last, pollutant_code
    ) filter (where is_routine and is_exceeding) as exceeding_items_zh,
    string_agg(
        pollutant_name_en || coalesce(' (' || exceedance_multiple || ')', ''), ', '
        order by exceedance_multiple desc nulls last, pollutant_code
    ) filter (where is_routine and is_exceeding) as exceeding_items_en,
    max(exceedance_multiple) filter (where is_routine) as greatest_multiple,
    count(*) filter (where is_routine) as item_count,
    list_sort(list_filter(
        ['w01001', 'w01009', 'w01019', 'w21003', 'w21011'],
        lambda x: not list_contains(list(pollutant_code), x)
    )) as missing_items
from worst
group by site_code, {{ period }}
order by {{ period }}, site_code
{%- endmacro %}

-- One row per parameter of a table that has a column for each, named by its code; none where nothing was measured.
{% macro water_long(rows, keys, codes) -%}
    {% for code in codes -%}
        {{ 'union all' if not loop.first }}
        select
            {{ keys | join(', ') }},
            '{{ code }}' as pollutant_code,
            cast({{ code }} as decimal(16, 6)) as value
        from {{ rows }}
        where {{ code }} is not null
    {% endfor %}
{%- endmacro %}
