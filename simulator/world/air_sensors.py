"""Small sensors, patrol vehicles and drones: what they measure of the air, hot spots and all.

Belongs here: who measures where, with which errors of its own. Does not belong here: the regulatory stations (``air_day``), which no
hot spot reaches, and the hot spots themselves (``hot_spots``).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.air_day import POLLUTANTS, ambient
from simulator.world.chance import Ints, stream
from simulator.world.hot_spots import ADDED, SENSORS_A_CLUSTER, added
from simulator.world.settlements import PLACE
from simulator.world.waves import midnight, table, utc
from simulator.world.weather import field

if TYPE_CHECKING:
    from simulator.world.world import World

_METRES = 111_195.0
_MOMENTS, _FIRST, _STEP = 24, 8 * 60, 30  # of a drive; minutes of the day of China
_FLIGHTS = 5  # of a drone in a day
_SEEN = 500.0  # metres from a track within which a crew sees what pollutes
_FOUND = {
    "dust": "发现露天堆场裸露作业，扬尘明显",
    "burning": "发现露天焚烧，有明显烟气",
    "night_work": "发现厂区无组织排放，烟尘外逸",
    "always": "发现厂区无组织排放，烟尘外逸",
}
_DIGITS = dict.fromkeys(ADDED, 1)


def micro_station(world: "World") -> pl.DataFrame:
    """Small sensors around works, by code; each reads a little too high or too low, always."""
    clusters = world.frame("hot_cluster")
    each = clusters.select(pl.all().repeat_by(SENSORS_A_CLUSTER).explode(empty_as_null=False))
    size = each.height
    rng = stream("air_micro_station", world.seed)
    turn = np.arange(size) % SENSORS_A_CLUSTER * 2 * np.pi / SENSORS_A_CLUSTER
    angle, away = turn + rng.normal(0, 0.25, size), rng.uniform(250, 800, size)
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5)
    straight = np.cos(np.radians(each["latitude"].to_numpy()))
    return each.select(
        ("MK" + number).alias("station_code"),
        (pl.col("county_name") + "微站" + number).alias("station_name"),
        pl.lit("other").alias("control_level"),
        pl.Series("level", rng.uniform(0.9, 1.15, size).round(3)),
        pl.Series("gain", rng.lognormal(0, 0.08, size).round(3)),
        *PLACE[:4],
        (pl.col("longitude") + pl.Series(away * np.sin(angle) / (_METRES * straight))).round(6),
        (pl.col("latitude") + pl.Series(away * np.cos(angle) / _METRES)).round(6),
        "cluster_number",
    ).sort("station_code")


def micro_hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """PM10 and PM2.5 by small sensor and hour (µg/m3)."""
    sensors = world.frame("air_micro_station")
    keys = sensors.select("station_code", "station_name", *PLACE[:4])
    own = ambient(world, day, sensors["division_code"])
    more = added(world, day, sensors)
    rng = stream("air_micro", world.seed, day)
    # Light is scattered by drops as by dust: in moist air such a sensor reads high.
    damp = 1 + 0.008 * np.clip(field(world, day, "relative_humidity", sensors["division_code"]) - 80, 0, None)
    level, gain = (sensors[name].to_numpy()[:, None] for name in ("level", "gain"))
    made: dict[str, Any] = {
        name: ((own[name] * level + more[name]) * gain * damp * rng.lognormal(0, 0.13, damp.shape)).round(1)
        for name in ADDED
    }
    return table(keys, day, made, _DIGITS)


def city_point(world: "World") -> pl.DataFrame:
    """What cities list as air stations: those of the networks, then their small sensors."""
    kind = pl.col("control_level").replace_strict(
        {"national": "国控站", "provincial": "省控站"}, default="微型站", return_dtype=pl.String
    )
    columns = ("station_code", "station_name", "control_level", *PLACE)
    both = [world.frame(name).select(columns) for name in ("air_station", "air_micro_station")]
    return pl.concat(both).with_columns(station_type=kind)


def city_hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Hourly values of all that cities list, small sensors last; these know of particles alone."""
    return pl.concat([world.day("air_hourly", day), world.day("air_micro_hourly", day)], how="diagonal")


