"""Hot spots of the air, day by day, from stations, small sensors, patrol vehicles and drones, with what lay upwind of them.

Belongs here: which accepted rows are readings, winds, findings and sources, and what the tables hold. Does not belong here: the method
(`ecolake.domain.hotspot`), thresholds (`standards/methods/hotspot.yaml`).
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import INSTANT, Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

METHOD: Final = "hotspot.yaml"
_LOCAL: Final = "at time zone 'Asia/Shanghai'"

# A drive passes a hundred places in an hour; where it is, the nearest fixed instrument says.
_READINGS: Final = """
with fixed as (
    select hourly.station_code as instrument,
        case when station.station_type like '%微%' then 'micro' else 'station' end as kind,
        station.division_code as region, station.longitude::double as longitude, station.latitude::double as latitude,
        hourly.pollutant_code, hourly.observed_at as hour, hourly.mean_value::double as value
    from lake.cities__city_air_station_hourly as hourly
    join lake.cities__city_air_station as station using (station_code)
    where station.longitude is not null and hourly.mean_value is not null
),
driven as (
    select vehicle_plate as instrument, 'vehicle' as kind, longitude::double as longitude, latitude::double as latitude,
        pollutant_code, date_trunc('hour', observed_at) as hour, concentration::double as value
    from lake.iot__patrol_vehicle_observation
    where concentration is not null
),
places as (
    select distinct instrument, region, longitude, latitude from fixed
),
placed as (
    select driven.*, arg_min(
        places.region, (places.longitude - driven.longitude) ** 2 + (places.latitude - driven.latitude) ** 2
    ) as region
    from (select distinct longitude, latitude from driven) as driven cross join places
    group by all
)
select * from fixed where pollutant_code in (select unnest($pollutants))
union all by name
select driven.*, placed.region from driven join placed using (longitude, latitude)
where pollutant_code in (select unnest($pollutants))
"""
_WINDS: Final = """
select division_code as region, observed_at as hour, first(wind_direction order by station_code)::double as wind_direction,
    avg(wind_speed)::double as wind_speed
from lake.meteorology__weather_station_hourly
group by all
"""
_FINDINGS: Final = """
select list_avg(list_transform(corners, one -> split_part(one, ' ', 1)::double)) as longitude,
    list_avg(list_transform(corners, one -> split_part(one, ' ', 2)::double)) as latitude
from (
    select regexp_extract_all(track, '[0-9.]+ [0-9.]+') as corners
    from lake.iot__drone_inspection
    where track is not null and regexp_matches(finding, $words)
)
"""
_SOURCES: Final = """
select unified_social_credit_code as source_id, if(bool_or(outlet_medium = 'air'), 'air_outlet', 'enterprise') as source_kind,
    min(enterprise_name) as source_name, unified_social_credit_code,
    avg(longitude)::double as longitude, avg(latitude)::double as latitude
from lake.ecology__discharge_permit
where longitude is not null and latitude is not null
group by unified_social_credit_code
union all
select 'site ' || record_id, 'construction_site', site_name, null, longitude::double, latitude::double
from lake.housing_construction__construction_site_dust
where longitude is not null and latitude is not null
"""


def cell_hours(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Work out what each cell of the grid had in each hour of a day."""
    import polars as pl

    from ecolake.domain.hotspot.cells import by_hour
    from ecolake.domain.hotspot.excess import excesses
    from ecolake.standards.methods.hotspot import Hotspot

    method = methods.load(Hotspot, METHOD)
    readings = lake.execute(_READINGS, {"pollutants": sorted(method.pollutants)}).pl()
    made = by_hour(excesses(_utc(readings, "hour"), method), method)
    return made.with_columns(day=pl.lit(day)).select(column.name for column in CELL_HOUR.columns)


