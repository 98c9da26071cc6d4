"""What the rivers carry on a day: quality at the sections, stage at the stations.

Belongs here: hourly water. Does not belong here: the network (``waters``).

A discharge travels down the network with the speed of the water, spreads as it goes, is diluted by the flow at
each section and decays; the events of the last days are traced from their outlets, so that any day stands alone.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import Floats, Ints, Texts, stream
from simulator.world.facts import county
from simulator.world.waves import hours_of, season, table, wave
from simulator.world.weather import field, rain_before

if TYPE_CHECKING:
    from simulator.world.world import World

_LOOK_BACK = 6  # days that a discharge can still be felt
_OUTLET_M3_S = 0.2  # a tank emptied at once, not the outlet's usual flow
_DECAY_AN_HOUR = 0.008
_DIGITS = {
    "water_temperature": 1, "ph": 2, "dissolved_oxygen": 2, "conductivity": 1, "turbidity": 1,
    "permanganate_index": 2, "ammonia_nitrogen": 3, "total_phosphorus": 3, "total_nitrogen": 2,
    "chemical_oxygen_demand": 1, "flow_m3_s": 3,
}  # fmt: skip
_BASE = {
    "permanganate_index": 2.4, "ammonia_nitrogen": 0.18, "total_phosphorus": 0.05, "total_nitrogen": 1.2,
    "chemical_oxygen_demand": 9.5,
}  # fmt: skip
# What a gram of each pollutant of an outlet adds to the quantities measured in the river.
_ADDS = {
    "w01018": {"chemical_oxygen_demand": 1.0, "permanganate_index": 0.35},
    "w21003": {"ammonia_nitrogen": 1.0, "total_nitrogen": 1.1},
    "w21011": {"total_phosphorus": 1.0},
}
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
    added, cause = _felt(world, day, sections, values["flow_m3_s"])
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


def _felt(world: "World", day: date, sections: pl.DataFrame, flow: Floats) -> tuple[dict[str, Floats], Texts]:
    """Return what the events of the last days add at each section and hour, and the strongest of them."""
    shape = (sections.height, 24)
    events = world.since("discharge_event", day, _LOOK_BACK).filter(pl.col("outlet_medium") == "water")
    added = {name: np.zeros(shape) for names in _ADDS.values() for name in names}
    cause = np.full(shape, "", dtype=object)
    strongest = np.full(shape, 0.1)  # a tenth of a mg/L of anything: less is not felt
    which, where, away = _downstream(world, events, sections)
    if not len(which):
        return added, cause
    hits = _pulses(day, events, which, where, away, flow)
    ids, codes = events["event_id"].to_numpy(), events["pollutant_code"].to_numpy()
    # In a fixed order, a handful of sections an event: sums of floats must not depend on anything else.
    for row, section, pulse in zip(which, where, hits, strict=True):
        if pulse.max() <= 0:
            continue
        for name, weight in _ADDS[codes[row]].items():
            added[name][section] += weight * pulse
        relative = pulse / {"w01018": 1.0, "w21003": 0.1, "w21011": 0.05}[codes[row]]
        stronger = relative > strongest[section]
        cause[section, stronger] = ids[row]
        strongest[section, stronger] = relative[stronger]
    return added, cause


def _downstream(world: "World", events: pl.DataFrame, sections: pl.DataFrame) -> tuple[Ints, Ints, Floats]:
    """Return for every event and section below it: row of the event, row of the section, kilometres."""
    net = world.network
    at = _places(world, events["catchment_code"])
    row_of = np.full(len(net.down), -1, dtype=np.int64)
    row_of[_places(world, sections["catchment_code"])] = np.arange(sections.height)
    away, who = np.full(len(at), 1.0), np.arange(len(at))
    found: list[tuple[Ints, Ints, Floats]] = []
    while len(at):
        here = row_of[at] >= 0
        found.append((who[here], row_of[at[here]], away[here]))
        away, at = away + net.length[at], net.down[at]
        going = at >= 0
        at, away, who = at[going], away[going], who[going]
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    which, where, distance = (np.concatenate(part) for part in zip(*found, strict=True))
    order = np.lexsort((where, which))
    return which[order], where[order], distance[order]


def _places(world: "World", codes: pl.Series) -> Ints:
    """Return the index in the network of catchments by their codes: HS, river, number within it."""
    river = codes.str.slice(2, 2).cast(pl.Int64).to_numpy() - 1
    nth = codes.str.slice(4).cast(pl.Int64).to_numpy() - 1
    found: Ints = np.searchsorted(world.network.river, river) + nth
    return found


def _pulses(day: date, events: pl.DataFrame, which: Ints, where: Ints, away: Floats, flow: Floats) -> Floats:
    """Return (pairs, 24) concentrations that each event adds at each section below it, mg/L."""
    limits = county()["limits"]
    limit = events["pollutant_code"].replace_strict(limits, return_dtype=pl.Float64).to_numpy()
    load = (events["factor"].to_numpy() - 1) * limit * _OUTLET_M3_S  # g/s above what is allowed
    hour = np.timedelta64(3600 * 10**6, "us")
    now = hours_of(day)[None, :]
    began = events["began_at"].dt.replace_time_zone(None).to_numpy()[which]
    ended = events["ended_at"].dt.replace_time_zone(None).to_numpy()[which]
    through = flow[where]
    speed = 1.4 * np.clip(through.mean(axis=1), 0.1, 2000) ** 0.12  # km/h: a brook 1, a great river 3
    travel = away / speed
    since = (now - began[:, None]) / hour - travel[:, None]
    until = (now - ended[:, None]) / hour - travel[:, None]
    spread = 0.6 + 0.08 * travel[:, None]  # hours over which the front blurs
    shape = 0.5 * (np.tanh(since / spread) - np.tanh(until / spread))
    made: Floats = load[which][:, None] / through * np.exp(-_DECAY_AN_HOUR * travel)[:, None] * shape
    return np.where(made > 1e-4, made, 0.0)


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
