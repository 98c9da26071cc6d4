"""Places that pollute unseen for some days: what no permit, device or list knows, and what small sensors are there to find.

Belongs here: where, when and how much; what one adds to the air at other places. Does not belong here: who measures it
(``air_sensors``), what a pipeline makes of it.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import Floats, Ints, stream
from simulator.world.settlements import PLACE
from simulator.world.weather import field

if TYPE_CHECKING:
    from simulator.world.world import World

ADDED = ("pm10", "pm2_5")
SENSORS_A_CLUSTER = 6
_CYCLE = 14  # days; in each, a slot has one place that pollutes for some of them
_METRES = 111_195.0  # a degree of latitude
_REACH = 6000.0  # metres; farther off nothing is added
_LEAST_WIND = 0.8

# Kind: first hour, how many hours at least and at most, grams of PM10 a second (median), PM2.5 as a share of it, width in metres.
_KINDS = {
    "dust": (7, 10, 14, 5.0, 0.30, 120.0),
    "burning": (15, 8, 12, 3.5, 0.80, 60.0),
    "night_work": (20, 9, 11, 4.5, 0.45, 80.0),
    "always": (0, 24, 24, 3.5, 0.55, 80.0),
}


def cluster(world: "World") -> pl.DataFrame:
    """Industrial areas with small sensors, each around one works, by number."""
    size = world.sizes["air_micro_stations"] // SENSORS_A_CLUSTER
    works = world.frame("enterprise").select("unified_social_credit_code", "enterprise_name", *PLACE)
    rng = stream("hot cluster", world.seed)
    chosen = np.sort(rng.choice(works.height, min(size, works.height), replace=False))
    return works[chosen].with_row_index("cluster_number")


def active(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Places that pollute unseen on a day, by id; hours are those of China, ``last_hour`` may be of the next day."""
    slots = world.sizes["hot_spots"]
    homes = world.frame("hot_cluster")
    found = [
        one for slot in range(slots) for one in _of_slot(world.seed, slot, slots, homes, day) if homes.height
    ]
    numbers = dict.fromkeys(("longitude", "latitude", "pm10_g_s", "pm2_5_g_s", "width_m"), pl.Float64)
    hours = dict.fromkeys(("first_hour", "last_hour", "cluster_number"), pl.Int64)
    days = {"began_on": pl.Date, "ended_on": pl.Date}
    texts = dict.fromkeys(
        ("hot_spot_id", "kind", "unified_social_credit_code", "enterprise_name", *PLACE[:4]), pl.String
    )
    return pl.DataFrame(found, schema={**texts, **days, **hours, **numbers}).sort("hot_spot_id")


def _of_slot(seed: int, slot: int, slots: int, homes: pl.DataFrame, day: date) -> list[dict[str, Any]]:
    """The place of a slot, if it pollutes on the day."""
    phase = slot * _CYCLE // max(1, slots)
    turn, passed = divmod(day.toordinal() + phase, _CYCLE)
    rng = stream("hot spot", seed, slot, turn)
    begins = int(rng.integers(0, 3))
    lasts = int(rng.integers(8, 12))
    if not begins <= passed < begins + lasts:
        return []
    own = homes.filter(pl.col("cluster_number") % slots == slot)
    if own.is_empty():
        return []
    home = own.row(int(rng.integers(0, own.height)), named=True)
    kind = list(_KINDS)[int(rng.integers(0, len(_KINDS)))]
    first, least, most, grams, share, width = _KINDS[kind]
    hours = int(rng.integers(least, most + 1))
    angle, away = rng.uniform(0, 2 * np.pi), rng.uniform(0, 250)
    emitted = grams * float(rng.lognormal(0, 0.25))
    where = _moved(home["longitude"], home["latitude"], away * np.sin(angle), away * np.cos(angle))
    return [
        {
            "hot_spot_id": f"HS{seed}-{slot:03d}-{turn}",
            "kind": kind,
            **{name: home[name] for name in ("unified_social_credit_code", "enterprise_name", *PLACE[:4])},
            "longitude": round(float(where[0]), 6),
            "latitude": round(float(where[1]), 6),
            "began_on": date.fromordinal(day.toordinal() - passed + begins),
            "ended_on": date.fromordinal(day.toordinal() - passed + begins + lasts - 1),
            "first_hour": first,
            "last_hour": first + hours,
            "cluster_number": home["cluster_number"],
            "pm10_g_s": round(emitted, 3),
            "pm2_5_g_s": round(emitted * share, 3),
            "width_m": width,
        }
    ]


def added(world: "World", day: date, places: pl.DataFrame, hours: Ints | None = None) -> dict[str, Floats]:
    """What the places that pollute unseen add to PM10 and PM2.5 elsewhere, µg/m3.

    Args:
        world: Whose.
        day: When.
        places: ``longitude``, ``latitude`` of n places.
        hours: For each place the one hour of China that is wanted; all 24 without it.

    Returns:
        (n, 24) arrays, or (n, 1) where hours are given.
    """
    wanted = np.arange(24)[None, :] if hours is None else hours[:, None]
    total = {name: np.zeros((places.height, wanted.shape[1])) for name in ADDED}
    spots = world.day("hot_spot", day)
    if spots.is_empty() or places.is_empty():
        return total
    speed = field(world, day, "wind_speed", spots["division_code"]).clip(_LEAST_WIND)
    turned = stream("hot spot wind", world.seed, day).normal(0, 6, (spots.height, 24))
    towards = np.radians(field(world, day, "wind_direction", spots["division_code"]) + turned)
    x, y = places["longitude"].to_numpy(), places["latitude"].to_numpy()
    for row, spot in enumerate(spots.iter_rows(named=True)):
        north = (y - spot["latitude"]) * _METRES
        east = (x - spot["longitude"]) * _METRES * np.cos(np.radians(spot["latitude"]))
        near = np.flatnonzero(np.hypot(east, north) < _REACH)
        hour = np.broadcast_to(wanted, (places.height, wanted.shape[1]))[near]
        angle, wind = towards[row][hour], speed[row][hour]
        downwind = -(east[near, None] * np.sin(angle) + north[near, None] * np.cos(angle))
        beside = east[near, None] * np.cos(angle) - north[near, None] * np.sin(angle)
        one = _of_one_gram(downwind, beside, wind, hour, spot["width_m"])
        runs = (hour >= spot["first_hour"]) & (hour < spot["last_hour"]) | (hour + 24 < spot["last_hour"])
        for name in ADDED:
            total[name][near] += np.where(runs, one * spot[f"{name}_g_s"], 0.0)
    return total


def _of_one_gram(downwind: Floats, beside: Floats, wind: Floats, hour: Ints, width: float) -> Floats:
    """µg/m3 at the ground for 1 g/s from a low, wide source; the wind of an hour wanders, so the plume is wide."""
    ahead = np.clip(downwind, 1.0, None)
    wild = np.where((hour >= 8) & (hour < 18), 0.09, 0.055)
    high = np.hypot(wild * ahead / np.sqrt(1 + 0.0006 * ahead), 6.0)
    wide = np.hypot(0.17 * ahead, width)
    # Upwind of the middle of a wide source there is still some of it.
    behind = np.exp(-0.5 * (np.clip(-downwind, 0, None) / width) ** 2)
    made: Floats = 1e6 / (np.pi * wind * wide * high) * np.exp(-0.5 * (beside / wide) ** 2) * behind
    return made


def _moved(longitude: float, latitude: float, east: float, north: float) -> tuple[float, float]:
    return longitude + east / (_METRES * np.cos(np.radians(latitude))), latitude + north / _METRES
