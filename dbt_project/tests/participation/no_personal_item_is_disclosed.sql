-- Whatever the policy names: what the standard marks as personal, or grades above 2, never leaves.
select
    disclosure_set,
    item
from {{ ref('disclosure_item') }}
where is_disclosed and (is_personal or security_grade > 2)
