with accounts as (

    select * from {{ source('lake', 'accounts') }}

)

select
    source,
    dataset,
    batch,
    status,
    received,
    accepted,
    rejected,
    duplicate,
    flagged,
    rule_counts,
    notes,
    standard_version,
    standard_hash,
    attempt,
    sequence,
    received_at,
    committed_at,
    seconds
from accounts
order by source, dataset, sequence
