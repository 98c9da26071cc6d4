"""What is measured at sea, of noise and of radiation.

Belongs here: hourly values of those stations. Does not belong here: rivers, air, outlets.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import stream
from simulator.world.waves import season, table, wave
from simulator.world.weather import field

if TYPE_CHECKING:
    from simulator.world.world import World

_SEA = {
    "water_temperature": 2, "salinity": 2, "ph": 2, "dissolved_oxygen": 2, "turbidity": 1, "chlorophyll_a": 2,
    "active_phosphate": 4, "nitrate_nitrogen": 4,
}  # fmt: skip
_NOISE = {"0": 42.0, "1": 46.0, "2": 51.0, "3": 55.0, "4a": 60.0, "4b": 60.0}


def sea(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Sea water at the automatic stations and the buoys, by station and hour."""
    kept = ("station_code", "station_name", "sea_area_name", "division_code", "city_code")
    stations = pl.concat(
        [world.frame("sea_station").filter("is_automatic").select(kept), world.frame("buoy").select(kept)]
    ).sort("station_code")
    size, hour = stations.height, np.arange(24.0)
    swing = wave(world.seed, f"sea/{world.profile}", size, day)
    light = np.sin((hour - 9) / 12 * np.pi)[None, :]
    noise = stream("sea", world.seed, day).lognormal(0, 0.06, (3, size, 24))
    values = {
        "water_temperature": 21 + 6.5 * season(day, 230) + 0.4 * light + 0.3 * swing,
        "salinity": 30.5 + 0.7 * swing,
        "ph": 8.08 + 0.04 * light + 0.02 * swing,
        "dissolved_oxygen": 7.4 - 1.1 * season(day, 230) + 0.25 * light + 0.1 * swing,
        "turbidity": 8 * np.exp(0.15 * swing) * noise[0],
        "chlorophyll_a": 2.4 * (1 + 0.4 * season(day, 140)) * np.exp(0.2 * swing),
        "active_phosphate": 0.016 * noise[1],
        "nitrate_nitrogen": 0.21 * noise[2],
    }
    return table(stations, day, values, _SEA)


def noise(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Equivalent sound level by point and hour."""
    points = world.frame("noise_point")
    size, hour = points.height, np.arange(24.0)
    level = points["acoustic_zone_class"].replace_strict(_NOISE, return_dtype=pl.Float64).to_numpy()[:, None]
    daily = np.where((hour >= 6) & (hour < 22), 3.0, -4.0)[None, :]
    spread = stream("noise", world.seed, day).normal(0, 2.2, (size, 24))
    keys = points.select("point_code", "point_name", "acoustic_zone_class", "division_code", "city_code")
    return table(keys, day, {"leq": level + daily + spread}, {"leq": 1})


def radiation(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Gamma dose rate by station and hour; rain washes radon's daughters down and raises it a little."""
    stations = world.frame("radiation_station")
    rain = field(world, day, "rainfall", stations["division_code"])
    spread = stream("radiation", world.seed, day).normal(0, 1.1, rain.shape)
    values = {
        "gamma_dose_rate": stations["background"].to_numpy()[:, None] + 2.2 * rain.clip(0, 12) + spread,
        "rainfall": rain,
    }
    keys = stations.select("station_code", "station_name", "station_kind", "division_code", "city_code")
    return table(keys, day, values, {"gamma_dose_rate": 1, "rainfall": 1})
