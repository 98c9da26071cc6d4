{{ air_periods(
    'station', 'month',
    names=['now.source', 'now.dataset', 'now.place as station', 'now.city'],
    sorted_by=['now.source', 'now.dataset', 'now.place']
) }}
