-- The points of automatic monitoring, each with the enterprise that its row belongs to.
select
    rows.enterprise_code,
    points.*
from {{ ref('stg_iot__source_monitoring_point') }} as points
inner join {{ source('lake', 'enterprise_row') }} as rows
    on
        rows.source = 'iot'
        and rows.dataset = 'source_monitoring_point'
        and points._batch = rows._batch
        and points._file = rows._file
        and points._row = rows._row
