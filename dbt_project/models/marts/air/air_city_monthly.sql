{{ air_periods(
    'city', 'month',
    names=['now.place as city'],
    sorted_by=['now.place']
) }}
