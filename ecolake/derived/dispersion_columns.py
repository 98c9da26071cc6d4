"""The columns of the derived tables of plumes. What fills them is in `dispersion`."""

from typing import Final

from ecolake.warehouse.relation import INSTANT, Column

_SAID: Final = (
    Column(
        "state",
        "VARCHAR",
        "计算状态：computed，或 calm、no_weather、above_mixing_layer、not_located、too_near、too_far",
        "computed, or why not",
    ),
    Column("reason_zh", "VARCHAR", "不计算的原因（中文）", "why there is no number, in Chinese"),
    Column("reason_en", "VARCHAR", "不计算的原因（英文）", "why there is no number, in English"),
)

HOUR: Final = (
    Column("day", "DATE", "当地日期", "local day"),
    Column("monitoring_point_code", "VARCHAR", "监控点位编码", "monitoring point"),
    Column("observed_at", INSTANT, "小时起点（UTC）", "full hour (UTC)"),
    Column("division_code", "VARCHAR", "行政区划", "division of the outlet and of the weather"),
    Column("weather_station_code", "VARCHAR", "气象站", "weather station"),
    Column("longitude", "DOUBLE", "经度", "longitude", unit="degree"),
    Column("latitude", "DOUBLE", "纬度", "latitude", unit="degree"),
    Column("stack_height", "DOUBLE", "排气筒高度", "height of the stack", unit="m"),
    Column(
        "stack_basis",
        "VARCHAR",
        "排气筒高度依据：reported 申报，assumed 方法取值",
        "reported, or assumed by the method",
    ),
    Column("stack_diameter", "DOUBLE", "排气筒出口内径", "diameter of the mouth", unit="m"),
    Column(
        "gas_celsius",
        "DOUBLE",
        "烟气温度（方法取值）",
        "temperature of the gas, by the method",
        unit="Cel",
    ),
    Column("gas_speed", "DOUBLE", "烟气出口流速（方法取值）", "speed of the gas, by the method", unit="m/s"),
    Column("wind_direction", "DOUBLE", "风向（来向）", "where the wind comes from", unit="degree"),
    Column("wind_speed", "DOUBLE", "10 m 风速", "wind at 10 m", unit="m/s"),
    Column("temperature", "DOUBLE", "气温", "temperature of the air", unit="Cel"),
    Column("cloud_total", "INTEGER", "总云量", "total cloud", unit="tenths"),
    Column("cloud_low", "INTEGER", "低云量", "low cloud", unit="tenths"),
    Column(
        "cloud_basis",
        "VARCHAR",
        "云量依据：estimated 由湿度与降水估计",
        "estimated: from humidity and rain, as none is observed",
    ),
    Column(
        "solar_elevation",
        "DOUBLE",
        "太阳高度角（GB/T 3840-91 附录 B）",
        "elevation of the sun",
        unit="degree",
    ),
    Column(
        "radiation_level",
        "BIGINT",
        "太阳辐射等级（GB/T 3840-91 表 B1）",
        "level of solar radiation, +3 to -2",
    ),
    Column(
        "stability_class", "VARCHAR", "大气稳定度等级（GB/T 3840-91 表 B2）", "class of stability, A to F"
    ),
    Column(
        "mixing_height",
        "DOUBLE",
        "混合层厚度（GB/T 3840-91 附录 E）",
        "height of the mixed layer",
        unit="m",
    ),
    Column("wind_at_stack", "DOUBLE", "排气筒出口处风速", "wind at the mouth", unit="m/s"),
    Column("heat_release", "DOUBLE", "烟气热释放率", "heat of the gas", unit="kJ/s"),
    Column("plume_rise", "DOUBLE", "烟气抬升高度（GB/T 3840-91）", "rise of the plume", unit="m"),
    Column("effective_height", "DOUBLE", "有效源高", "effective height", unit="m"),
    Column(
        "peak_distance",
        "DOUBLE",
        "地面轴线最大浓度距离",
        "where the ground below the axis has the most",
        unit="m",
    ),
    Column(
        "peak_unit",
        "DOUBLE",
        "源强 1 g/s 时的地面最大浓度",
        "the most at the ground, of 1 g/s",
        unit="ug/m3",
    ),
    *_SAID,
)

EXPOSURE: Final = (
    Column("day", "DATE", "当地日期", "local day"),
    Column("monitoring_point_code", "VARCHAR", "监控点位编码", "monitoring point"),
    Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
    Column("observed_at", INSTANT, "小时起点（UTC）", "full hour (UTC)"),
    Column("point_id", "VARCHAR", "敏感点编号（村庄为村级代码）", "sensitive point; of a village its code"),
    Column("point_name", "VARCHAR", "敏感点名称", "name of the point"),
    Column("point_kind", "VARCHAR", "敏感点类别", "kind of the point"),
    Column("distance", "DOUBLE", "与排放口距离", "distance from the outlet", unit="m"),
    Column("downwind", "DOUBLE", "下风向距离", "distance along the axis", unit="m"),
    Column("crosswind", "DOUBLE", "偏离轴线距离", "distance from the axis", unit="m"),
    Column("emission_g_s", "DOUBLE", "源强", "emission", unit="g/s"),
    Column(
        "concentration",
        "DOUBLE",
        "地面小时浓度贡献；不能计算时为空",
        "what is added at the ground; null where not computed",
        unit="ug/m3",
    ),
    Column(
        "hour_limit",
        "DOUBLE",
        "小时浓度限值（GB 3095，二类区）；无限值时为空",
        "limit of the hour in class 2 zones (GB 3095); null where there is none",
        unit="ug/m3",
    ),
    *_SAID,
)
