-- 一个代码在各代码表中的含义 · what a code stands for, in every code list that has it
create macro meaning_of(wanted) as table
select code_list, code, name_zh, name_en, unit, attributes
from lake.standard_code
where code = wanted
order by code_list
