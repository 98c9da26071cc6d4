-- 一家企业的排污许可证 · the discharge permits of an enterprise
create macro permits_of(code) as table
select
    unified_social_credit_code,
    enterprise_name,
    permit.permit_number,
    permit.management_class,
    permit.valid_from,
    permit.valid_to,
    permit.issuing_authority
from main.enterprise_file, unnest(permits) as listed(permit)
where upper(enterprise_code) = upper(trim(code))
order by permit.valid_to desc, permit.permit_number
