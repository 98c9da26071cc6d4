"""The derived table `water_item_daily`: the mean of each parameter at each automatic station and day of China.

The national network, the province and the city read the same instrument: of a day the first of them that delivered counts.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived import water_hours
from ecolake.derived.model import DerivedTable, Methods
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_VALUE: Final = "DECIMAL(16,6)"
_COLUMNS: Final = (
    Column("day", "DATE", "日期（北京时间）", "day in China"),
    Column("site_code", "VARCHAR", "断面（或站点）编码", "section, or station that stands at none"),
    Column("pollutant_code", "VARCHAR", "项目的 HJ 212 编码", "parameter by its code of HJ 212"),
    Column("origin", "VARCHAR", "数据来自谁", "whose values: national, provincial or municipal"),
    Column("value", _VALUE, "小时值的算术平均", "arithmetic mean of the hours"),
    Column("least", _VALUE, "最小小时值", "least hour"),
    Column("greatest", _VALUE, "最大小时值", "greatest hour"),
    Column("hour_count", "BIGINT", "小时数", "hours in the mean"),
)
_SQL: Final = f"""
select
    cast($day as date) as day, site_code, pollutant_code,
    [{", ".join(f"'{one}'" for one in water_hours.ORIGINS)}][precedence] as origin,
    cast(round(avg(value), 6) as decimal(16, 6)) as value, min(value) as least, max(value) as greatest, count(*) as hour_count
from ({water_hours.SQL})
where {water_hours.LOCAL.format("observed_at")} = $day
group by site_code, pollutant_code, precedence
qualify row_number() over (partition by site_code, pollutant_code order by precedence) = 1
"""


def table() -> DerivedTable:
    """Declare the table."""
    return DerivedTable(
        name="water_item_daily",
        title=Text(
            zh="水质自动站各项目日均值，每断面每日每项目一行",
            en="daily mean of each parameter at each automatic water station, one row per section, day and parameter",
        ),
        columns=_COLUMNS,
        reads=water_hours.READS,
        compute=_compute,
    )


def _compute(connection: "duckdb.DuckDBPyConnection", day: date, _: Methods) -> "pl.DataFrame":
    return connection.execute(_SQL, {"day": day}).pl()
