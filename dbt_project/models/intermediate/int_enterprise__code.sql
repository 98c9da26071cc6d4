{{ config(materialized='table') }}

-- Every enterprise that the registry knows or that a current row describes.
select unified_social_credit_code as enterprise_code from {{ source('lake', 'registry_enterprise') }}
union
select enterprise_code from {{ ref('enterprise_value') }}
