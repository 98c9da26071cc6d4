"""What the rivers carry on a day: quality at the sections, stage at the stations.

Belongs here: hourly water. Does not belong here: the network (``waters``), discharges (``river_felt``).

What discharges add is traced from the outlets of the events of the last days (``river_felt``), so that any day stands alone.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import stream
from simulator.world.river_felt import effects, felt
from simulator.world.waves import season, table, wave
from simulator.world.weather import field, rain_before

if TYPE_CHECKING:
    from simulator.world.world import World

_DIGITS = {
    "water_temperature": 1, "ph": 2, "dissolved_oxygen": 2, "conductivity": 1, "turbidity": 1,
    "permanganate_index": 2, "ammonia_nitrogen": 3, "total_phosphorus": 3, "total_nitrogen": 2,
    "chemical_oxygen_demand": 1, "flow_m3_s": 3,
}  # fmt: skip
_BASE = {
    "permanganate_index": 2.4, "ammonia_nitrogen": 0.18, "total_phosphorus": 0.05, "total_nitrogen": 1.2,
    "chemical_oxygen_demand": 9.5,
}  # fmt: skip
# GB 3838-2002 table 1, classes I to V; dissolved oxygen is to be at least, the others at most.
_CLASSES = ("I", "II", "III", "IV", "V", "worse")
_LIMITS = {
    "dissolved_oxygen": (7.5, 6.0, 5.0, 3.0, 2.0),
    "permanganate_index": (2, 4, 6, 10, 15),
    "ammonia_nitrogen": (0.15, 0.5, 1.0, 1.5, 2.0),
    "total_phosphorus": (0.02, 0.1, 0.2, 0.3, 0.4),
}


def hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Quality by section and hour, with the discharge that a section feels at that hour, if any."""
    sections = world.frame("section")
    values = _background(world, day, sections)
    added, cause = felt(world, day, sections, values["flow_m3_s"])
    for name, extra in added.items():
        values[name] = values[name] + extra
    oxygen = 0.12 * added.get("chemical_oxygen_demand", np.zeros_like(values["ph"]))
    values["dissolved_oxygen"] = np.clip(values["dissolved_oxygen"] - oxygen, 0.3, None)
    keys = sections.select(
        "section_code", "section_name", "division_code", "county_name", "city_code", "city_name"
    )
    rows = table(keys, day, {name: values[name] for name in _DIGITS}, _DIGITS)
    return rows.with_columns(
        water_quality_class=quality_class(rows),
        cause=pl.Series(cause.ravel(), dtype=pl.String).replace("", None),
    )


def discharge_effect(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Where and when the discharges that begin on the day are felt below their outlets: known to nobody but the truth."""
    sections = world.frame("section")
    return effects(world, day, _background(world, day, sections)["flow_m3_s"])


def quality_class(rows: pl.DataFrame) -> pl.Series:
    """Return the class that the worst of the quantities gives (GB 3838-2002, single factor)."""
    worst = np.zeros(rows.height, dtype=np.int64)
    for name, limits in _LIMITS.items():
        values = rows[name].to_numpy()
        sign = -1 if name == "dissolved_oxygen" else 1
        worst = np.maximum(worst, np.searchsorted(np.array(limits) * sign, values * sign, side="left"))
    return pl.Series(_CLASSES, dtype=pl.String).gather(worst)


def _background(world: "World", day: date, sections: pl.DataFrame) -> dict[str, Any]:
    """Return (section, 24) values of a river that nobody spoils."""
    size, hour, seed = sections.height, np.arange(24.0), world.seed
    divisions = sections["division_code"]
    rain = rain_before(world, day, divisions)
    swing = wave(seed, f"sections/{world.profile}", size, day)
    high = (1 + 0.45 * season(day, 165)) * (1 + 0.05 * rain.clip(0, 80)) * np.exp(0.08 * swing)
    flow = sections["mean_flow"].to_numpy()[:, None] * high
    warm = 0.72 * field(world, day, "temperature", divisions).mean(axis=1)[:, None] + 5.2
    light = np.sin((hour - 9) / 12 * np.pi)[None, :]
    temperature = np.clip(warm + 0.8 * light + 0.2 * swing, 2, 35)
    saturation = 14.6 - 0.39 * temperature + 0.0065 * temperature**2 - 4e-5 * temperature**3
    noise = stream("water", seed, day).lognormal(0, 0.05, (len(_BASE), size, 24))
    dirty = sections["cleanliness"].to_numpy()[:, None]
    target = np.where(sections["water_function_class"].to_numpy() == "II", 1.0, 1.55)[:, None]
    scale = dirty * target * high**-0.2 * np.exp(0.06 * swing)
    values: dict[str, Any] = {
        name: base * scale * noise[place] for place, (name, base) in enumerate(_BASE.items())
    }
    return values | {
        "water_temperature": temperature,
        "ph": 7.25 + 0.18 * light + 0.08 * swing,
        "dissolved_oxygen": saturation * np.clip(0.97 + 0.05 * light - 0.06 * (scale - 1), 0.3, 1.2),
        "conductivity": 130 * scale * np.ones((size, 24)),
        "turbidity": 9 * (1 + 0.12 * rain.clip(0, 100)) * np.exp(0.1 * swing),
        "flow_m3_s": flow,
    }


def river_stage(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Stage, flow and rain at the stations of the hydrometric network other than those of reservoirs."""
    stations = world.frame("hydrometric_station").filter(pl.col("station_type") != "RR")
    divisions, size = stations["division_code"], stations.height
    rain = rain_before(world, day, divisions)
    mean = stations["drainage_area"].to_numpy() * 0.032
    flow = mean[:, None] * (1 + 0.45 * season(day, 165)) * (1 + 0.05 * rain.clip(0, 80))
    flow = flow * np.exp(0.04 * wave(world.seed, f"stage/{world.profile}", size, day))
    floor = stream("datum", world.seed).uniform(3, 180, size)[:, None]
    values = {
        "water_level": floor + 0.9 * flow**0.33,
        "flow_m3_s": flow,
        "rainfall": field(world, day, "rainfall", divisions),
    }
    keys = stations.select("station_code", "station_type", "division_code", "city_code")
    return table(keys, day, values, {"water_level": 2, "flow_m3_s": 2, "rainfall": 1})


def reservoir_stage(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Level, storage, inflow and outflow of the reservoirs, every hour."""
    reservoirs = world.frame("reservoir")
    size = reservoirs.height
    rain = rain_before(world, day, reservoirs["division_code"])
    full = 0.72 + 0.12 * season(day, 190) + 0.03 * wave(world.seed, f"reservoir/{world.profile}", size, day)
    inflow = reservoirs["upstream_area_km2"].to_numpy()[:, None] * 0.02 * (1 + 0.08 * rain.clip(0, 80))
    values = {
        "water_level": reservoirs["normal_level_m"].to_numpy()[:, None] - 12 * (1 - full),
        "storage_10k_m3": reservoirs["storage_10k_m3"].to_numpy()[:, None] * full.clip(0.2, 1.0),
        "inflow": inflow,
        "outflow": inflow * 0.85,
    }
    keys = reservoirs.select("reservoir_code", "station_code", "division_code", "city_code")
    return table(keys, day, values, {"water_level": 2, "storage_10k_m3": 2, "inflow": 3, "outflow": 3})
