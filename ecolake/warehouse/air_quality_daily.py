"""The table `lake.air_quality_daily`: the days of every dataset whose standard says that it has hourly means of air pollutants.

Reads the current rows some months at a time, so that memory is bounded; what a day is worth is decided in
`ecolake.domain.air_daily`, which is Python because the index has one implementation.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from ecolake.warehouse import views
from ecolake.warehouse.relation import Column, Relation
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
# How many readings are taken at a time, about; never less than a month.
_AT_A_TIME: Final = 2_000_000
# An hour of another year is a slip of the pen: each day from there to the others would have a row.
_YEARS: Final = "'1900-01-01 00:00:00+00'::timestamptz and '2199-12-31 00:00:00+00'::timestamptz"


def _unit(stem: str) -> str:
    return "mg/m3" if stem == "co" else "ug/m3"


AIR_QUALITY_DAILY = Relation(
    "air_quality_daily",
    "",
    "空气质量日评价，每站每日一行，无效日注明原因 · daily air quality, one row per station and day; an invalid day says why",
    (
        Column("source", "VARCHAR", "来源", "source"),
        Column("dataset", "VARCHAR", "数据集", "dataset"),
        Column("station", "VARCHAR", "监测点", "station"),
        Column("day", "DATE", "自然日", "calendar day where the source is"),
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
    ),
)


def create(connection: "duckdb.DuckDBPyConnection", standards: "Standards") -> None:
    """Create and fill the table in the schema `lake`, whose views of the datasets exist already."""
    name = f"lake.{AIR_QUALITY_DAILY.name}"
    connection.execute(f"create table {name} as {views.empty(AIR_QUALITY_DAILY)}")
    views.describe(connection, name, AIR_QUALITY_DAILY)
    columns = ", ".join(column.name for column in AIR_QUALITY_DAILY.columns)
    for _, dataset in sorted(standards.datasets.items()):
        daily = dataset.spec.air_quality_daily
        days = _days(connection, dataset, daily) if daily else None
        if days is not None:
            connection.register("days_of_dataset", days.to_arrow())
            connection.execute(f"insert into {name} select {columns} from days_of_dataset")
            connection.unregister("days_of_dataset")


def _days(
    connection: "duckdb.DuckDBPyConnection", dataset: "Dataset", daily: "AirQualityDaily"
) -> "pl.DataFrame | None":
    """The days of one dataset; None when it has no reading."""
    import polars as pl

    from ecolake.domain.air_daily import daily_index, daily_sums
    from ecolake.domain.hj633 import symbols

    parts = []
    for part in _parts(connection, dataset, daily):
        readings = part.lazy().with_columns(pl.col("pollutant").replace(symbols()))
        sums = daily_sums(readings, dataset.timezone, daily.hour_named_by)
        parts.append(sums.collect(engine="streaming"))
    if not parts:
        return None
    days = daily_index(pl.concat(parts).lazy()).collect()
    return days.with_columns(source=pl.lit(dataset.source), dataset=pl.lit(dataset.name))


def _parts(
    connection: "duckdb.DuckDBPyConnection", dataset: "Dataset", daily: "AirQualityDaily"
) -> Iterator["pl.DataFrame"]:
    """The readings in force, whole months of the source's own calendar at a time."""
    relation = f"{dataset.source}__{dataset.name}"
    current = views.current(relation, dataset.key)
    hour = views.identifier(daily.hour)
    question = (
        f"select {views.identifier(daily.station)} as station, {hour} as observed_at,"
        f" {views.identifier(daily.pollutant)} as pollutant, {views.identifier(daily.value)} as value"
        f" from ({current}) where {hour} >= $1 and {hour} < $2"
    )
    span = (
        f"select epoch_us(min({hour})), epoch_us(max({hour})), count(*)"
        f" from lake.{views.identifier(relation)} where {hour} between {_YEARS}"
    )
    first, last, rows = connection.execute(span).fetchone() or (None, None, 0)
    if first is None or last is None:
        return
    # An hour that is named by its end belongs to the day in which it began.
    shift = timedelta(hours=1) if daily.hour_named_by == "end" else timedelta()
    zone = ZoneInfo(dataset.timezone)
    begin, end = (
        datetime.fromtimestamp(at / 1_000_000, UTC).astimezone(zone) - shift for at in (first, last)
    )
    months = 12 * (end.year - begin.year) + end.month - begin.month + 1
    step = min(months, max(1, _AT_A_TIME * months // rows))
    for part in range(0, months, step):
        edges = [_month(begin, part + offset) + shift for offset in (0, step)]
        yield connection.execute(question, edges).pl()


def _month(begin: datetime, later: int) -> datetime:
    """The first moment of the month that comes so many months later."""
    years, month = divmod(begin.month - 1 + later, 12)
    return datetime(begin.year + years, month + 1, 1, tzinfo=begin.tzinfo)
