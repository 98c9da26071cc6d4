"""The derived table `river_place`: outlets, farms, intakes and sections, each in its catchment.

An outlet is known from the enterprise's own list, from the device that watches it, or from its permit alone, and is where the first of
them says. Whose it is, is said by the first 18 characters of the permit's number, which are the enterprise's code. Where an intake
lies exactly is withheld from analysts; it stands at the section that it is named after.
"""

from typing import TYPE_CHECKING, Final

from ecolake.derived.model import Methods, Reads, WholeTable
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_COLUMNS: Final = (
    Column(
        "place_code", "VARCHAR", "地点编码", "place: outlet, farm, source or section, with its kind before it"
    ),
    Column("place_kind", "VARCHAR", "类别：排口、养殖场、取水口、断面", "outlet, farm, intake or section"),
    Column("place_name", "VARCHAR", "名称", "name"),
    Column("unified_social_credit_code", "VARCHAR", "统一社会信用代码", "unified social credit code"),
    Column("discharge_outlet_code", "VARCHAR", "排口编码", "outlet"),
    Column(
        "monitoring_point_code",
        "VARCHAR",
        "自动监测点位",
        "monitoring point of its device, where there is one",
    ),
    Column(
        "size_class",
        "VARCHAR",
        "排污许可管理类别，养殖场为 farm",
        "management class of the permit; farm for a farm",
    ),
    Column("pollutants", "VARCHAR[]", "许可的污染物", "pollutants of the permit"),
    Column(
        "limits",
        "DOUBLE[]",
        "许可浓度限值，与污染物对应",
        "limits of the permit, one for each of them",
        unit="mg/L",
    ),
    Column("catchment_code", "VARCHAR", "所在汇水区", "catchment; null where none holds it"),
    Column(
        "off_km",
        "DOUBLE",
        "至汇水区断面（没有断面的为中心）的直线距离",
        "straight distance to the place of the catchment, its section or centre",
        unit="km",
    ),
    Column("longitude", "DOUBLE", "经度", "longitude", unit="degree"),
    Column("latitude", "DOUBLE", "纬度", "latitude", unit="degree"),
)
_DATASETS: Final = (
    "enterprises.enterprise_water_outlet",
    "iot.source_monitoring_point",
    "ecology.permit_outlet_limit",
    "mee.permit_issuance",
    "mee.discharge_registration",
    "agriculture.livestock_farm",
    "mee.drinking_water_source",
    "ecology.catchment",
)
# One of several places, never the longitude of one with the latitude of another.
_PLACE: Final = """min_by(longitude, (longitude, latitude)) filter (where latitude is not null) as longitude,
        min_by(latitude, (longitude, latitude)) filter (where longitude is not null) as latitude"""
