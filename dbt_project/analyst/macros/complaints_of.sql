-- 对一家企业的投诉举报，未办结的在前 · complaints about an enterprise, the open ones first
create macro complaints_of(code) as table
select *
from main.complaint
where upper(enterprise_code) = upper(trim(code))
order by is_open desc, reported_on desc, dataset, complaint_number
