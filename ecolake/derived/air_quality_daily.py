"""The derived table `air_quality_daily`: the days of every dataset whose standard says that it has hourly means of air pollutants.

What a day is worth is decided in `ecolake.domain.air_daily`, which is Python because the index has one implementation.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import Column
from ecolake.warehouse.relations import TEXTS

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from ecolake.standards.air_quality_daily import AirQualityDaily
    from ecolake.standards.catalogue import Dataset, Standards

_POLLUTANTS: Final = {
    "so2": ("二氧化硫", "SO2"),
    "no2": ("二氧化氮", "NO2"),
    "pm10": ("PM10", "PM10"),
    "pm2_5": ("PM2.5", "PM2.5"),
    "co": ("一氧化碳", "CO"),
    "o3": ("臭氧", "O3"),
}
_MEAN = "DECIMAL(12,3)"


def _unit(stem: str) -> str:
    return "mg/m3" if stem == "co" else "ug/m3"


_COLUMNS: Final = (
    Column("day", "DATE", "自然日", "calendar day where the source is"),
    Column("source", "VARCHAR", "来源", "source"),
    Column("dataset", "VARCHAR", "数据集", "dataset"),
    Column("station", "VARCHAR", "监测点", "station"),
    Column("valid", "BOOLEAN", "当日是否有效", "whether the day has a valid index"),
    Column("aqi", "BIGINT", "空气质量指数，无效日为空", "air quality index; null on an invalid day"),
    Column("level", "BIGINT", "级别，1 至 6", "level, 1 to 6"),
    Column("category_zh", "VARCHAR", "类别", "category in Chinese"),
    Column("category_en", "VARCHAR", "类别（英文）", "category in English"),
    Column("primary_pollutant", "VARCHAR", "首要污染物，逗号分隔", "primary pollutants, comma separated"),
    Column(
        "aqi_of_valid",
        "BIGINT",
        "有效各项中的最大分指数",
        "greatest index of the pollutants that are valid",
    ),
    Column("aqi_edition", "VARCHAR", "标准版本", "edition of HJ 633 in force on the day"),
    *(
        Column(f"iaqi_{stem}", "BIGINT", f"{zh}分指数", f"index of {en}")
        for stem, (zh, en) in _POLLUTANTS.items()
    ),
    *(
        Column(f"{stem}_24h", _MEAN, f"{zh}日均值", f"{en}, daily mean", unit=_unit(stem))
        for stem, (zh, en) in _POLLUTANTS.items()
        if stem != "o3"
    ),
    Column("o3_8h", _MEAN, "臭氧日最大 8 小时平均", "O3, greatest 8-hour mean of the day", unit="ug/m3"),
    Column("o3_1h", _MEAN, "臭氧日最大 1 小时平均", "O3, greatest hourly mean of the day", unit="ug/m3"),
    *(
        Column(f"{stem}_hours", "BIGINT", f"{zh}小时值个数", f"hourly means of {en}")
        for stem, (zh, en) in _POLLUTANTS.items()
    ),
    Column(
        "o3_8h_means",
        "BIGINT",
        "臭氧有效 8 小时均值个数",
        "valid 8-hour means of O3 ending from 8 to 24 h",
    ),
    Column(
        "reasons",
        TEXTS,
        "缺什么（程序用）",
        "what is missing, for programs",
        "as missing_hours:PM2.5=17<20",
    ),
    Column("reason_zh", "VARCHAR", "缺什么（中文）", "what is missing, in Chinese"),
    Column("reason_en", "VARCHAR", "缺什么（英文）", "what is missing, in English"),
)


def table(standards: "Standards") -> DerivedTable:
    """Declare the table, over the datasets that have hourly means."""
    readings = [one for _, one in sorted(standards.datasets.items()) if one.spec.air_quality_daily]
    return DerivedTable(
        name="air_quality_daily",
        title=Text(
            zh="空气质量日评价，每站每日一行，无效日注明原因",
            en="daily air quality, one row per station and day with any reading; an invalid day says why",
        ),
        columns=_COLUMNS,
        reads=tuple(_reads(one) for one in readings),
        compute=partial(_compute, readings=readings),
        codelists=("air_pollutant", "air_quality_limit", "aqi_breakpoints", "aqi_levels"),
        also=tuple(repr((one.id, one.timezone, one.spec.air_quality_daily)) for one in readings),
    )


def _parts(dataset: "Dataset") -> "AirQualityDaily":
    """What the standard says of its readings; asked of datasets that say it alone."""
    daily = dataset.spec.air_quality_daily
    if daily is None:
        raise ValueError(dataset.id)
    return daily


def _reads(dataset: "Dataset") -> Reads:
    """The readings by local day: an hour that is named by its end belongs to the day in which it began."""
    daily = _parts(dataset)
    hour = f'"{daily.hour}" - interval 1 hour' if daily.hour_named_by == "end" else f'"{daily.hour}"'
    items = (daily.station, daily.hour, daily.pollutant, daily.value)
    return Reads(dataset.id, f"({hour}) at time zone '{dataset.timezone}'", items)


def _compute(
    connection: "duckdb.DuckDBPyConnection", _day: date, _methods: Methods, *, readings: Sequence["Dataset"]
) -> "pl.DataFrame":
    import polars as pl

    return pl.concat([_days(connection, dataset) for dataset in readings])


def _days(connection: "duckdb.DuckDBPyConnection", dataset: "Dataset") -> "pl.DataFrame":
    import polars as pl

    from ecolake.domain.air_daily import daily_index, daily_sums
    from ecolake.domain.hj633 import symbols

    daily = _parts(dataset)
    rows = connection.execute(
        f'select "{daily.station}" as station, "{daily.hour}" as observed_at, "{daily.pollutant}" as pollutant,'
        f' "{daily.value}" as value from lake."{dataset.source}__{dataset.name}"'
    ).pl()
    hours = rows.lazy().with_columns(pl.col("pollutant").replace(symbols()))
    days = daily_index(daily_sums(hours, dataset.timezone, daily.hour_named_by)).collect()
    return days.with_columns(source=pl.lit(dataset.source), dataset=pl.lit(dataset.name))
