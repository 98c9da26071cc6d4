"""Stations that are not on a river: air, weather, sea, noise, radiation.

Belongs here: where they stand. Does not belong here: what they measure (the ``*_day`` modules, ``measured``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import pick, stream
from simulator.world.facts import words
from simulator.world.settlements import PLACE, scattered, settled

if TYPE_CHECKING:
    from simulator.world.world import World

# Longitude and latitude of the seas in words.yaml, from general knowledge, a little offshore.
_SEAS = (
    (119.76, 26.58), (119.78, 26.38), (119.80, 26.05), (119.60, 25.62), (119.48, 25.33), (119.10, 25.02),
    (118.82, 24.82), (118.76, 24.60), (118.22, 24.40), (117.80, 23.95), (117.60, 23.72), (117.30, 23.56),
)  # fmt: skip


def air_station(world: "World") -> pl.DataFrame:
    """Air stations, by code; every county has one where there are enough."""
    size = world.sizes["stations"]
    rng = stream("air_station", world.seed)
    rows = scattered(world, rng, size, "industry_weight" if len(world.counties_settled) == 1 else None)
    nth = pl.int_range(pl.len())
    stem = pl.col("town_name").str.replace(r"(街道|镇|乡)$", "")
    return rows.select(
        # The feed's own stations are numbered from 1001A; 90 is far above any that it has.
        (9001 + nth).cast(pl.String).add("A").alias("station_code"),
        (stem + "站").alias("station_name"),
        pl.Series("control_level", pick(rng, ["national", "provincial"], size, [37, 130]), dtype=pl.String),
        pl.Series("level", rng.uniform(0.8, 1.3, size).round(3)),
        *PLACE,
    ).sort("station_code")


def weather_station(world: "World") -> pl.DataFrame:
    """One weather station a county, at its seat, by code."""
    return settled(world).select(
        ("58" + pl.col("division_code").str.slice(2) + "0").str.slice(0, 6).alias("station_code"),
        (pl.col("county_name").str.replace(r"[市县区]$", "") + "气象站").alias("station_name"),
        *PLACE,
    )


def _at_sea(rng: np.random.Generator, size: int, mark: str, ending: str, world: "World") -> pl.DataFrame:
    sea = np.arange(size) % len(_SEAS)
    homes = settled(world)
    coast = homes.filter("is_coastal") if homes["is_coastal"].any() else homes
    where = np.array(_SEAS)[sea] + rng.normal(0, 0.05, (size, 2)) * [0.6, 0.4]
    names = pl.Series(words()["seas"], dtype=pl.String).gather(sea)
    nth = (pl.int_range(pl.len(), dtype=pl.Int64) + 1).cast(pl.String)
    shore = world.nearest_of(where, coast)
    return pl.DataFrame({"sea_area_name": names}).with_columns(
        (pl.lit(mark) + nth.str.zfill(4)).alias("station_code"),
        (pl.col("sea_area_name") + nth + ending).alias("station_name"),
        *shore.select("division_code", "county_name", "city_code", "city_name").get_columns(),
        longitude=pl.Series(where[:, 0].round(6)),
        latitude=pl.Series(where[:, 1].round(6)),
    )


def sea_station(world: "World") -> pl.DataFrame:
    """Points of coastal waters, by code; every fifteenth measures by itself (8 in the province)."""
    size = world.sizes["sea_stations"]
    rng = stream("sea_station", world.seed)
    return (
        _at_sea(rng, size, "FJ35", "号点", world)
        .with_columns(
            is_automatic=pl.int_range(pl.len()) % 15 == 0,
            seawater_quality_class=pl.Series(pick(rng, ["1", "2", "3"], size, [4, 5, 1]), dtype=pl.String),
        )
        .sort("station_code")
    )


def buoy(world: "World") -> pl.DataFrame:
    """Buoys of the ocean department, by code."""
    return _at_sea(stream("buoy", world.seed), world.sizes["buoys"], "FB", "号浮标", world).sort(
        "station_code"
    )


def noise_point(world: "World") -> pl.DataFrame:
    """Points that measure noise, by code."""
    size = world.sizes["noise_points"]
    rng = stream("noise_point", world.seed)
    rows = scattered(world, rng, size)
    number = (pl.int_range(pl.len()) + 1).cast(pl.String)
    return rows.select(
        ("ZS" + number.str.zfill(5)).alias("point_code"),
        pl.concat_str("town_name", number, pl.lit("号噪声点")).alias("point_name"),
        pl.Series(
            "acoustic_zone_class", pick(rng, ["1", "2", "3", "4a"], size, [3, 4, 2, 3]), dtype=pl.String
        ),
        *PLACE,
    )


def radiation_station(world: "World") -> pl.DataFrame:
    """Stations that measure gamma dose rates, by code; a third of them around the nuclear plants."""
    size = world.sizes["radiation_stations"]
    rng = stream("radiation_station", world.seed)
    rows = scattered(world, rng, size, coastal=True)
    number = (pl.int_range(pl.len()) + 1).cast(pl.String)
    around = pl.int_range(pl.len()) % 3 == 0
    return rows.select(
        ("FS" + number.str.zfill(4)).alias("station_code"),
        pl.concat_str("town_name", number, pl.lit("号辐射站")).alias("station_name"),
        pl.when(around).then(pl.lit("核电厂外围")).otherwise(pl.lit("环境")).alias("station_kind"),
        pl.Series("background", rng.uniform(75, 130, size).round(1)),
        *PLACE,
    )
