-- 按名称（含曾用名）或代码的一部分查找企业 · enterprises whose name, former name or code has these words in it
create macro find_enterprise(words) as table
select
    enterprise_code,
    unified_social_credit_code,
    enterprise_name,
    former_name,
    division_code,
    industry_code,
    permit_count,
    open_issue_count
from main.enterprise_file
where
    contains(enterprise_name, trim(words))
    or contains(former_name, trim(words))
    or contains(upper(enterprise_code), upper(trim(words)))
order by len(enterprise_name), enterprise_name, enterprise_code
