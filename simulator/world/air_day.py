"""Concentrations at the air stations, hour by hour.

Belongs here: 1-hour means, driven by weather, season, traffic and place. Does not belong here: indices,
running means (``mee``).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import Floats, stream
from simulator.world.waves import season, table, wave
from simulator.world.weather import field

if TYPE_CHECKING:
    from simulator.world.world import World

POLLUTANTS = ("so2", "no2", "pm10", "pm2_5", "co", "o3")
_MEAN = {"so2": 6.0, "no2": 17.0, "pm10": 36.0, "pm2_5": 20.0, "co": 0.6, "o3": 52.0}
_DIGITS = {"so2": 0, "no2": 0, "pm10": 0, "pm2_5": 0, "co": 1, "o3": 0}
_MISSING_RATE = 0.008  # of single values
_BESIDE = 0.008  # of station-hours with a source of dust or smoke close by
_OFFLINE_RATE = 0.005  # of whole stations and hours


def ambient(world: "World", day: date, divisions: pl.Series) -> dict[str, Floats]:
    """Return (n, 24) usual concentrations in the counties of n places, by weather, season and traffic (µg/m3, CO in mg/m3)."""
    hour = np.arange(24.0)
    wind = field(world, day, "wind_speed", divisions)
    wash = np.exp(-0.12 * field(world, day, "rainfall", divisions).clip(0, 8))
    warm = field(world, day, "temperature", divisions)
    sun = field(world, day, "sunshine_min", divisions) / 60
    still = np.exp(0.55 - 0.2 * wind + 0.12 * wave(world.seed, "stagnation", 1, day))
    traffic = (1 + 0.35 * np.exp(-(((hour - 8) / 2) ** 2)) + 0.45 * np.exp(-(((hour - 19) / 2.5) ** 2)))[
        None, :
    ]
    winter = 1 + 0.35 * season(day, 15)
    # Ozone builds up over the sunny hours and goes on a while after them.
    lit = (
        np.cumsum(sun * np.clip((warm + 5) / 25, 0.3, 2), axis=1)
        * np.exp(-np.clip(hour - 14, 0, None) / 3)[None, :]
    )
    shape = {
        "so2": still * wash,
        "no2": still * traffic * winter * wash,
        "pm10": still * winter * wash,
        "pm2_5": still * winter * wash,
        "co": (0.5 + 0.5 * still) * traffic,
        "o3": 0.7 + 0.2 * lit,
    }
    return {name: _MEAN[name] * shape[name] for name in POLLUTANTS}


def hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Concentrations by station and hour, as published: rounded, null where missing (µg/m3, CO in mg/m3)."""
    stations = world.frame("air_station")
    size = stations.height
    usual = ambient(world, day, stations["division_code"])
    rng = stream("air", world.seed, day)
    level = stations["level"].to_numpy()[:, None]
    values: dict[str, Any] = {
        name: np.clip(usual[name] * level * rng.lognormal(0, 0.12, (size, 24)), 0.1, None)
        for name in POLLUTANTS
    }
    # Now and then something burns or is swept beside a station.
    near = np.where(rng.random((size, 24)) < _BESIDE, rng.uniform(2.0, 4.5, (size, 24)), 1.0)
    values |= {name: values[name] * near for name in ("pm10", "pm2_5")}
    values = {name: array.round(_DIGITS[name]) for name, array in values.items()}
    values["pm2_5"] = np.minimum(values["pm2_5"], values["pm10"])  # it is a part of it
    offline = rng.random((size, 24)) < _OFFLINE_RATE
    for name in POLLUTANTS:
        values[name] = np.where(offline | (rng.random((size, 24)) < _MISSING_RATE), np.nan, values[name])
    keys = stations.select(
        "station_code", "station_name", "division_code", "county_name", "city_code", "city_name"
    )
    return table(keys, day, values, _DIGITS)


def city_hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Means over the stations of each city, by city and hour."""
    means = [pl.col(name).mean().round(_DIGITS[name]) for name in POLLUTANTS]
    return (
        hourly(world, day)
        .group_by("city_code", "city_name", "observed_at", maintain_order=True)
        .agg(means)
        .sort("city_code", "observed_at")
    )
