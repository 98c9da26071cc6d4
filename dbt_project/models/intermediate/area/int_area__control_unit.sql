select
    said.control_unit_code,
    said.control_unit_name,
    said.control_unit_class,
    said.division_code,
    said.unit_area,
    said.issued_on,
    -- The four parts of the access list, as the unit has them.
    list_filter([
        { 'aspect': 'spatial_constraint', 'requirement': said.spatial_constraint },
        { 'aspect': 'discharge_control', 'requirement': said.discharge_control },
        { 'aspect': 'risk_control', 'requirement': said.risk_control },
        { 'aspect': 'resource_efficiency', 'requirement': said.resource_efficiency }
    ], lambda one: one.requirement is not null) as requirements
from {{ source('lake', 'ecology__control_unit') }} as said
{{ current_version(['control_unit_code']) }}
