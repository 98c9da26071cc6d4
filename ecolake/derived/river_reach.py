"""The derived table `river_reach`: the catchments as a network, with lengths, drained areas and distances to the mouth.

A catchment with a section is taken to lie where the section stands, which is at the water; any other at the centre of its area. How much
longer a course is than the straight line is told by the gauges: each knows its distance to the mouth.
"""

from typing import TYPE_CHECKING, Final

from ecolake.derived.model import Methods, Reads, WholeTable
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

FILE: Final = "river.yaml"
_COLUMNS: Final = (
    Column("catchment_code", "VARCHAR", "汇水区编码", "catchment"),
    Column("catchment_name", "VARCHAR", "汇水区名称", "name of the catchment"),
    Column(
        "downstream_code",
        "VARCHAR",
        "下游汇水区编码",
        "catchment below; null at a mouth or where none is known",
    ),
    Column("section_code", "VARCHAR", "控制断面编码", "section that its water passes first"),
    Column("river_name", "VARCHAR", "所属河流", "river"),
    Column("division_code", "VARCHAR", "行政区划代码", "division code"),
    Column("area_km2", "DOUBLE", "汇水面积", "area of the catchment", unit="km2"),
    Column(
        "upstream_area_km2",
        "DOUBLE",
        "上游集水面积，含本区",
        "area of all that drains through it",
        unit="km2",
    ),
    Column(
        "length_km", "DOUBLE", "至下游汇水区的河长", "length of the course to the catchment below", unit="km"
    ),
    Column("distance_to_mouth_km", "DOUBLE", "至河口的河长", "length of the course to the mouth", unit="km"),
    Column(
        "longitude",
        "DOUBLE",
        "汇水区控制断面经度，没有断面的为中心",
        "longitude of the section that closes it, else of its centre",
        unit="degree",
    ),
    Column(
        "latitude",
        "DOUBLE",
        "汇水区控制断面纬度，没有断面的为中心",
        "latitude of the section that closes it, else of its centre",
        unit="degree",
    ),
    Column(
        "sinuosity",
        "DOUBLE",
        "河长与直线之比（按水文站至河口距离率定）",
        "length over the straight line, from the gauges",
    ),
    Column(
        "is_cut", "BOOLEAN", "登记的流向成环，在此断开", "whether a circle in the register was opened here"
    ),
)
_LEAST_KM: Final = 20.0  # a gauge nearer to the mouth tells little
_RANGE: Final = (1.0, 2.5)  # what a course can be over the straight line; beyond it a gauge was misread
# A section stands in the lowest of the catchments whose water passes it first.
_SECTIONS: Final = """
select min(c.catchment_code) as catchment_code, cast(any_value(s.longitude) as double) as longitude,
    cast(any_value(s.latitude) as double) as latitude
from lake.derived_water_site as s
join lake.ecology__catchment as c on s.site_code = c.controlling_section_code
left join lake.ecology__catchment as below on c.downstream_catchment_code = below.catchment_code
where below.controlling_section_code is distinct from s.site_code and s.longitude is not null and s.latitude is not null
group by s.site_code
order by all
"""


def table() -> WholeTable:
    """Declare the table."""
    return WholeTable(
        name="river_reach",
        title=Text(
            zh="河网汇水区与河段，每汇水区一行",
            en="catchments of the river network and their reaches, one row each",
        ),
        columns=_COLUMNS,
        reads=(
            Reads("ecology.catchment"),
            Reads("water_resources.hydrometric_station"),
            Reads("derived.water_site"),
        ),
        compute=_compute,
        methods=(FILE,),
    )


def _compute(connection: "duckdb.DuckDBPyConnection", methods: Methods) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.geometry import at_sections, centres, located
    from ecolake.domain.river.network import reaches_of

    rows = connection.sql(
        "select catchment_code, catchment_name, downstream_catchment_code as downstream_code,"
        " controlling_section_code as section_code, river_name, division_code, cast(catchment_area as double) as area_km2, boundary"
        " from lake.ecology__catchment order by catchment_code"
    ).pl()
    gauges = connection.sql(
        "select river_name, cast(distance_to_mouth as double) as chainage, cast(longitude as double) as longitude,"
        " cast(latitude as double) as latitude from lake.water_resources__hydrometric_station"
        " where distance_to_mouth is not null and longitude is not null and latitude is not null order by station_code"
    ).pl()
    sections = connection.sql(_SECTIONS).pl()
    closing = sections.filter(located(sections, rows) == sections["catchment_code"])
    drawn = at_sections(rows.hstack(centres(rows["boundary"])), closing)
    straight = reaches_of(drawn, 1.0)
    where = gauges.with_columns(catchment_code=located(gauges, rows))
    told = (
        where.join(
            straight.select("catchment_code", "distance_to_mouth_km"), on="catchment_code", how="inner"
        )
        .filter(pl.col("distance_to_mouth_km") > _LEAST_KM)
        .select(ratio=pl.col("chainage") / pl.col("distance_to_mouth_km"))
        .filter(pl.col("ratio").is_between(*_RANGE))["ratio"]
        .median()
    )
    usual = methods.load(RiverMethod, FILE).sinuosity.value
    sinuosity = round(told, 4) if isinstance(told, float) else usual
    made = reaches_of(drawn, sinuosity).with_columns(sinuosity=pl.lit(sinuosity))
    return made.select([column.name for column in _COLUMNS])