def patrol(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """What patrol vehicles read on their way from area to area, every half hour from eight, by plate (µg/m3)."""
    cars = world.frame("vehicle").filter(pl.col("vehicle_kind") == "patrol")
    moments = min(_MOMENTS, world.hours)
    rng = stream("patrol", world.seed, day)
    minutes = _FIRST + np.arange(moments) * _STEP
    rows = cars.select("vehicle_plate", *PLACE).select(
        pl.all().repeat_by(moments).explode(empty_as_null=False)
    )
    size = rows.height
    rows = _at_areas(world, rows, moments, rng)
    hour = np.tile(minutes // 60, cars.height)
    whole = ambient(world, day, rows["division_code"])
    base = {name: whole[name][np.arange(size), hour] for name in POLLUTANTS}
    more = added(world, day, rows, hour)
    values = {name: base[name] * rng.lognormal(0, 0.18, size) for name in POLLUTANTS}
    values |= {name: values[name] + more[name][:, 0] * rng.lognormal(0, 0.15, size) for name in ADDED}
    values["co"] = values["co"] * 1000  # the standard's item is in µg/m3
    seconds = np.tile(minutes * 60, cars.height) * np.timedelta64(1, "s")
    return rows.with_columns(
        observed_at=utc(np.datetime64(midnight(day), "us") + seconds),
        vehicle_speed=pl.Series(rng.uniform(12, 45, size).round(1)),
        **{name: pl.Series(array.round(1)) for name, array in values.items()},
    )


def flight(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Flights of drones over works, with their track and what the crew found, by number."""
    drones = world.frame("drone")
    rng = stream("flight", world.seed, day)
    rows = drones.select("drone_code", *PLACE).select(
        pl.all().repeat_by(_FLIGHTS).explode(empty_as_null=False)
    )
    size = rows.height
    rows = _at_areas(world, rows, _FLIGHTS, rng)
    minutes = 8 * 60 + np.arange(size) % _FLIGHTS * 110 + rng.integers(0, 40, size)
    begin = np.datetime64(midnight(day), "us") + minutes * np.timedelta64(60, "s")
    lasts = rng.integers(18, 55, size) * np.timedelta64(60, "s")
    spots = world.day("hot_spot", day)
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(4)
    return rows.with_columns(
        pl.format("UF{}{}", pl.lit(f"{day:%Y%m%d}"), number).alias("flight_number"),
        took_off_at=utc(begin),
        landed_at=utc(begin + lasts),
        flight_track=pl.Series(_tracks(rows), dtype=pl.String),
        flight_finding=pl.Series(_findings(rows, spots, minutes // 60), dtype=pl.String),
    )


def _at_areas(world: "World", rows: pl.DataFrame, each: int, rng: np.random.Generator) -> pl.DataFrame:
    """Move each row to some place at an area of its own city, or at a works where there are no areas there."""
    size = rows.height
    areas = world.frame("hot_cluster")
    if areas.is_empty():
        areas = world.frame("enterprise").select(PLACE)
    angle, away = rng.uniform(0, 2 * np.pi, size), 700 * np.sqrt(rng.random(size))
    turn, draw = np.arange(size) % max(1, each), rng.integers(0, 1_000_000, size)
    chosen = np.zeros(size, dtype=np.int64)
    homes, cities = areas["city_code"].to_numpy(), rows["city_code"].to_numpy()
    for city in np.unique(cities):
        here = np.flatnonzero(homes == city)
        own = here if len(here) else np.arange(areas.height)
        mine = cities == city
        # One after the other, each vehicle from another one on.
        chosen[mine] = own[
            (turn[mine] + (np.arange(size) // max(1, each))[mine] * 7 + draw[mine] % 2) % len(own)
        ]
    at = areas[chosen]
    straight = _METRES * np.cos(np.radians(at["latitude"].to_numpy()))
    return rows.with_columns(
        *(at[name] for name in PLACE[:4]),
        longitude=(at["longitude"] + pl.Series(away * np.sin(angle) / straight)).round(6),
        latitude=(at["latitude"] + pl.Series(away * np.cos(angle) / _METRES)).round(6),
    )


def _tracks(rows: pl.DataFrame) -> list[str]:
    """A narrow Z over each place."""
    shape = ((-0.002, 0.002), (0.002, 0.002), (-0.002, -0.002), (0.002, -0.002))
    return [
        "LINESTRING (" + ", ".join(f"{x + east:.6f} {y + north:.6f}" for east, north in shape) + ")"
        for x, y in rows.select("longitude", "latitude").iter_rows()
    ]


def _findings(rows: pl.DataFrame, spots: pl.DataFrame, hour: Ints) -> list[str | None]:
    """What a crew writes down: only what pollutes nearby at that hour."""
    said: list[str | None] = []
    for at, (x, y) in zip(hour, rows.select("longitude", "latitude").iter_rows(), strict=True):
        seen = [
            _FOUND[spot["kind"]]
            for spot in spots.iter_rows(named=True)
            if np.hypot(
                (spot["longitude"] - x) * _METRES * np.cos(np.radians(y)), (spot["latitude"] - y) * _METRES
            )
            < _SEEN
            and spot["first_hour"] <= at < spot["last_hour"]
        ]
        said.append(seen[0] if seen else None)
    return said
