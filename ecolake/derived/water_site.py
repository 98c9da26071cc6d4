"""The derived table `water_site`: sections of surface water and the automatic stations that stand at them, put together.

Made here and not in SQL models, because the tables by day that follow (`water_item_daily`, `river_episode`) need it.
"""

from typing import TYPE_CHECKING, Final

from ecolake.derived.model import Methods, Reads, WholeTable
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_COLUMNS: Final = (
    Column("site_code", "VARCHAR", "断面（或站点）编码", "section, or station that stands at none"),
    Column("site_name", "VARCHAR", "断面（或站点）名称", "name of the section or station"),
    Column("site_kind", "VARCHAR", "类别", "section, small_watershed, or station that stands at no section"),
    Column("station_code", "VARCHAR", "自动站编码", "automatic station"),
    Column("section_level", "VARCHAR", "断面管理级别", "level of the section"),
    Column("target_class", "VARCHAR", "水质目标", "class that the water must reach"),
    Column("water_body", "VARCHAR", "按河流或湖库评价", "river or lake: whose limits apply"),
    Column("river_name", "VARCHAR", "所属河流", "river"),
    Column("division_code", "VARCHAR", "行政区划代码", "division code"),
    Column("county_name", "VARCHAR", "县级行政区名称", "county"),
    Column("longitude", "DECIMAL(9,6)", "经度", "longitude", unit="degree"),
    Column("latitude", "DECIMAL(8,6)", "纬度", "latitude", unit="degree"),
    Column("is_active", "BOOLEAN", "是否在用", "whether it is in use"),
)

# A station bears the name of its section: that is the only link between the registers. Two sections of one name are told apart by the
# code that the station bears. What the national register says of a station stands before what its city says.
_SQL: Final = """
with registered as (
    select 1 as precedence, station_code, station_name, target_class, division_code, river_name, longitude, latitude
    from lake.mee__national_water_station
    union all by name
    select 2 as precedence, station_code, station_name, target_class, division_code, longitude, latitude
    from lake.cities__city_water_station
),
stations as (
    select *, regexp_replace(replace(station_name, ' ', ''), '水质自动(监测)?站$', '') as section_key
    from registered
    qualify row_number() over (partition by station_code order by precedence) = 1
),
catchments as (
    select controlling_section_code, min(river_name) as river_name
    from lake.ecology__catchment where controlling_section_code is not null group by all
),
categories as (
    select section_code, category from lake.ecology__section_monthly_evaluation where category is not null
    qualify row_number() over (partition by section_code order by year desc, month desc) = 1
),
sections as (
    select
        coalesce(r.section_code, s.section_code) as site_code,
        coalesce(r.section_name, s.section_name) as site_name,
        if(s.section_code is null, 'section', 'small_watershed') as site_kind,
        r.section_level,
        r.target_class,
        coalesce(r.section_status, s.watershed_status) = 'active' as is_active,
        s.river_name, s.county_name, s.longitude, s.latitude
    from lake.ecology__surface_water_section as r
    full join lake.ecology__small_watershed as s on r.section_code = s.section_code
),
keyed as (
    select *, replace(site_name, ' ', '') as section_key, count(*) over (partition by replace(site_name, ' ', '')) as namesakes
    from sections
)
select
    coalesce(k.site_code, t.station_code) as site_code,
    coalesce(k.site_name, t.station_name) as site_name,
    coalesce(k.site_kind, 'station') as site_kind,
    t.station_code,
    k.section_level,
    coalesce(k.target_class, t.target_class) as target_class,
    if(categories.category = 'lake_reservoir', 'lake', 'river') as water_body,
    coalesce(catchments.river_name, k.river_name, t.river_name) as river_name,
    t.division_code,
    k.county_name,
    cast(coalesce(k.longitude, t.longitude) as decimal(9, 6)) as longitude,
    cast(coalesce(k.latitude, t.latitude) as decimal(8, 6)) as latitude,
    coalesce(k.is_active, true) as is_active
from keyed as k
full join stations as t
    on k.section_key = t.section_key and (k.namesakes = 1 or ends_with(t.station_code, k.site_code))
left join catchments on k.site_code = catchments.controlling_section_code
left join categories on k.site_code = categories.section_code
qualify row_number() over (partition by coalesce(k.site_code, t.station_code) order by t.station_code) = 1
"""


def table() -> WholeTable:
    """Declare the table."""
    return WholeTable(
        name="water_site",
        title=Text(
            zh="水质断面与站点，每断面（站点）一行", en="sections and stations of surface water, one row each"
        ),
        columns=_COLUMNS,
        reads=tuple(
            Reads(name)
            for name in (
                "mee.national_water_station",
                "cities.city_water_station",
                "ecology.catchment",
                "ecology.section_monthly_evaluation",
                "ecology.surface_water_section",
                "ecology.small_watershed",
            )
        ),
        compute=_compute,
    )


def _compute(connection: "duckdb.DuckDBPyConnection", _: Methods) -> "pl.DataFrame":
    return connection.sql(_SQL).pl()
