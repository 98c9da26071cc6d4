{{ water_section_class(ref('section_item_daily'), 'day') }}
