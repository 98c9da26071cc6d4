"""The weather of each county, hour by hour; it drives air, rivers and sea.

Belongs here: weather. Does not belong here: what it does to anything else.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import Floats, stream
from simulator.world.settlements import settled
from simulator.world.waves import season, table, wave

if TYPE_CHECKING:
    from simulator.world.world import World

_DIGITS = {
    "temperature": 1,
    "rainfall": 1,
    "wind_speed": 1,
    "wind_direction": 0,
    "relative_humidity": 0,
    "air_pressure": 1,
    "sunshine_min": 0,
}


def hourly(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Weather by county and hour.

    The numbers of a county do not depend on which other counties are in the world's scope: fronts belong to
    the province, and each county has a stream of its own.
    """
    homes = settled(world)
    size, hour = homes.height, np.arange(24.0)
    front = wave(world.seed, "front", 1, day)
    own = np.concatenate([wave(world.seed, f"weather/{code}", 1, day) for code in homes["division_code"]])
    noise = np.stack(
        [stream("weather", world.seed, code, day).normal(0, 1, (3, 24)) for code in homes["division_code"]]
    )
    wet = front + 0.5 * own + 0.35 * season(day, 150) + 0.3 * noise[:, 0]
    rain = np.clip(wet - 1.35, 0, None) ** 1.6 * 5
    sun = np.clip(np.sin((hour - 6) / 12 * np.pi), 0, None)[None, :]
    clear = np.clip(1.1 - 0.55 * np.clip(wet, 0, 2), 0, 1)
    latitude = homes["latitude"].to_numpy()[:, None]
    coast = homes["is_coastal"].to_numpy().astype(np.float64)[:, None]
    swing = (5.5 - 2.5 * coast) * (0.4 + 0.6 * clear) * np.sin((hour - 9) / 12 * np.pi)[None, :]
    mean = 20.5 + 8.5 * season(day, 205) - 0.9 * (latitude - 25.5)
    values: dict[str, Any] = {
        "temperature": mean + swing - 1.6 * front - 0.4 * rain.clip(0, 5) + 0.3 * noise[:, 1],
        "rainfall": rain,
        "wind_speed": np.clip(2.2 + 1.4 * coast + 0.7 * own + 0.8 * sun + 0.4 * noise[:, 2], 0.1, 30),
        "wind_direction": (45 + 60 * own + 20 * noise[:, 1] + 100 * (season(day, 205) > 0)) % 360,
        "relative_humidity": np.clip(72 + 11 * wet - 14 * sun * clear, 22, 99),
        "air_pressure": 1012 - 7 * season(day, 205) + 2.5 * front + 0.3 * noise[:, 2] + np.zeros((size, 24)),
        "sunshine_min": np.where(sun > 0, np.clip(60 * clear, 0, 60), 0.0),
    }
    keys = homes.select("division_code", "county_name", "city_code", "city_name")
    return table(keys, day, values, _DIGITS)


def field(world: "World", day: date, name: str, divisions: pl.Series) -> Floats:
    """Return (n, 24) values of one quantity at the counties of n things."""
    whole = world.day("weather_hourly", day)
    codes = whole["division_code"].unique(maintain_order=True)
    rows = pl.DataFrame({"division_code": divisions}).join(
        pl.DataFrame({"division_code": codes}).with_row_index("row"),
        on="division_code",
        how="left",
        maintain_order="left",
    )["row"]
    values: Floats = whole[name].to_numpy().reshape(len(codes), 24)
    picked: Floats = values[rows.to_numpy()]
    return picked


def rain_before(world: "World", day: date, divisions: pl.Series, days: int = 3) -> Floats:
    """Return (n, 24) millimetres that fell in the hours of the days before and of the day up to each hour.

    Older rain counts less: it has run off.
    """
    total = np.cumsum(field(world, day, "rainfall", divisions), axis=1)
    for back in range(1, days + 1):
        fell = field(world, day - timedelta(days=back), "rainfall", divisions).sum(axis=1)
        total = total + 0.6**back * fell[:, None]
    return total
