"""Hot spots of the air, day by day, from stations, small sensors, patrol vehicles and drones, with what lay upwind of them.

Belongs here: which accepted rows are readings, winds, findings and sources, and what the tables hold. Does not belong here: the method
(`ecolake.domain.hotspot`), thresholds (`standards/methods/hotspot.yaml`).
"""

from datetime import date
from typing import TYPE_CHECKING, Final

from ecolake.derived import hotspot_columns as columns
from ecolake.derived.model import DerivedTable, Methods, Reads
from ecolake.standards.methods.hotspot import LONGEST_MEMORY
from ecolake.standards.model_base import Text

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
    where station.longitude is not null and station.latitude is not null and hourly.mean_value is not null
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
        places.region,
        ((places.longitude - driven.longitude) ** 2 + (places.latitude - driven.latitude) ** 2, places.instrument)
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
        and cast(took_off_at at time zone 'Asia/Shanghai' as date) = $day
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
    findings = lake.execute(_FINDINGS, {"words": "|".join(method.finding_words), "day": day}).pl()
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


CELL_HOUR: Final = DerivedTable(
    name="hot_cell_hour",
    title=Text(
        zh="网格每小时的颗粒物读数、区域背景与超出量",
        en="What each cell of the grid had in each hour, against its region",
    ),
    columns=columns.CELL_HOUR,
    reads=(
        Reads(
            "cities.city_air_station_hourly",
            f"observed_at {_LOCAL}",
            ("station_code", "pollutant_code", "observed_at", "mean_value"),
        ),
        Reads(
            "iot.patrol_vehicle_observation",
            f"observed_at {_LOCAL}",
            ("vehicle_plate", "pollutant_code", "observed_at", "longitude", "latitude", "concentration"),
        ),
        Reads(
            "cities.city_air_station",
            items=("station_code", "station_type", "division_code", "longitude", "latitude"),
            remakes=False,
        ),
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
    columns=columns.CELL,
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
    columns=columns.SPOT,
    reads=(
        Reads("derived.hot_cell", day="day", before=LONGEST_MEMORY - 1),
        Reads("iot.drone_inspection", f"took_off_at {_LOCAL}", ("took_off_at", "track", "finding")),
    ),
    compute=spots,
    methods=(METHOD,),
)

SOURCE: Final = DerivedTable(
    name="hot_spot_source",
    title=Text(
        zh="热点上风向的污染源及其嫌疑程度", en="Sources upwind of a hot spot, and how likely each is"
    ),
    columns=columns.SOURCE,
    reads=(
        Reads("derived.hot_spot", day="day"),
        Reads("derived.hot_cell_hour", day="day"),
        Reads(
            "meteorology.weather_station_hourly",
            f"observed_at {_LOCAL}",
            ("division_code", "observed_at", "wind_direction", "wind_speed"),
        ),
        Reads(
            "ecology.discharge_permit",
            items=("unified_social_credit_code", "enterprise_name", "outlet_medium", "longitude", "latitude"),
            remakes=False,
        ),
        Reads(
            "housing_construction.construction_site_dust",
            items=("record_id", "site_name", "longitude", "latitude"),
            remakes=False,
        ),
    ),
    compute=sources,
    methods=(METHOD,),
)

TABLES: Final = (CELL_HOUR, CELL, SPOT, SOURCE)
