select
    enterprise_code,
    says,
    subject,
    begins_on,
    months,
    amount,
    unit,
    source,
    dataset,
    _batch,
    _file,
    _row
from {{ source('lake', 'enterprise_figure') }}
order by enterprise_code, subject, says, begins_on nulls first, source, dataset, _batch, _file, _row
