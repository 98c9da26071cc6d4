select
    enterprise_code,
    code,
    kind,
    is_provisional,
    site_code,
    local_number,
    valid_from,
    valid_to,
    redirected_to
from {{ source('lake', 'registry_code') }}
order by enterprise_code, kind, code, site_code, local_number
