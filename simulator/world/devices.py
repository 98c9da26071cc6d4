"""Devices that watch and move: cameras, vehicles, drones, small sensors, and the list of all that report.

Belongs here: which there are. Does not belong here: what they see.
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import pick, stream
from simulator.world.settlements import PLACE, scattered

if TYPE_CHECKING:
    from simulator.world.world import World

_TERMINALS = {
    "monitoring_point": ("monitoring_point_code", "source"),
    "air_station": ("station_code", "air"),
    "water_station": ("station_code", "water"),
    "micro_station": ("station_code", "micro"),
    "reservoir": ("reservoir_code", "reservoir"),
    "noise_point": ("point_code", "noise"),
    "radiation_station": ("station_code", "radiation"),
    "weather_station": ("station_code", "weather"),
    "buoy": ("station_code", "buoy"),
}


def camera(world: "World") -> pl.DataFrame:
    """Cameras at key outlets, on rivers and at sites, by code."""
    size = world.sizes["cameras"]
    outlets = (
        world.frame("monitoring_point")
        .select("unified_social_credit_code", "outlet_name", *PLACE)
        .head(size // 2)
    )
    at_outlets = outlets.with_columns(camera_kind=pl.lit("outlet"), camera_name=pl.col("outlet_name")).drop(
        "outlet_name"
    )
    rng = stream("camera", world.seed)
    rest = size - at_outlets.height
    table = world.frame("catchment")
    along: pl.DataFrame = table[rng.integers(0, table.height, rest)].select(
        pl.lit(None, dtype=pl.String).alias("unified_social_credit_code"),
        *PLACE,
        pl.Series("camera_kind", pick(rng, ["river", "site"], rest, [2, 1]), dtype=pl.String),
        pl.col("catchment_name").str.replace("汇水区", "岸").alias("camera_name"),
    )
    rows: pl.DataFrame = pl.concat([at_outlets, along.select(at_outlets.columns)])
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(6)
    return rows.select(
        ("3501" + number).alias("camera_code"),
        "camera_name",
        "camera_kind",
        "unified_social_credit_code",
        *PLACE,
    )


def vehicle(world: "World") -> pl.DataFrame:
    """Patrol cars, and carriers of hazardous waste and goods, by plate."""
    size = world.sizes["vehicles"]
    rng = stream("vehicle", world.seed)
    letters = {"350100": "A", "350200": "D", "350300": "B", "350400": "G", "350500": "C", "350600": "E", "350700": "H",
               "350800": "F", "350900": "J"}  # fmt: skip
    rows = scattered(world, rng, size, "industry_weight")
    kinds = ["patrol", "hazardous_waste", "hazardous_goods", "hazardous_waste", "hazardous_goods"]
    owners = world.frame("waste_handler")
    nth = pl.int_range(pl.len())
    kind = pl.Series(kinds).gather(np.arange(size) % len(kinds))
    owner = owners[np.arange(size) % max(1, owners.height)] if owners.height else None
    code = (
        owner["unified_social_credit_code"]
        if owner is not None
        else pl.Series([None] * size, dtype=pl.String)
    )
    name = owner["enterprise_name"] if owner is not None else pl.Series([None] * size, dtype=pl.String)
    return rows.select(
        pl.concat_str(
            pl.lit("闽"),
            pl.col("city_code").replace_strict(letters, return_dtype=pl.String),
            # 7919 shares no factor with 90,000: no number comes twice.
            (10_000 + nth * 7919 % 90_000).cast(pl.String),
        ).alias("vehicle_plate"),
        kind.alias("vehicle_kind"),
        pl.when(kind != "patrol").then(code).alias("unified_social_credit_code"),
        pl.when(kind != "patrol").then(name).alias("enterprise_name"),
        *PLACE,
    ).sort("vehicle_plate")


def drone(world: "World") -> pl.DataFrame:
    """Drones, by code."""
    size = world.sizes["drones"]
    rng = stream("drone", world.seed)
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(4)
    return scattered(world, rng, size).select(
        ("UAV" + number).alias("drone_code"),
        pl.Series("drone_model", pick(rng, ["六旋翼A型", "固定翼B型", "四旋翼C型"], size), dtype=pl.String),
        *PLACE,
    )


def micro_station(world: "World") -> pl.DataFrame:
    """Small sensors in the water, by code, each near a section whose water it sees."""
    size = world.sizes["micro_stations"]
    table = world.frame("section")
    rows: pl.DataFrame = table[
        stream("micro_station", world.seed).permutation(table.height)[np.arange(size) % table.height]
    ]
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5)
    return rows.select(
        ("WX" + number).alias("station_code"),
        (pl.col("section_name").str.replace(" ", "") + "微站" + number).alias("station_name"),
        *("section_code", "river_name", "catchment_code", *PLACE),
    )


def terminal(world: "World") -> pl.DataFrame:
    """Everything that reports by itself, by kind and code."""
    return pl.concat(
        [
            world.frame(name).select(
                pl.col(code).alias("terminal_code"), pl.lit(kind).alias("terminal_kind"), *PLACE
            )
            for name, (code, kind) in _TERMINALS.items()
        ]
    ).sort("terminal_code", "terminal_kind")
