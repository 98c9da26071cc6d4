select
    disclosure_set,
    json_extract_string(record, '$.unified_social_credit_code') as unified_social_credit_code,
    json_extract_string(record, '$.division_code') as division_code,
    cast(record as varchar) as record,
    source,
    dataset,
    _batch,
    _file,
    _row
from {{ source('lake', 'disclosed_row') }}
