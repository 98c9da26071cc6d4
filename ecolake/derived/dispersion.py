"""Plumes of the outlets that are monitored, hour by hour, and what they add at schools, hospitals and villages.

Belongs here: which accepted rows the method is fed with, and what its tables hold. Does not belong here: the formulas
(`ecolake.domain.dispersion`), thresholds (`standards/methods/dispersion.yaml`).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final

from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.model_base import Text
from ecolake.warehouse.relation import INSTANT, Column

if TYPE_CHECKING:
    import duckdb
    import polars as pl

METHOD: Final = "dispersion.yaml"
_CHINA: Final = timezone(timedelta(hours=8))
_OBSERVED: Final = "observed_at at time zone 'Asia/Shanghai'"
_MEASURED: Final = "measured_at at time zone 'Asia/Shanghai'"

# The first six digits of a point's code are its division. What a permit or a list says of the stack wins over nothing.
_OUTLETS: Final = """
with stack as (
    select unified_social_credit_code as enterprise, discharge_outlet_code, max(stack_height) as height, max(stack_cross_section) as area
    from (
        select unified_social_credit_code, discharge_outlet_code, stack_height, stack_cross_section
        from lake.enterprises__enterprise_air_outlet
        union all by name
        select unified_social_credit_code, discharge_outlet_code, stack_height from lake.ecology__elevated_source
    )
    group by all
)
select
    point.monitoring_point_code,
    substr(point.monitoring_point_code, 1, 6) as division_code,
    point.longitude::double as longitude,
    point.latitude::double as latitude,
    coalesce(stack.height, $height)::double as stack_height,
    case when stack.height is null then 'assumed' else 'reported' end as stack_basis,
    -- a mouth wider than its stack is tall is a slip of units
    coalesce(if(stack.area < stack.height ** 2 / 4, 2 * sqrt(stack.area / pi()), null), $diameter)::double as stack_diameter,
    $celsius::double as gas_celsius,
    $speed::double as gas_speed
from lake.iot__source_monitoring_point as point
left join stack on stack.enterprise = substr(point.permit_number, 1, 18) and stack.discharge_outlet_code = point.discharge_outlet_code
where point.outlet_medium = 'air'
"""
_WEATHER: Final = """
select division_code, observed_at, first(station_code order by station_code) as weather_station_code,
    avg(wind_speed)::double as wind_speed,
    -- of several stations of a county, the direction of the first: directions have no plain mean
    first(wind_direction order by station_code)::double as wind_direction,
    avg(temperature)::double as temperature, avg(humidity)::double as humidity, max(rainfall)::double as rainfall,
    avg(air_pressure)::double as air_pressure
from lake.meteorology__weather_station_hourly
where division_code is not null
group by all
"""
_EMISSIONS: Final = """
select monitoring_point_code, measured_at as observed_at, pollutant_code, discharge::double / 3.6 as emission_g_s
from lake.iot__source_concentration_hourly
where outlet_medium = 'air' and discharge > 0 and pollutant_code in (select unnest($pollutants))
"""
# A village stands where the cell of the grid with its code stands.
_POINTS: Final = """
select record_id as point_id, point_name, poi_category as point_kind, longitude::double as longitude, latitude::double as latitude
from lake.internet__point_of_interest
where poi_category in (select unnest($kinds))
union all
select grid_code, grid_name, 'village', list_avg(list_transform(corners, one -> split_part(one, ' ', 1)::double)),
    list_avg(list_transform(corners, one -> split_part(one, ' ', 2)::double))
from (
    select grid_code, grid_name, regexp_extract_all(boundary, '[0-9.]+ [0-9.]+') as corners
    from lake.ecology__grid_unit where grid_level = 'town' and boundary is not null
)
order by point_id
"""


def hours(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Work out the air at each monitored outlet for the hours of a day."""
    import polars as pl

    from ecolake.domain.dispersion.hours import weathered
    from ecolake.domain.dispersion.limits import reason
    from ecolake.standards.methods.dispersion import Dispersion

    method = methods.load(Dispersion, METHOD)
    stack = method.stack
    outlets = lake.execute(
        _OUTLETS,
        {
            "height": stack.height_m.value,
            "diameter": stack.diameter_m.value,
            "celsius": stack.gas_celsius.value,
            "speed": stack.gas_speed_m_s.value,
        },
    ).pl()
    begin = datetime.combine(day, time(), _CHINA).astimezone(UTC)
    hours = pl.datetime_range(begin, begin + timedelta(hours=23), "1h", time_zone="UTC", eager=True)
    weather = lake.execute(_WEATHER).pl().with_columns(pl.col("observed_at").dt.convert_time_zone("UTC"))
    rows = weathered(outlets, weather, hours, method).with_columns(
        day=pl.lit(day),
        cloud_basis=pl.lit("estimated"),
        reason_zh=reason("state", 0),
        reason_en=reason("state", 1),
    )
    return rows.select(column.name for column in HOUR.columns)


