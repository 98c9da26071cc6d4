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
    "mee.discharge_registration",
    "mee.drinking_water_source",
    "mee.national_water_station",
    "mee.permit_issuance",
    "water_resources.hydrometric_station",
)
REPORTS = ("mee.hotline_12369_report",)
PARAMETERS = {"permanganate_index": "w01019", "ammonia_nitrogen": "w21003", "total_phosphorus": "w21011"}
POLLUTANTS = ("w01018", "w21003", "w21011")
_DEVICES = "iot__source_concentration_hourly"
_EMPTY = {
    "mee__national_water_station_hourly": "station_name varchar, observed_at timestamptz, ph double, dissolved_oxygen double, "
    "permanganate_index double, ammonia_nitrogen double, total_phosphorus double, total_nitrogen double",
    "cities__city_water_station_hourly": "station_code varchar, observed_at timestamptz, pollutant_code varchar, result double, "
    "is_valid boolean",
}


def lake_of(
    world: World, days: int, standards: Standards, *, devices: bool = True
) -> duckdb.DuckDBPyConnection:
    """Fill the schema `lake` with the registers of the first day, and the hours and reports of all days."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'; create schema lake; create schema by_day")
    made = Tables(world, standards)
    for dataset in REGISTERS:
        _put(connection, "lake", dataset.replace(".", "__"), _accepted(made.rows(dataset, world.start)))
    for name, columns in _EMPTY.items():
        connection.execute(f"create table lake.{name} ({columns})")
    stations = world.frame("water_station").select("section_code")
    dates = [world.start + timedelta(days=passed) for passed in range(days)]
    for day in dates:
        _keep(
            connection, "ecology__water_station_hourly", day, _hours(world.day("water_hourly", day), stations)
        )
        _keep(connection, "water_resources__river_stage", day, _stages(world.day("river_stage", day)))
        if devices:
            _keep(connection, _DEVICES, day, _devices(world.day("source_hourly", day)))
            for dataset in REPORTS:
                _keep(connection, dataset.replace(".", "__"), day, _accepted(made.rows(dataset, day)))
    show(connection, dates)
    return connection


def show(connection: duckdb.DuckDBPyConnection, days: Sequence[date]) -> None:
    """Show of what has a day those days alone, as a run does: else each day is looked for among all."""
    kept: dict[str, list[str]] = {}
    for (table,) in connection.sql(
        "select table_name from duckdb_tables() where schema_name = 'by_day' order by all"
    ).fetchall():
        name, day = table.rsplit("_", 1)
        shown = kept.setdefault(name, [f'select * from by_day."{table}" where false'])
        if date.fromisoformat(day) in days:
            shown.append(f'select * from by_day."{table}"')
    for name, parts in kept.items():
        connection.execute(f"create or replace view lake.{name} as {' union all '.join(parts)}")


def derive_of(
    connection: duckdb.DuckDBPyConnection, standards: Standards, days: list[date], names: Sequence[str]
) -> None:
    """Work out derived tables, as a run does; those that they read must be among them, or there."""
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
    show(connection, days)


def _parts(
    table: AnyTable, connection: duckdb.DuckDBPyConnection, days: list[date], methods: Methods
) -> Iterator[pl.DataFrame]:
    if isinstance(table, DerivedTable):
        for day in days:
            show(connection, _near(day, table))
            yield table.compute(connection, day, methods)
    else:
        yield table.compute(connection, methods)


def _near(day: date, table: DerivedTable) -> list[date]:
    before = table.before + max(read.before for read in table.reads)
    after = table.after + max(read.after for read in table.reads)
    return [day + timedelta(days=passed) for passed in range(-before, after + 1)]


def standards() -> Standards:
    """Load the standards of the checkout."""
    return load(ROOT / "standards")


def _accepted(rows: pl.DataFrame) -> pl.DataFrame:
    """Add what the lake says of a row that was accepted once and stayed as it was."""
    return rows.with_columns(
        pl.lit(1, pl.Int64).alias("_sequence"),
        pl.int_range(1, pl.len() + 1).alias("_row"),
        pl.lit(None, pl.String).alias("_withdrawn_by"),
    )


def _keep(connection: duckdb.DuckDBPyConnection, name: str, day: date, rows: pl.DataFrame) -> None:
    _put(connection, "by_day", f"{name}_{day:%Y%m%d}", rows)


def _put(connection: duckdb.DuckDBPyConnection, schema: str, name: str, rows: pl.DataFrame) -> None:
    connection.register("delivered", rows)
    connection.execute(f'create table {schema}."{name}" as select * from delivered')
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
