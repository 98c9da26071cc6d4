select
    expert_number,
    classes,
    words,
    has_emergencies,
    has_honours,
    case
        when len(classes) > 0 then '专业或擅长领域中有：' || array_to_string(words, '、')
        else '专业与擅长领域中没有可识别的类别'
    end as reason_zh,
    case
        when len(classes) > 0 then 'its profession or field says ' || array_to_string(words, ', ')
        else 'no class can be told from its profession and field'
    end as reason_en,
    _batch,
    _file,
    _row
from {{ source('lake', 'expert_without_person') }}
order by expert_number
