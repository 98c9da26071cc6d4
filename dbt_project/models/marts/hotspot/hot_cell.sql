{{ config(materialized='view') }}

select * from {{ source('lake', 'derived_hot_cell') }}
