"""A lake in memory with what departments know of the rivers of a simulated province, without faults of delivery.

Belongs here: the tables that the river's derived tables read. Does not belong here: truth, scores (`river`).

Registers come from the department's own tables. Hourly values are those of the instruments: to make the departments' tables of them
takes minutes a week and changes no value.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from ecolake.derived import tables
from ecolake.derived.model import AnyTable, DerivedTable, Methods
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load
from simulator.tables.build import Tables
from simulator.world.world import World

ROOT = Path(__file__).parents[2]
REGISTERS = (
    "agriculture.livestock_farm",
    "cities.city_water_station",
    "ecology.catchment",
    "ecology.penalty_case",
    "ecology.permit_outlet_limit",
    "ecology.section_monthly_evaluation",
    "ecology.small_watershed",
    "ecology.surface_water_section",
    "enterprises.enterprise_water_outlet",
    "iot.source_monitoring_point",
    "mee.drinking_water_source",
    "mee.national_water_station",
    "mee.permit_issuance",
    "water_resources.hydrometric_station",
)
PARAMETERS = {"permanganate_index": "w01019", "ammonia_nitrogen": "w21003", "total_phosphorus": "w21011"}
POLLUTANTS = ("w01018", "w21003", "w21011")
_EMPTY = {
    "mee__national_water_station_hourly": "station_name varchar, observed_at timestamptz, ph double, dissolved_oxygen double, "
    "permanganate_index double, ammonia_nitrogen double, total_phosphorus double, total_nitrogen double",
    "cities__city_water_station_hourly": "station_code varchar, observed_at timestamptz, pollutant_code varchar, result double, "
    "is_valid boolean",
}


def lake_of(
    world: World, days: int, standards: Standards, *, devices: bool = True
) -> duckdb.DuckDBPyConnection:
    """Fill the schema `lake` with the registers of the first day and the hours of all days."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'; create schema lake")
    made = Tables(world, standards)
    for dataset in REGISTERS:
        _put(connection, dataset.replace(".", "__"), made.rows(dataset, world.start))
    for name, columns in _EMPTY.items():
        connection.execute(f"create table lake.{name} ({columns})")
    stations = world.frame("water_station").select("section_code")
    for day in (world.start + timedelta(days=passed) for passed in range(days)):
        _put(connection, "ecology__water_station_hourly", _hours(world.day("water_hourly", day), stations))
        _put(connection, "water_resources__river_stage", _stages(world.day("river_stage", day)))
        if devices:
            _put(connection, "iot__source_concentration_hourly", _devices(world.day("source_hourly", day)))
    return connection


def derive(connection: duckdb.DuckDBPyConnection, standards: Standards, days: list[date]) -> None:
    """Work out the derived tables of water and rivers, as a run does."""
    names = [table.name for table in tables.declared(standards)]
    derive_of(
        connection,
        standards,
        days,
        [name for name in names if name.startswith(("water_", "river_", "outlet_"))],
    )


def derive_of(
    connection: duckdb.DuckDBPyConnection, standards: Standards, days: list[date], names: Sequence[str]
) -> None:
    """Work out some of them; those that they read must be among them."""
    methods = Methods(ROOT / "standards", standards)
    for table in tables.declared(standards):
        if table.name not in names:
            continue
        types = ", ".join(f"{column.name} {column.type}" for column in table.columns)
        connection.execute(f"create table lake.derived_{table.name} ({types})")
        for part in _parts(table, connection, days, methods):
            connection.register("made", part)
            connection.execute(f"insert into lake.derived_{table.name} by name select * from made")
            connection.unregister("made")


def _parts(
    table: AnyTable, connection: duckdb.DuckDBPyConnection, days: list[date], methods: Methods
) -> Iterator[pl.DataFrame]:
    if isinstance(table, DerivedTable):
        yield from (table.compute(connection, day, methods) for day in days)
    else:
        yield table.compute(connection, methods)


def standards() -> Standards:
    """Load the standards of the checkout."""
    return load(ROOT / "standards")


def _put(connection: duckdb.DuckDBPyConnection, name: str, rows: pl.DataFrame) -> None:
    connection.register("delivered", rows)
    connection.execute(f"create table if not exists lake.{name} as select * from delivered limit 0")
    connection.execute(f"insert into lake.{name} by name select * from delivered")
    connection.unregister("delivered")


def _hours(rows: pl.DataFrame, stations: pl.DataFrame) -> pl.DataFrame:
    here = rows.join(stations, on="section_code", how="semi")
    return here.unpivot(
        list(PARAMETERS), index=["section_code", "observed_at"], variable_name="name", value_name="value"
    ).select(
        station_code="section_code",
        monitored_at="observed_at",
        pollutant_code=pl.col("name").replace_strict(PARAMETERS, return_dtype=pl.String),
        value="value",
    )


def _stages(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select("station_code", "observed_at", discharge="flow_m3_s")


def _devices(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("pollutant_code").is_in(POLLUTANTS)).select(
        "monitoring_point_code", "pollutant_code", measured_at="observed_at", concentration_mean="value"
    )


def world_of(profile: str, seed: int, start: date) -> Any:
    """Make a world."""
    from simulator.world import make_world

    return make_world(profile, seed, start)
