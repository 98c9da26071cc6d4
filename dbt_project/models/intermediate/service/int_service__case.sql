select
    said.case_number,
    said.service_item_code as service_code,
    said.service_item_name as service_name,
    whose.enterprise_code,
    said.enterprise_name,
    said.handling_office,
    said.submitted_on,
    said.accepted_on,
    said.due_on,
    said.concluded_on,
    said.service_outcome,
    said._batch,
    said._file,
    said._row
from (
    select *
    from {{ source('lake', 'ecology__service_case') }}
    {{ current_version(['case_number']) }}
) as said
left join {{ source('lake', 'enterprise_row') }} as whose
    on
        whose.source = 'ecology'
        and whose.dataset = 'service_case'
        and said._batch = whose._batch
        and said._file = whose._file
        and said._row = whose._row
