"""The derived table `alarm_episode`: hours on end in which an outlet was above the limit of its permit.

An episode is of the day on which its hours are; one that goes on over midnight has a row for each day. From when an episode is a
problem is said in `standards/methods/ledger.yaml`.
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import AnyTable, DerivedTable, Methods, Reads
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import INSTANT, Column
from ecolake.warehouse.relations import ORIGIN

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_COLUMNS: Final = (
    Column("day", "DATE", "日期", "day", "Of China"),
    Column("monitoring_point_code", "VARCHAR", "监测点编码", "monitoring point"),
    Column("pollutant_code", "VARCHAR", "污染物代码", "pollutant"),
    Column("began_at", INSTANT, "首个超标小时", "first hour above the limit"),
    Column("ended_at", INSTANT, "末个超标小时", "last hour above the limit"),
    Column("hours", "BIGINT", "连续超标小时数", "hours on end"),
    Column("outlet_medium", "VARCHAR", "排放介质", "medium"),
    Column("greatest_mean", "DOUBLE", "最大小时均值", "greatest hourly mean", "In the unit of the limit"),
    Column("concentration_limit", "DOUBLE", "许可限值", "limit of the permit"),
    Column("concentration_unit", "VARCHAR", "单位", "unit of both"),
    *ORIGIN[:3],
)
# An hour counts as it does in the model int_monitoring__by_day: measured, with a mean, and without a flag.
_EPISODES: Final = """
    with limits as (
        select permit_number, discharge_outlet_code, pollutant_code,
            min(concentration_limit) as concentration_limit, min(concentration_unit) as concentration_unit
        from lake.ecology__permit_outlet_limit where pollutant_code is not null group by all
    ), above as (
        select hours.monitoring_point_code, hours.pollutant_code, hours.measured_at, points.outlet_medium,
            cast(hours.concentration_mean as double) as concentration_mean,
            cast(limits.concentration_limit as double) as concentration_limit, limits.concentration_unit,
            hours._batch, hours._file, hours._row
        from lake.iot__source_concentration_hourly as hours
        join lake.iot__source_monitoring_point as points
            on hours.monitoring_point_code = points.monitoring_point_code
        join limits on points.permit_number = limits.permit_number
            and points.discharge_outlet_code = limits.discharge_outlet_code
            and hours.pollutant_code = limits.pollutant_code
        where cast(hours.measured_at at time zone 'Asia/Shanghai' as date) = $1
            and coalesce(hours.is_measured, true) and len(coalesce(hours._flags, [])) = 0
            and hours.concentration_mean > limits.concentration_limit
    ), placed as (
        select *, date_trunc('hour', measured_at) - to_hours(row_number() over (
            partition by monitoring_point_code, pollutant_code order by date_trunc('hour', measured_at)
        )) as island
        from (
            select * from above qualify row_number() over (
                partition by monitoring_point_code, pollutant_code, date_trunc('hour', measured_at)
                order by measured_at, _batch, _file, _row
            ) = 1
        )
    )
    select $1 as day, monitoring_point_code, pollutant_code,
        min(date_trunc('hour', measured_at)) as began_at, max(date_trunc('hour', measured_at)) as ended_at,
        count(*) as hours, min(outlet_medium) as outlet_medium, max(concentration_mean) as greatest_mean,
        min(concentration_limit) as concentration_limit, min(concentration_unit) as concentration_unit,
        min_by(_batch, (-concentration_mean, measured_at)) as _batch,
        min_by(_file, (-concentration_mean, measured_at)) as _file,
        min_by(_row, (-concentration_mean, measured_at)) as _row
    from placed group by monitoring_point_code, pollutant_code, island
"""


def tables() -> tuple[AnyTable, ...]:
    """Declare the table."""
    return (
        DerivedTable(
            "alarm_episode",
            Text(
                zh="超标过程，每监测点、污染物、日、连续超标时段一行",
                en="hours on end above the limit, one row per point, pollutant, day and run of hours",
            ),
            _COLUMNS,
            (
                Reads(
                    "iot.source_concentration_hourly",
                    day="cast(measured_at at time zone 'Asia/Shanghai' as date)",
                    items=("monitoring_point_code", "measured_at", "pollutant_code", "concentration_mean"),
                ),
                # A limit that changes does not make yesterday's alarm undone: a day keeps what was known when it was made.
                Reads(
                    "iot.source_monitoring_point",
                    items=("monitoring_point_code", "permit_number"),
                    remakes=False,
                ),
                Reads("ecology.permit_outlet_limit", items=("concentration_limit",), remakes=False),
            ),
            _episodes,
        ),
    )


def _episodes(connection: "duckdb.DuckDBPyConnection", day: date, _: Methods) -> "pl.DataFrame":
    return connection.execute(_EPISODES, [day]).pl()
