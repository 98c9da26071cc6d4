select
    enterprise_code,
    section,
    source,
    dataset,
    dated_on,
    cast(record as varchar) as record,
    _batch,
    _file,
    _row
from {{ source('lake', 'enterprise_record') }}
order by
    enterprise_code asc, section asc, source asc, dataset asc, dated_on desc nulls last,
    _batch asc, _file asc, _row asc
