-- The index of pictures and videos: where each is kept, and which areas it shows.
with limits as (

    select max(value) filter (where figure = 'media_metres') as media_metres
    from {{ source('lake', 'method_figure') }}
    where method = 'area'

),

regions as (

    select *
    from {{ source('lake', 'iot__video_region') }}
    {{ current_version(['region_id']) }}

),

{% set links = [
    (source('lake', 'ecology__emergency_drill'), 'ecology', 'emergency_drill',
     'picture', 'photo_url', 'drill_title', 'held_on',
     ['unified_social_credit_code', 'drill_title', 'held_on'], true),
    (source('lake', 'ecology__emergency_supply'), 'ecology', 'emergency_supply',
     'picture', 'picture_url', 'supply_name', none,
     ['unified_social_credit_code', 'storage_location', 'supply_name'], true),
    (source('lake', 'ecology__inspection_progress'), 'ecology', 'inspection_progress',
     'picture', 'picture', 'project_name', none, ['project_id', 'city_name'], true),
    (source('lake', 'housing_construction__construction_site_dust'), 'housing_construction',
     'construction_site_dust',
     'picture', 'picture_url', 'site_name', none, ['record_id'], true),
    (source('lake', 'housing_construction__construction_site_dust'), 'housing_construction',
     'construction_site_dust',
     'video', 'video_url', 'site_name', none, ['record_id'], true),
    (source('lake', 'iot__drone_inspection'), 'iot', 'drone_inspection',
     'picture', 'image_url', 'finding', 'took_off_at', ['flight_number'], false)
] -%}
media as (

    {% for rows, system, dataset, kind, item, title, day, key, place in links -%}
        select
            '{{ kind }}' as kind,
            '{{ system }}' as source,
            '{{ dataset }}' as dataset,
            said.{{ item }} as address,
            said.{{ title }} as title,
            {% if day == 'took_off_at' -%}
                cast(said.took_off_at at time zone 'Asia/Shanghai' as date) as taken_on,
            {% else -%}
                cast({{ 'said.' ~ day if day else 'null' }} as date) as taken_on,
            {% endif -%}
            {% if place -%}
                cast(said.longitude as double) as longitude,
                cast(said.latitude as double) as latitude,
            {% else -%}
                -- Where the flight began: a track is written as LINESTRING (118.1 24.5, ...).
                try_cast(regexp_extract(said.track, '([0-9.]+) +([0-9.]+)', 1) as double) as longitude,
                try_cast(regexp_extract(said.track, '([0-9.]+) +([0-9.]+)', 2) as double) as latitude,
            {% endif -%}
            cast(null as varchar) as state,
            said._batch,
            said._file,
            said._row
        from (
            select *
            from {{ rows }}
            {{ current_version(key) }}
        ) as said
        where said.{{ item }} is not null
        union all
    {% endfor %}
    select
        'camera' as kind,
        'iot' as source,
        'basin_video' as dataset,
        index_code as address,
        concat_ws(' ', camera_name, place) as title,
        cast(null as date) as taken_on,
        cast(longitude as double) as longitude,
        cast(latitude as double) as latitude,
        cast(null as varchar) as state,
        _batch,
        _file,
        _row
    from (
        select *
        from {{ source('lake', 'iot__basin_video') }}
        {{ current_version(['index_code']) }}
    ) as rivers
    union all
    select
        'camera' as kind,
        'iot' as source,
        'video_camera' as dataset,
        cameras.camera_id as address,
        concat_ws(' ', regions.region_name, cameras.camera_name) as title,
        cast(null as date) as taken_on,
        cast(null as double) as longitude,
        cast(null as double) as latitude,
        cameras.online_status as state,
        cameras._batch,
        cameras._file,
        cameras._row
    from (
        select *
        from {{ source('lake', 'iot__video_camera') }}
        {{ current_version(['camera_id']) }}
    ) as cameras
    left join regions on cameras.region_id = regions.region_id

),

placed as (

    select
        media.*,
        row_number() over (
            order by media.source, media.dataset, media.kind, media._batch, media._file, media._row
        ) as media_number,
        whose.enterprise_code as own_enterprise_code
    from media
    left join {{ source('lake', 'enterprise_row') }} as whose
        on
            media.source = whose.source
            and media.dataset = whose.dataset
            and media._batch = whose._batch
            and media._file = whose._file
            and media._row = whose._row

),

-- The nearest enterprise within the distance, looked for in the squares of a hundredth of a degree around.
squares as (

    select
        enterprise_code,
        cast(longitude as double) as longitude,
        cast(latitude as double) as latitude,
        unnest(generate_series(-1, 1)) + cast(floor(longitude * 100) as bigint) as x,
        cast(floor(latitude * 100) as bigint) as y
    from {{ ref('enterprise_file') }}
    where longitude is not null and latitude is not null

),

around as (

    select
        enterprise_code,
        longitude,
        latitude,
        x,
        y + unnest(generate_series(-1, 1)) as y
    from squares

),

near as (

    select
        placed.media_number,
        around.enterprise_code,
        -- Haversine: twice the radius of the earth, 6371 km.
        12742000 * asin(sqrt(least(
            1,
            pow(sin(radians(around.latitude - placed.latitude) / 2), 2)
            + cos(radians(placed.latitude)) * cos(radians(around.latitude))
            * pow(sin(radians(around.longitude - placed.longitude) / 2), 2)
        ))) as metres
    from placed
    inner join around
        on
            cast(floor(placed.longitude * 100) as bigint) = around.x
            and cast(floor(placed.latitude * 100) as bigint) = around.y
    where placed.own_enterprise_code is null

),

nearest as (

    select
        near.media_number,
        near.enterprise_code,
        near.metres
    from near
    cross join limits
    where near.metres <= limits.media_metres
    qualify row_number() over (partition by near.media_number order by near.metres, near.enterprise_code) = 1

),

known as (

    select
        placed.*,
        coalesce(placed.own_enterprise_code, nearest.enterprise_code) as enterprise_code,
        nearest.metres
    from placed
    left join nearest on placed.media_number = nearest.media_number

),

areas as (

    select
        known.media_number,
        list(distinct members.area_id order by members.area_id) as area_ids
    from known
    inner join {{ ref('int_area__member') }} as members on known.enterprise_code = members.enterprise_code
    group by known.media_number

)

select
    known.media_number,
    known.kind,
    known.title,
    known.address,
    coalesce(regexp_matches(known.address, '^https?://[^\s<>"]+$'), false) as is_link,
    known.taken_on,
    known.longitude,
    known.latitude,
    known.state,
    known.enterprise_code,
    coalesce(areas.area_ids, cast([] as varchar[])) as area_ids,
    case
        when known.own_enterprise_code is not null then 'enterprise'
        when known.enterprise_code is not null then 'near'
    end as area_by,
    case
        when known.own_enterprise_code is not null then '属于该企业的记录'
        when known.enterprise_code is not null then '距企业 ' || round(known.metres) || ' 米'
        when known.longitude is null then '没有位置，无法归入区域'
        else '附近没有企业'
    end as reason_zh,
    case
        when known.own_enterprise_code is not null then 'in a record of this enterprise'
        when known.enterprise_code is not null then round(known.metres) || ' m from an enterprise'
        when known.longitude is null then 'without a place, so that no area is known'
        else 'no enterprise is near'
    end as reason_en,
    known.source,
    known.dataset,
    known._batch,
    known._file,
    known._row
from known
left join areas on known.media_number = areas.media_number
order by known.media_number
