"""The derived table `outlet_exceedance_hourly`: hours in which the device of a water outlet was over the limit of its permit."""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
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
    Column("measured_at", "TIMESTAMP WITH TIME ZONE", "小时", "hour"),
    Column("value", "DECIMAL(16,6)", "小时均值", "hourly mean", unit="mg/L"),
    Column("limit_value", "DECIMAL(16,6)", "许可浓度限值", "limit of the permit", unit="mg/L"),
)
TRACED: Final = ("w01017", "w01018", "w01019", "w21001", "w21003", "w21011")
"""What a discharge is traced by."""
_SQL: Final = f"""
select
    cast($day as date) as day, h.monitoring_point_code, h.pollutant_code, h.measured_at,
    cast(h.concentration_mean as decimal(16, 6)) as value, cast(min(l.concentration_limit) as decimal(16, 6)) as limit_value
from lake.iot__source_concentration_hourly as h
join lake.iot__source_monitoring_point as p using (monitoring_point_code)
join lake.ecology__permit_outlet_limit as l
    on p.permit_number = l.permit_number and p.discharge_outlet_code = l.discharge_outlet_code and h.pollutant_code = l.pollutant_code
where h.pollutant_code in {TRACED}
    and {LOCAL.format("h.measured_at")} = $day
group by all
having value > limit_value
order by all
"""


def table() -> DerivedTable:
    """Declare the table."""
    return DerivedTable(
        name="outlet_exceedance_hourly",
        title=Text(
            zh="废水排口自动监测超标小时，每点位每小时每污染物一行",
            en="hours over the limit of the permit at water outlets, one row per point, hour and pollutant",
        ),
        columns=_COLUMNS,
        reads=(
            Reads("iot.source_concentration_hourly", LOCAL.format("measured_at")),
            Reads("iot.source_monitoring_point", remakes=False),
            Reads("ecology.permit_outlet_limit", remakes=False),
        ),
        compute=_compute,
    )


def _compute(connection: "duckdb.DuckDBPyConnection", day: date, _: Methods) -> "pl.DataFrame":
    return connection.execute(_SQL, {"day": day}).pl()
