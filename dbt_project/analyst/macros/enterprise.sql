-- 按企业代码（统一社会信用代码或临时编码）取一企一档 · the file of the enterprise with this code, real or provisional
create macro enterprise(code) as table
select * from main.enterprise_file where upper(enterprise_code) = upper(trim(code))
