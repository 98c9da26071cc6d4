"""The columns of the derived tables of hot spots. What fills them is in `hotspot`."""

from typing import Final

from ecolake.warehouse.relation import INSTANT, Column

_KEY: Final = (
    Column("day", "DATE", "当地日期", "local day"),
    Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
    Column("cell", "VARCHAR", "网格编号（CGCS2000，0.01°）", "cell of the grid, CGCS2000, 0.01 degrees"),
)

CELL_HOUR: Final = (
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
)

CELL: Final = (
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
    Column("gi_star", "DOUBLE", "Getis–Ord Gi*（含八邻域）", "Getis and Ord's Gi* with the eight neighbours"),
    Column("is_hot", "BOOLEAN", "是否热点网格", "whether the cell is hot"),
)

SPOT: Final = (
    Column("day", "DATE", "当地日期", "local day"),
    Column("hot_spot_id", "VARCHAR", "热点编号：污染物与最差网格", "hot spot: pollutant and worst cell"),
    Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
    Column("cell", "VARCHAR", "最差网格", "worst cell"),
    Column("region", "VARCHAR", "行政区划", "division"),
    Column("longitude", "DOUBLE", "最差网格中心经度", "longitude of its middle", unit="degree"),
    Column("latitude", "DOUBLE", "最差网格中心纬度", "latitude of its middle", unit="degree"),
    Column("rank", "BIGINT", "当日名次（按超出量与小时数之积）", "rank of the day, by excess times hours"),
    Column("cells", "BIGINT", "合并的网格数", "cells"),
    Column("hours", "BIGINT", "有读数的小时数", "hours with readings"),
    Column("hot_hours", "BIGINT", "偏高小时数", "hot hours"),
    Column("first_hot_hour", INSTANT, "首个偏高小时（UTC）", "first hot hour (UTC)"),
    Column("last_hot_hour", INSTANT, "末个偏高小时（UTC）", "last hot hour (UTC)"),
    Column("mean_excess", "DOUBLE", "平均超出量", "mean excess", unit="ug/m3"),
    Column("peak_excess", "DOUBLE", "最大超出量", "largest excess", unit="ug/m3"),
    Column("excess_hours", "DOUBLE", "平均超出量与小时数之积", "mean excess times hot hours", unit="ug.h/m3"),
    Column("adjusted", "DOUBLE", "经 BH 校正的偶然概率", "probability of chance, adjusted"),
    Column("gi_star", "DOUBLE", "Getis–Ord Gi*", "Getis and Ord's Gi*"),
    Column(
        "days_hot",
        "BIGINT",
        "连续天数（最多回看 kept_days 天）",
        "days on end, kept_days of the method at most",
    ),
    Column("drone_findings", "BIGINT", "附近无人机发现的问题数", "findings of drones nearby"),
    Column("reason_zh", "VARCHAR", "理由（中文）", "reason in Chinese"),
    Column("reason_en", "VARCHAR", "理由（英文）", "reason in English"),
)

SOURCE: Final = (
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
    Column("share_hot", "DOUBLE", "偏高时位于上风向的比例", "share of the hot hours in which it lay upwind"),
    Column(
        "share_other",
        "DOUBLE",
        "不偏高时位于上风向的比例",
        "share of the other hours in which it lay upwind",
    ),
    Column("likelihood", "DOUBLE", "嫌疑程度：两个比例之差", "share_hot less share_other"),
    Column("travel_minutes", "DOUBLE", "输送时间（中位数）", "how long the air took, median", unit="min"),
)
