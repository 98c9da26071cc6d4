with rules as (

    select * from {{ source('lake', 'standard_rule') }}

),

-- A permit number starts with the code of its holder, hence the four optional characters at the end.
rejected as (

    select
        source,
        dataset,
        'reject' as severity,
        unnest(case when len(rules) > 0 then rules else ['unreadable'] end) as rule,
        reason_zh,
        reason_en,
        columns as column_names,
        nullif(
            regexp_extract(
                payload,
                '\b([0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10})(?:[0-9]{3}[A-Z])?\b',
                1
            ),
            ''
        ) as named_code,
        _batch,
        _file,
        _row,
        -- The row that was accepted is a key of its own: a condition on the severity beside the keys made
        -- of a join of six seconds one of thirty.
        cast(null as bigint) as accepted_row,
        _sequence,
        _received_at
    from {{ source('lake', 'rejected') }}

),

flagged as (

    select
        flagged.source,
        flagged.dataset,
        'flag' as severity,
        flagged.rule,
        rules.message_zh as reason_zh,
        rules.message_en as reason_en,
        cast(null as varchar[]) as column_names,
        flagged.unified_social_credit_code as named_code,
        flagged._batch,
        flagged._file,
        flagged._row,
        flagged._row as accepted_row,
        flagged._sequence,
        flagged._received_at
    from {{ source('lake', 'flagged') }} as flagged
    left join rules
        on
            flagged.source = rules.source
            and flagged.dataset = rules.dataset
            and flagged.rule = rules.rule

),

issues as (

    select * from rejected
    union all
    select * from flagged

),

enterprises as (

    select
        enterprise_code,
        unified_social_credit_code
    from {{ source('lake', 'registry_enterprise') }}

),

-- A row that was mended in two workbooks has two links.
mended as (

    select distinct
        source,
        dataset,
        old_batch,
        old_file,
        old_row
    from {{ source('lake', 'mended') }}

)

-- A flagged row was accepted, and the registry knows whose it is; of a rejected row the code counts that
-- stands in it. Eighteen characters may be anything, a citizen's number included: only a registered code is
-- shown.
select
    issues.source,
    issues.dataset,
    issues._batch,
    issues._file,
    issues._row,
    issues.severity,
    issues.rule,
    issues.reason_zh,
    issues.reason_en,
    issues.column_names,
    coalesce(owners.enterprise_code, named.enterprise_code) as enterprise_code,
    coalesce(
        owners.unified_social_credit_code, named.unified_social_credit_code
    ) as unified_social_credit_code,
    issues.severity = 'flag' or mended.old_row is null as is_open,
    issues._received_at as received_at
from issues
left join {{ source('lake', 'enterprise_row') }} as rows
    on
        issues.source = rows.source
        and issues.dataset = rows.dataset
        and issues._batch = rows._batch
        and issues._file = rows._file
        and issues.accepted_row = rows._row
left join enterprises as owners on rows.enterprise_code = owners.enterprise_code
left join enterprises as named on issues.named_code = named.unified_social_credit_code
left join mended
    on
        issues.source = mended.source
        and issues.dataset = mended.dataset
        and issues._batch = mended.old_batch
        and issues._file = mended.old_file
        and issues._row = mended.old_row
order by issues.source, issues.dataset, issues._sequence, issues._row, issues.severity, issues.rule
