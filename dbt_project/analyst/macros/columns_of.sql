-- 一张表或视图各列的含义与单位 · what each column of a table or view means, and its unit
create macro columns_of(name) as table
select
    schema_name,
    table_name,
    column_name,
    data_type,
    comment
from duckdb_columns()
where
    database_name = current_database()
    and not internal
    and (table_name = name or schema_name || '.' || table_name = name)
order by schema_name, table_name, column_index
