-- Ratings of the authorities, whoever gave them. One without a day counts from the first day of the year
-- after the one rated.
select
    enterprise_code,
    source || '.' || dataset as dataset,
    json_extract_string(record, '$.grade') as grade,
    cast(json_extract_string(record, '$.score') as double) as score,
    try_cast(json_extract_string(record, '$.rating_year') as bigint) as rating_year,
    coalesce(
        try_cast(json_extract_string(record, '$.published_on') as date),
        make_date(try_cast(json_extract_string(record, '$.rating_year') as bigint) + 1, 1, 1)
    ) as rated_on,
    try_cast(json_extract_string(record, '$.valid_to') as date) as valid_to,
    coalesce(cast(json_extract_string(record, '$.has_veto_item') as boolean), false) as has_veto_item,
    _batch,
    _file,
    _row
from {{ ref('enterprise_record') }}
where
    (source = 'ecology' and dataset = 'credit_rating')
    or (source = 'cities' and dataset = 'city_credit_rating')
