{{ air_periods(
    'city', 'year',
    names=['now.place as city'],
    sorted_by=['now.place']
) }}
