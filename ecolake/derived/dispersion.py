"""Plumes of the outlets that are monitored, hour by hour, and what they add at schools, hospitals and villages.

Belongs here: which accepted rows the method is fed with, and what its tables hold. Does not belong here: the formulas
(`ecolake.domain.dispersion`), thresholds (`standards/methods/dispersion.yaml`).
"""

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Final

from ecolake.derived import dispersion_columns as columns
from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.model_base import Text

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


HOUR: Final = DerivedTable(
    name="dispersion_hour",
    title=Text(
        zh="自动监控废气排放口每小时的大气稳定度、混合层与烟气抬升",
        en="The air at each monitored outlet and hour: stability, mixed layer and rise of its plume",
    ),
    columns=columns.HOUR,
    reads=(
        Reads(
            "meteorology.weather_station_hourly",
            _OBSERVED,
            (
                "division_code",
                "observed_at",
                "wind_direction",
                "wind_speed",
                "temperature",
                "humidity",
                "rainfall",
                "air_pressure",
            ),
        ),
        Reads(
            "iot.source_monitoring_point",
            items=(
                "monitoring_point_code",
                "permit_number",
                "discharge_outlet_code",
                "longitude",
                "latitude",
            ),
            remakes=False,
        ),
        Reads(
            "enterprises.enterprise_air_outlet", items=("stack_height", "stack_cross_section"), remakes=False
        ),
        Reads("ecology.elevated_source", items=("stack_height",), remakes=False),
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
    columns=columns.EXPOSURE,
    reads=(
        Reads("derived.dispersion_hour", day="day"),
        Reads(
            "iot.source_concentration_hourly",
            _MEASURED,
            ("monitoring_point_code", "measured_at", "pollutant_code", "discharge"),
        ),
        Reads(
            "internet.point_of_interest",
            items=("record_id", "point_name", "poi_category", "longitude", "latitude"),
            remakes=False,
        ),
        Reads("ecology.grid_unit", items=("grid_code", "grid_name", "boundary"), remakes=False),
    ),
    compute=exposure,
    methods=(METHOD,),
)

TABLES: Final = (HOUR, EXPOSURE)
