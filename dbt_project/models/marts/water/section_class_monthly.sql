with classes as (

    {{ water_section_class(ref('section_item_monthly'), 'month') | indent(4) }}

),

earlier as (

    select
        classes.*,
        before.quality_class as class_month_before,
        last_year.quality_class as class_year_before,
        list_position({{ water_classes() }}, classes.quality_class)
        - list_position({{ water_classes() }}, before.quality_class) as classes_fallen
    from classes
    left join classes as before
        on classes.site_code = before.site_code and before.month = classes.month - interval 1 month
    left join classes as last_year
        on classes.site_code = last_year.site_code and last_year.month = classes.month - interval 1 year

),

-- Why a section fell: the parameters that are worse than the class it had, with what they were.
causes as (

    select
        earlier.site_code,
        earlier.month,
        string_agg(
            format(
                '{}由{}变为{} {}',
                items.pollutant_name_zh,
                coalesce(cast(cast(before.value as double) as varchar), '?'),
                cast(items.value as double),
                items.unit
            ),
            '；' order by items.pollutant_code
        ) as reason_zh,
        string_agg(
            format(
                '{} went from {} to {} {}',
                items.pollutant_name_en,
                coalesce(cast(cast(before.value as double) as varchar), '?'),
                cast(items.value as double),
                items.unit
            ),
            '; ' order by items.pollutant_code
        ) as reason_en
    from earlier
    inner join {{ ref('section_item_monthly') }} as items
        on earlier.site_code = items.site_code and earlier.month = items.month
    left join {{ ref('section_item_monthly') }} as before
        on
            items.site_code = before.site_code
            and items.pollutant_code = before.pollutant_code
            and before.month = items.month - interval 1 month
    where
        earlier.classes_fallen > 0
        and items.is_routine
        and list_position({{ water_classes() }}, items.item_class)
        > list_position({{ water_classes() }}, earlier.class_month_before)
    group by earlier.site_code, earlier.month

)

select
    earlier.site_code,
    earlier.month,
    earlier.site_name,
    earlier.river_name,
    earlier.water_body,
    earlier.quality_class,
    earlier.target_class,
    earlier.is_compliant,
    earlier.class_month_before,
    earlier.class_year_before,
    earlier.classes_fallen,
    causes.reason_zh as fall_reason_zh,
    causes.reason_en as fall_reason_en,
    earlier.deciding_items_zh,
    earlier.deciding_items_en,
    earlier.exceeding_items_zh,
    earlier.exceeding_items_en,
    earlier.greatest_multiple,
    earlier.item_count,
    earlier.missing_items
from earlier
left join causes on earlier.site_code = causes.site_code and earlier.month = causes.month
order by earlier.month, earlier.site_code
