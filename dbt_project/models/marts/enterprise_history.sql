-- Who stood for an enterprise is personal and left out.
select
    enterprise_code,
    attribute,
    value,
    valid_from,
    valid_to,
    source,
    dataset,
    mention
from {{ source('lake', 'registry_history') }}
where attribute <> 'legal_representative'
order by enterprise_code, attribute, valid_from, valid_to, value, source, dataset, mention
