{{ config(materialized='view') }}

with steps as (

    select * from {{ source('lake', 'lineage') }}

)

select
    to_layer,
    to_table,
    to_column,
    kind,
    from_layer,
    from_table,
    from_column,
    how
from steps
order by to_table, to_column, from_table, from_column
