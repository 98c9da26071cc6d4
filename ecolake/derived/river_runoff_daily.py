"""The derived table `river_runoff_daily`: what a square kilometre of each river gave on a day, from its gauges."""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.derived.river_reach import FILE
from ecolake.derived.water_hours import LOCAL
from ecolake.standards.methods.river import RiverMethod
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_COLUMNS: Final = (
    Column("day", "DATE", "日期（北京时间）", "day in China"),
    Column("river_name", "VARCHAR", "河流，空串为其余各河", "river; the empty text is that of all others"),
    Column(
        "runoff",
        "DOUBLE",
        "单位面积径流",
        "discharge of a square kilometre, median over the gauges",
        unit="m3/s/km2",
    ),
    Column("readings", "BIGINT", "参与的水文读数", "readings of gauges behind it; 0 where none reported"),
)


def table() -> DerivedTable:
    """Declare the table."""
    return DerivedTable(
        name="river_runoff_daily",
        title=Text(
            zh="各河单位面积径流日值，每河每日一行",
            en="daily discharge of a square kilometre, one row per river and day",
        ),
        columns=_COLUMNS,
        reads=(
            Reads("water_resources.river_stage", LOCAL.format("observed_at")),
            Reads("water_resources.hydrometric_station", remakes=False),
        ),
        compute=_compute,
        methods=(FILE,),
    )


def _compute(connection: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.river.hydraulics import runoff

    stages = connection.execute(
        "select station.river_name, stage.discharge, station.drainage_area from lake.water_resources__river_stage as stage"
        " join lake.water_resources__hydrometric_station as station using (station_code)"
        f" where {LOCAL.format('observed_at')} = $day order by all",
        {"day": day},
    ).pl()
    made = runoff(stages, methods.load(RiverMethod, FILE).runoff_m3_s_km2.value)
    return made.select(pl.lit(day).alias("day"), "river_name", "runoff", "readings")
