select
    said.problem_number,
    said.village_code,
    said.problem_description,
    said.pushed_on,
    said.due_on,
    said.responsible_unit,
    said.progress,
    said.progress <> 'closed' as is_open,
    said.progress <> 'closed' and said.due_on < as_of.as_of as is_overdue,
    as_of.as_of
from (
    select *
    from {{ source('lake', 'ecology__green_village_problem') }}
    {{ current_version(['problem_number']) }}
) as said
cross join {{ ref('int_release__as_of') }} as as_of