_SQL: Final = f"""
with limits as (
    select
        left(permit_number, 18) as uscc, discharge_outlet_code,
        list(pollutant_code order by pollutant_code) as pollutants,
        list(concentration_limit order by pollutant_code) as limits
    from (
        select permit_number, discharge_outlet_code, pollutant_code, cast(min(concentration_limit) as double) as concentration_limit
        from lake.ecology__permit_outlet_limit
        where coalesce(outlet_medium, 'water') = 'water' and pollutant_code like 'w%' group by all
    )
    group by uscc, discharge_outlet_code
),
permits as (
    select
        unified_social_credit_code as uscc, min(management_class) as management_class, min(enterprise_name) as name,
        {_PLACE}
    from lake.mee__permit_issuance where unified_social_credit_code is not null group by uscc
),
registrations as (
    select unified_social_credit_code as uscc, min(enterprise_name) as name
    from lake.mee__discharge_registration where unified_social_credit_code is not null group by uscc
),
points as (
    select left(permit_number, 18) as uscc, discharge_outlet_code, min(monitoring_point_code) as monitoring_point_code,
        min(enterprise_name) as name, {_PLACE}
    from lake.iot__source_monitoring_point where outlet_medium = 'water' and permit_number is not null group by all
),
known as (
    select 1 as precedence, unified_social_credit_code as uscc, discharge_outlet_code, longitude, latitude
    from lake.enterprises__enterprise_water_outlet
    union all
    select 2, uscc, discharge_outlet_code, longitude, latitude from points
    union all
    select 3, limits.uscc, limits.discharge_outlet_code, permits.longitude, permits.latitude
    from limits left join permits using (uscc)
),
outlets as (
    select uscc, discharge_outlet_code,
        arg_min(longitude, (precedence, longitude, latitude)) as longitude,
        arg_min(latitude, (precedence, longitude, latitude)) as latitude
    from known where uscc is not null and discharge_outlet_code is not null and longitude is not null and latitude is not null
    group by all
)
select
    'outlet:' || o.uscc || ':' || o.discharge_outlet_code as place_code, 'outlet' as place_kind,
    coalesce(permits.name, points.name, registrations.name) as place_name, o.uscc as unified_social_credit_code, o.discharge_outlet_code,
    points.monitoring_point_code,
    coalesce(permits.management_class, if(points.uscc is null, 'registered', 'key')) as size_class,
    limits.pollutants, limits.limits,
    cast(o.longitude as double) as longitude, cast(o.latitude as double) as latitude
from outlets as o
left join permits using (uscc)
left join registrations using (uscc)
left join points on o.uscc = points.uscc and o.discharge_outlet_code = points.discharge_outlet_code
left join limits on o.uscc = limits.uscc and o.discharge_outlet_code = limits.discharge_outlet_code
union all by name
select 'farm:' || record_id as place_code, 'farm' as place_kind, farm_name as place_name, unified_social_credit_code,
    'farm' as size_class, cast(longitude as double) as longitude, cast(latitude as double) as latitude
from lake.agriculture__livestock_farm
union all by name
select 'intake:' || water_source_code as place_code, 'intake' as place_kind, water_source_name as place_name,
    cast(longitude as double) as longitude, cast(latitude as double) as latitude
from lake.mee__drinking_water_source where source_kind <> 'groundwater'
order by place_code
"""
# A section stands at the lowest of the catchments whose water passes it first.
_SECTIONS: Final = """
select 'section:' || s.site_code as place_code, 'section' as place_kind, s.site_name as place_name, min(c.catchment_code) as catchment_code,
    cast(any_value(s.longitude) as double) as longitude, cast(any_value(s.latitude) as double) as latitude
from lake.derived_water_site as s
join lake.ecology__catchment as c on s.site_code = c.controlling_section_code
left join lake.ecology__catchment as below on c.downstream_catchment_code = below.catchment_code
where below.controlling_section_code is distinct from s.site_code
group by s.site_code, s.site_name
order by place_code
"""


def table() -> WholeTable:
    """Declare the table."""
    return WholeTable(
        name="river_place",
        title=Text(
            zh="河网上的排口、养殖场、取水口与断面，每处一行",
            en="outlets, farms, intakes and sections on the river network, one row each",
        ),
        columns=_COLUMNS,
        reads=(*(Reads(one) for one in _DATASETS), Reads("derived.water_site"), Reads("derived.river_reach")),
        compute=_compute,
    )


def _compute(connection: "duckdb.DuckDBPyConnection", _: Methods) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.geometry import located
    from ecolake.domain.river.network import distances

    boundaries = connection.sql("select catchment_code, boundary from lake.ecology__catchment").pl()
    centres = connection.sql(
        "select catchment_code, longitude as x, latitude as y from lake.derived_river_reach order by catchment_code"
    ).pl()
    placed = connection.sql(_SQL).pl()
    placed = placed.with_columns(catchment_code=located(placed, boundaries))
    sections = connection.sql(_SECTIONS).pl()
    placed = _named_after(placed, sections)
    rows = pl.concat([placed, sections], how="diagonal_relaxed").join(
        centres, on="catchment_code", how="left", maintain_order="left"
    )
    off = distances(rows.select("longitude", "latitude"), rows.select("x", "y"))
    # A section stands at the water itself.
    rows = rows.with_columns(
        off_km=pl.when(pl.col("place_kind") == "section").then(0.0).otherwise(off.round(3))
    )
    return rows.select([column.name for column in _COLUMNS])


def _named_after(placed: "pl.DataFrame", sections: "pl.DataFrame") -> "pl.DataFrame":
    """Put intakes whose coordinates are withheld at the section that they are named after, where one section alone bears the name."""
    import polars as pl

    key = pl.col("place_name").str.replace_all(" ", "")
    named = sections.select(bears=key, named_catchment="catchment_code").unique("bears", keep="none")
    bears = pl.when(pl.col("place_kind") == "intake").then(key.str.replace("(饮用)?水源地?$", ""))
    return (
        placed.with_columns(bears=bears)
        .join(named, on="bears", how="left", maintain_order="left")
        .with_columns(pl.coalesce("catchment_code", "named_catchment"))
        .drop("bears", "named_catchment")
    )
