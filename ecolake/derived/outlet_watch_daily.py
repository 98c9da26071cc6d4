"""The derived table `outlet_watch_daily`: how many hours of a day the device of a water outlet reported.

A device that reported and saw nothing speaks for its outlet; one that was silent does not.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.derived.outlet_exceedance_hourly import TRACED
from ecolake.derived.water_hours import LOCAL
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_COLUMNS: Final = (
    Column("day", "DATE", "日期（北京时间）", "day in China"),
    Column("monitoring_point_code", "VARCHAR", "点位编号", "monitoring point"),
    Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant code of HJ 212"),
    Column("hours", "BIGINT", "有小时均值的小时数", "hours with an hourly mean"),
)
_SQL: Final = f"""
select cast($day as date) as day, monitoring_point_code, pollutant_code, count(distinct measured_at) as hours
from lake.iot__source_concentration_hourly
where concentration_mean is not null and pollutant_code in {TRACED} and {LOCAL.format("measured_at")} = $day
group by monitoring_point_code, pollutant_code
order by all
"""


def table() -> DerivedTable:
    """Declare the table."""
    return DerivedTable(
        name="outlet_watch_daily",
        title=Text(
            zh="废水排口自动监测每日有数小时，每点位每日每污染物一行",
            en="hours reported by the devices of water outlets, one row per point, day and pollutant",
        ),
        columns=_COLUMNS,
        reads=(Reads("iot.source_concentration_hourly", LOCAL.format("measured_at")),),
        compute=_compute,
    )


def _compute(connection: "duckdb.DuckDBPyConnection", day: date, _: Methods) -> "pl.DataFrame":
    return connection.execute(_SQL, {"day": day}).pl()
