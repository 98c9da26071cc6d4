-- 按统一社会信用代码取一企一档 · the file of the enterprise with this code
create macro enterprise(code) as table
select * from main.enterprise_file where unified_social_credit_code = upper(trim(code))