def exposure(lake: "duckdb.DuckDBPyConnection", day: date, methods: Methods) -> "pl.DataFrame":
    """Work out what the outlets add at the sensitive points in the hours of a day."""
    import polars as pl

    from ecolake.domain.dispersion.exposure import exposures
    from ecolake.domain.dispersion.limits import reason
    from ecolake.domain.dispersion.stability import CLASSES
    from ecolake.standards.methods.dispersion import Dispersion

    method = methods.load(Dispersion, METHOD)
    known = (
        lake.execute("select * from lake.derived_dispersion_hour")
        .pl()
        .with_columns(pl.col("observed_at").dt.convert_time_zone("UTC"))
    )
    number = pl.col("stability_class").replace_strict(
        {name: at for at, name in enumerate(CLASSES)}, default=None, return_dtype=pl.Int64
    )
    emissions = (
        lake.execute(_EMISSIONS, {"pollutants": sorted(method.pollutants)})
        .pl()
        .with_columns(pl.col("observed_at").dt.convert_time_zone("UTC"))
    )
    points = lake.execute(_POINTS, {"kinds": list(method.sensitive)}).pl()
    made = exposures(known.with_columns(class_number=number), emissions, points, method)
    hour_limit = pl.col("pollutant_code").replace_strict(
        {code: one.hour_limit_ug_m3 for code, one in method.pollutants.items()}, return_dtype=pl.Float64
    )
    names = points.select("point_id", "point_name", "point_kind")
    return (
        made.join(names, on="point_id", how="left")
        .with_columns(
            day=pl.lit(day), reason_zh=reason("state", 0), reason_en=reason("state", 1), hour_limit=hour_limit
        )
        .select(column.name for column in EXPOSURE.columns)
    )


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

HOUR: Final = DerivedTable(
    name="dispersion_hour",
    title=Text(
        zh="自动监控废气排放口每小时的大气稳定度、混合层与烟气抬升",
        en="The air at each monitored outlet and hour: stability, mixed layer and rise of its plume",
    ),
    columns=(
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
        Column(
            "gas_speed", "DOUBLE", "烟气出口流速（方法取值）", "speed of the gas, by the method", unit="m/s"
        ),
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
    ),
    reads=(
        Reads("meteorology.weather_station_hourly", day=_OBSERVED),
        Reads("iot.source_monitoring_point", remakes=False),
        Reads("enterprises.enterprise_air_outlet", remakes=False),
        Reads("ecology.elevated_source", remakes=False),
    ),
    compute=hours,
    methods=(METHOD,),
)

EXPOSURE: Final = DerivedTable(
    name="dispersion_exposure",
    title=Text(
        zh="自动监控废气排放口每小时对各敏感点的浓度贡献（高斯烟羽）",
        en="What each monitored outlet adds at each sensitive point and hour, by a Gaussian plume",
    ),
    columns=(
        Column("day", "DATE", "当地日期", "local day"),
        Column("monitoring_point_code", "VARCHAR", "监控点位编码", "monitoring point"),
        Column("pollutant_code", "VARCHAR", "污染物编码", "pollutant"),
        Column("observed_at", INSTANT, "小时起点（UTC）", "full hour (UTC)"),
        Column(
            "point_id", "VARCHAR", "敏感点编号（村庄为村级代码）", "sensitive point; of a village its code"
        ),
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
    ),
    reads=(
        Reads("derived.dispersion_hour", day="day"),
        Reads("iot.source_concentration_hourly", day=_MEASURED),
        Reads("internet.point_of_interest", remakes=False),
        Reads("ecology.grid_unit", remakes=False),
    ),
    compute=exposure,
    methods=(METHOD,),
)

TABLES: Final = (HOUR, EXPOSURE)
