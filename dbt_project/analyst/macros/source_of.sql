-- 一行数据的来路：由其 _batch 查批次、来源、时间与台账 · where a row came from, by its _batch: delivery, source, time and account
create macro source_of(batch_of_row) as table
select
    account.source,
    categories.source_title_zh,
    account.dataset,
    categories.title_zh,
    account.batch,
    account.received_at at time zone 'Asia/Shanghai' as received_local,
    account.status,
    account.received,
    account.accepted,
    account.rejected,
    account.standard_version
from main.account as account
left join lake.standard_dataset as categories
    on account.source = categories.source and account.dataset = categories.dataset
where account.batch = batch_of_row
order by account.source, account.dataset
