with points as (

    {% set datasets = {
        'risk_enterprise': {'rows': source('lake', 'ecology__risk_enterprise'), 'schema': 'ecology',
            'key': ['unified_social_credit_code'],
            'code': 'enterprise_number', 'name': 'enterprise_name', 'level': 'risk_level', 'place': true},
        'risk_installation': {'rows': source('lake', 'ecology__risk_installation'), 'schema': 'ecology',
            'key': ['unified_social_credit_code', 'installation_name'],
            'code': 'installation_name', 'name': 'installation_name', 'level': 'risk_level', 'place': true},
        'tailings_pond': {'rows': source('lake', 'emergency_management__tailings_pond'),
            'schema': 'emergency_management', 'key': ['pond_code'],
            'code': 'pond_code', 'name': 'pond_name', 'level': 'pond_grade', 'place': false},
        'hazardous_chemical_enterprise': {
            'rows': source('lake', 'emergency_management__hazardous_chemical_enterprise'),
            'schema': 'emergency_management', 'key': ['unified_social_credit_code', 'substance_name'],
            'code': 'substance_name', 'name': 'substance_name', 'level': 'hazard_level', 'place': false}
    } -%}
    {% for dataset, one in datasets.items() -%}
        {{ 'union all' if not loop.first }}
        select
            whose.enterprise_code,
            '{{ one.schema }}' as source,
            '{{ dataset }}' as dataset,
            cast(said.{{ one.code }} as varchar) as code,
            said.{{ one.name }} as name,
            cast(said.{{ one.level }} as varchar) as level,
            {{ 'cast(said.longitude as double)' if one.place else 'cast(null as double)' }} as longitude,
            {{ 'cast(said.latitude as double)' if one.place else 'cast(null as double)' }} as latitude,
            said._batch,
            said._file,
            said._row
        from (
            select *
            from {{ one.rows }}
            {{ current_version(one.key) }}
        ) as said
        inner join {{ source('lake', 'enterprise_row') }} as whose
            on
                whose.source = '{{ one.schema }}'
                and whose.dataset = '{{ dataset }}'
                and said._batch = whose._batch
                and said._file = whose._file
                and said._row = whose._row
    {% endfor %}

)

select
    members.area_id,
    points.enterprise_code,
    points.source,
    points.dataset,
    points.code,
    points.name,
    points.level,
    case
        when points.longitude is not null and points.latitude is not null then 'point'
        when enterprises.longitude is not null and enterprises.latitude is not null then 'enterprise'
    end as place_from,
    case place_from
        when 'point' then points.longitude
        when 'enterprise' then cast(enterprises.longitude as double)
    end as longitude,
    case place_from
        when 'point' then points.latitude
        when 'enterprise' then cast(enterprises.latitude as double)
    end as latitude,
    points._batch,
    points._file,
    points._row
from points
inner join {{ ref('int_area__member') }} as members on points.enterprise_code = members.enterprise_code
left join {{ ref('enterprise_file') }} as enterprises on points.enterprise_code = enterprises.enterprise_code
order by members.area_id, points.source, points.dataset, points.code, points._batch, points._row
