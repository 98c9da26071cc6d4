"""The columns of the derived tables of air: names, types, words in both languages."""

from typing import Final

from ecolake.warehouse.relation import INSTANT, Column
from ecolake.warehouse.relations import TEXTS

POLLUTANTS: Final = {
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


_DAY: Final = Column("day", "DATE", "自然日", "calendar day where the source is")
_CITY: Final = Column("city", "VARCHAR", "城市", "city")
_EDITIONS: Final = tuple(
    column
    for year in ("2012", "2026")
    for column in (
        Column(f"aqi_{year}", "BIGINT", f"按 {year} 版的空气质量指数", f"index by HJ 633-{year}"),
        Column(
            f"primary_pollutant_{year}",
            "VARCHAR",
            f"按 {year} 版的首要污染物",
            f"primary pollutants by HJ 633-{year}",
        ),
    )
)
_INDICES: Final = (
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
    *_EDITIONS,
    *(
        Column(f"iaqi_{stem}", "BIGINT", f"{zh}分指数", f"index of {en}")
        for stem, (zh, en) in POLLUTANTS.items()
    ),
)
_MEANS: Final = (
    *(
        Column(f"{stem}_24h", _MEAN, f"{zh}日均值", f"{en}, daily mean", unit=_unit(stem))
        for stem, (zh, en) in POLLUTANTS.items()
        if stem != "o3"
    ),
    Column("o3_8h", _MEAN, "臭氧日最大 8 小时平均", "O3, greatest 8-hour mean of the day", unit="ug/m3"),
    Column("o3_1h", _MEAN, "臭氧日最大 1 小时平均", "O3, greatest hourly mean of the day", unit="ug/m3"),
)

DAILY: Final = (
    _DAY,
    Column("source", "VARCHAR", "来源", "source"),
    Column("dataset", "VARCHAR", "数据集", "dataset"),
    Column("station", "VARCHAR", "监测点", "station"),
    Column("city", "VARCHAR", "城市", "city that the station counts for"),
    *_INDICES,
    *_MEANS,
    *(
        Column(f"{stem}_hours", "BIGINT", f"{zh}小时值个数", f"hourly means of {en}")
        for stem, (zh, en) in POLLUTANTS.items()
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


HOURLY: Final = (
    _DAY,
    Column("source", "VARCHAR", "来源", "source"),
    Column("dataset", "VARCHAR", "数据集", "dataset"),
    Column("station", "VARCHAR", "监测点", "station"),
    Column("city", "VARCHAR", "城市", "city that the station counts for"),
    Column("observed_at", INSTANT, "监测时间", "instant that names the hour"),
    *(
        Column(f"{stem}_1h", _MEAN, f"{zh}小时均值", f"{en}, 1-hour mean", unit=_unit(stem))
        for stem, (zh, en) in POLLUTANTS.items()
    ),
    Column(
        "o3_8h",
        _MEAN,
        "臭氧 8 小时滑动平均",
        "O3, mean of the 8 hours that end with it",
        "Null with fewer than 6",
        "ug/m3",
    ),
    Column(
        "so2_24h",
        _MEAN,
        "二氧化硫 24 小时滑动平均",
        "SO2, mean of the 24 hours that end with it",
        "Null with fewer than 20",
        "ug/m3",
    ),
    Column("missing", TEXTS, "缺测污染物", "pollutants without an hourly mean"),
    Column("valid", "BOOLEAN", "六项是否齐全", "whether all six have an hourly mean"),
    Column("aqi_edition", "VARCHAR", "标准版本", "edition of HJ 633 in force at the hour"),
    Column(
        "aqi",
        "BIGINT",
        "空气质量指数，按所在时刻的版本",
        "index by the edition in force, of the pollutants that are there",
    ),
    Column("primary_pollutant", "VARCHAR", "首要污染物，逗号分隔", "primary pollutants, comma separated"),
    *_EDITIONS,
)
CITY: Final = (
    _DAY,
    _CITY,
    Column("stations", "BIGINT", "应有站点数", "stations that the city has"),
    *(
        Column(f"{stem}_stations", "BIGINT", f"{zh}有效站点数", f"stations with a valid mean of {en}")
        for stem, (zh, en) in POLLUTANTS.items()
    ),
    *_INDICES,
    *_MEANS,
)
GAP: Final = (
    _DAY,
    _CITY,
    Column("station", "VARCHAR", "监测点", "station with the gap"),
    Column("missing_hours", "BIGINT", "缺测小时值个数", "hourly means that are missing, of all pollutants"),
    Column("of_pollutants", TEXTS, "缺测污染物", "pollutants with a missing hour"),
    *(
        column
        for ending, zh, en in (
            ("", "现有数据", "as it is"),
            ("_low", "缺测取低值", "with low values"),
            ("_high", "缺测取高值", "with high values"),
        )
        for column in (
            Column(f"aqi{ending}", "BIGINT", f"城市指数（{zh}）", f"index of the city, {en}"),
            Column(f"level{ending}", "BIGINT", f"城市级别（{zh}）", f"level of the city, {en}"),
            Column(
                f"primary_pollutant{ending}",
                "VARCHAR",
                f"城市首要污染物（{zh}）",
                f"primary pollutant of the city, {en}",
            ),
        )
    ),
    Column(
        "changes_index", "BOOLEAN", "是否改变城市指数", "whether the gap can change the index of the city"
    ),
    Column(
        "changes_level",
        "BOOLEAN",
        "是否改变城市级别",
        "whether it can change its level, or whether it has one",
    ),
    Column("reason_zh", "VARCHAR", "说明（中文）", "what it can change, in Chinese"),
    Column("reason_en", "VARCHAR", "说明（英文）", "what it can change, in English"),
)
