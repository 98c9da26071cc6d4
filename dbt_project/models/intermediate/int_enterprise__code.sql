-- Every enterprise that the registry knows, with its real code where it has one.
select
    enterprise_code,
    unified_social_credit_code,
    is_provisional,
    enterprise_name,
    mentions
from {{ source('lake', 'registry_enterprise') }}