def cells(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Judge every cell that was looked at on a day."""
    import polars as pl

    from ecolake.domain.hotspot.cells import of_day
    from ecolake.standards.methods.hotspot import Hotspot

    hours = _utc(lake.execute("select * exclude (day) from lake.derived_hot_cell_hour").pl(), "hour")
    made = of_day(hours, methods.load(Hotspot, METHOD))
    return made.with_columns(day=pl.lit(day)).select(column.name for column in CELL.columns)


def spots(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Put the hot cells of a day together, and say how long they have been hot."""
    import polars as pl

    from ecolake.domain.hotspot.spots import spots as together
    from ecolake.standards.methods.hotspot import Hotspot

    method = methods.load(Hotspot, METHOD)
    hot = _utc(
        lake.execute("select * from lake.derived_hot_cell where is_hot").pl(),
        "first_hot_hour",
        "last_hot_hour",
    )
    findings = lake.execute(_FINDINGS, {"words": "|".join(method.finding_words)}).pl()
    made = together(hot.filter(pl.col("day") == day), hot.filter(pl.col("day") < day), findings, method)
    return made.select(column.name for column in SPOT.columns)


def sources(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Find what lay upwind of each hot spot of a day."""
    import polars as pl

    from ecolake.domain.hotspot.upwind import upwind
    from ecolake.standards.methods.hotspot import Hotspot

    hot = lake.execute("select * from lake.derived_hot_spot").pl()
    hours = _utc(lake.execute("select * from lake.derived_hot_cell_hour").pl(), "hour")
    winds = _utc(lake.execute(_WINDS).pl(), "hour")
    made = upwind(hot, hours, winds, lake.execute(_SOURCES).pl(), methods.load(Hotspot, METHOD))
    return made.with_columns(day=pl.lit(day)).select(column.name for column in SOURCE.columns)


def _utc(rows: "pl.DataFrame", *names: str) -> "pl.DataFrame":
    import polars as pl

    return rows.with_columns(pl.col(names).dt.convert_time_zone("UTC"))


_KEY: Final = (
    Column("day", "DATE", "当地日期", "local day"),
    Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
    Column("cell", "VARCHAR", "网格编号（CGCS2000，0.01°）", "cell of the grid, CGCS2000, 0.01 degrees"),
)

CELL_HOUR: Final = DerivedTable(
    name="hot_cell_hour",
    title=Text(
        zh="网格每小时的颗粒物读数、区域背景与超出量",
        en="What each cell of the grid had in each hour, against its region",
    ),
    columns=(
        *_KEY,
        Column("region", "VARCHAR", "背景区域（县级行政区划）", "region of the background, a division"),
        Column("hour", INSTANT, "小时（UTC）", "full hour (UTC)"),
        Column("readings", "BIGINT", "参与的读数个数", "readings"),
        Column("instrument", "VARCHAR", "读数最高的仪器", "instrument of the hottest reading"),
        Column("longitude", "DOUBLE", "该读数所在经度", "longitude of that reading", unit="degree"),
        Column("latitude", "DOUBLE", "该读数所在纬度", "latitude of that reading", unit="degree"),
        Column("value", "DOUBLE", "该仪器读数", "its reading", unit="ug/m3"),
        Column(
            "background",
            "DOUBLE",
            "区域同时次背景（固定仪器中位数）",
            "median of the region's fixed instruments at the hour",
            unit="ug/m3",
        ),
        Column(
            "excess",
            "DOUBLE",
            "扣除背景与仪器偏差后的超出量",
            "above the background, without the bias of the instrument",
            unit="ug/m3",
        ),
        Column(
            "score",
            "DOUBLE",
            "超出量以区域当日稳健标准差计",
            "the same in robust standard deviations of the region",
        ),
        Column("is_hot", "BOOLEAN", "是否显著偏高", "whether it is hot"),
    ),
    reads=(
        Reads("cities.city_air_station_hourly", day=f"observed_at {_LOCAL}"),
        Reads("iot.patrol_vehicle_observation", day=f"observed_at {_LOCAL}"),
        Reads("cities.city_air_station", remakes=False),
    ),
    compute=cell_hours,
    methods=(METHOD,),
)

CELL: Final = DerivedTable(
    name="hot_cell",
    title=Text(
        zh="每日有读数的网格及其是否为热点",
        en="Every cell of the grid that was looked at on a day, and whether it was hot",
    ),
    columns=(
        *_KEY,
        Column("region", "VARCHAR", "背景区域", "region of the background"),
        Column("longitude", "DOUBLE", "网格中心经度", "longitude of the middle", unit="degree"),
        Column("latitude", "DOUBLE", "网格中心纬度", "latitude of the middle", unit="degree"),
        Column("hours", "BIGINT", "有读数的小时数", "hours with readings"),
        Column("readings", "BIGINT", "读数个数", "readings"),
        Column("hot_hours", "BIGINT", "显著偏高的小时数", "hot hours"),
        Column("first_hot_hour", INSTANT, "首个偏高小时（UTC）", "first hot hour (UTC)"),
        Column("last_hot_hour", INSTANT, "末个偏高小时（UTC）", "last hot hour (UTC)"),
        Column("mean_excess", "DOUBLE", "偏高小时的平均超出量", "mean excess of the hot hours", unit="ug/m3"),
        Column("peak_excess", "DOUBLE", "最大超出量", "largest excess", unit="ug/m3"),
        Column("mean_background", "DOUBLE", "平均背景", "mean background", unit="ug/m3"),
        Column(
            "probability",
            "DOUBLE",
            "偶然达到该小时数的概率（二项分布）",
            "probability of as many hot hours by chance, binomial",
        ),
        Column(
            "adjusted",
            "DOUBLE",
            "经 Benjamini–Hochberg 校正的概率",
            "the same, adjusted by Benjamini and Hochberg",
        ),
        Column(
            "gi_star", "DOUBLE", "Getis–Ord Gi*（含八邻域）", "Getis and Ord's Gi* with the eight neighbours"
        ),
        Column("is_hot", "BOOLEAN", "是否热点网格", "whether the cell is hot"),
    ),
    reads=(Reads("derived.hot_cell_hour", day="day"),),
    compute=cells,
    methods=(METHOD,),
)

SPOT: Final = DerivedTable(
    name="hot_spot",
    title=Text(
        zh="每日热点：相邻热点网格合并，附持续天数与理由",
        en="Hot spots of a day: hot cells that touch, how long they have been hot, and why",
    ),
    columns=(
        Column("day", "DATE", "当地日期", "local day"),
        Column("hot_spot_id", "VARCHAR", "热点编号：污染物与最差网格", "hot spot: pollutant and worst cell"),
        Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
        Column("cell", "VARCHAR", "最差网格", "worst cell"),
        Column("region", "VARCHAR", "行政区划", "division"),
        Column("longitude", "DOUBLE", "最差网格中心经度", "longitude of its middle", unit="degree"),
        Column("latitude", "DOUBLE", "最差网格中心纬度", "latitude of its middle", unit="degree"),
        Column(
            "rank", "BIGINT", "当日名次（按超出量与小时数之积）", "rank of the day, by excess times hours"
        ),
        Column("cells", "BIGINT", "合并的网格数", "cells"),
        Column("hours", "BIGINT", "有读数的小时数", "hours with readings"),
        Column("hot_hours", "BIGINT", "偏高小时数", "hot hours"),
        Column("first_hot_hour", INSTANT, "首个偏高小时（UTC）", "first hot hour (UTC)"),
        Column("last_hot_hour", INSTANT, "末个偏高小时（UTC）", "last hot hour (UTC)"),
        Column("mean_excess", "DOUBLE", "平均超出量", "mean excess", unit="ug/m3"),
        Column("peak_excess", "DOUBLE", "最大超出量", "largest excess", unit="ug/m3"),
        Column(
            "excess_hours", "DOUBLE", "平均超出量与小时数之积", "mean excess times hot hours", unit="ug.h/m3"
        ),
        Column("adjusted", "DOUBLE", "经 BH 校正的偶然概率", "probability of chance, adjusted"),
        Column("gi_star", "DOUBLE", "Getis–Ord Gi*", "Getis and Ord's Gi*"),
        Column("days_hot", "BIGINT", "连续天数（最多回看七天）", "days on end, seven at most"),
        Column("drone_findings", "BIGINT", "附近无人机发现的问题数", "findings of drones nearby"),
        Column("reason_zh", "VARCHAR", "理由（中文）", "reason in Chinese"),
        Column("reason_en", "VARCHAR", "理由（英文）", "reason in English"),
    ),
    reads=(
        Reads("derived.hot_cell", day="day"),
        Reads("iot.drone_inspection", day=f"took_off_at {_LOCAL}"),
    ),
    compute=spots,
    before=6,
    methods=(METHOD,),
)

SOURCE: Final = DerivedTable(
    name="hot_spot_source",
    title=Text(
        zh="热点上风向的污染源及其嫌疑程度", en="Sources upwind of a hot spot, and how likely each is"
    ),
    columns=(
        Column("day", "DATE", "当地日期", "local day"),
        Column("hot_spot_id", "VARCHAR", "热点编号", "hot spot"),
        Column("rank", "BIGINT", "嫌疑名次", "rank among the sources"),
        Column("source_id", "VARCHAR", "污染源编号", "source"),
        Column(
            "source_kind",
            "VARCHAR",
            "类别：air_outlet 有废气排放口的企业，enterprise 其他持证企业，construction_site 工地",
            "enterprise with an air outlet, other enterprise with a permit, or construction site",
        ),
        Column("source_name", "VARCHAR", "名称", "name"),
        Column("unified_social_credit_code", "VARCHAR", "统一社会信用代码", "credit code"),
        Column(
            "distance",
            "DOUBLE",
            "与偏高读数位置的距离（中位数）",
            "distance from where it was hot, median",
            unit="m",
        ),
        Column(
            "bearing",
            "DOUBLE",
            "从热点网格中心看的方位",
            "bearing from the middle of the worst cell",
            unit="degree",
        ),
        Column("hot_hours_upwind", "BIGINT", "偏高且位于上风向的小时数", "hot hours in which it lay upwind"),
        Column("hot_hours_with_wind", "BIGINT", "偏高且有风向的小时数", "hot hours with a wind"),
        Column(
            "share_hot", "DOUBLE", "偏高时位于上风向的比例", "share of the hot hours in which it lay upwind"
        ),
        Column(
            "share_other",
            "DOUBLE",
            "不偏高时位于上风向的比例",
            "share of the other hours in which it lay upwind",
        ),
        Column("likelihood", "DOUBLE", "嫌疑程度：两个比例之差", "share_hot less share_other"),
        Column("travel_minutes", "DOUBLE", "输送时间（中位数）", "how long the air took, median", unit="min"),
    ),
    reads=(
        Reads("derived.hot_spot", day="day"),
        Reads("derived.hot_cell_hour", day="day"),
        Reads("meteorology.weather_station_hourly", day=f"observed_at {_LOCAL}"),
        Reads("ecology.discharge_permit", remakes=False),
        Reads("housing_construction.construction_site_dust", remakes=False),
    ),
    compute=sources,
    methods=(METHOD,),
)

TABLES: Final = (CELL_HOUR, CELL, SPOT, SOURCE)
