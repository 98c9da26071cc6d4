"""What stands on the rivers: stations, reservoirs, power stations, intakes.

Belongs here: things with a catchment. Does not belong here: catchments and sections (``river_frames``), what
is measured (``river_day``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import pick, stream
from simulator.world.settlements import PLACE

if TYPE_CHECKING:
    from simulator.world.world import World


def water_station(world: "World") -> pl.DataFrame:
    """Automatic stations: at the national and provincial sections and at one in five of the small ones."""
    nth = pl.int_range(pl.len())
    rows = world.frame("section").filter((pl.col("section_kind") == "main") | (nth % 5 == 0))
    return rows.select(
        ("WS" + pl.col("section_code")).alias("station_code"),
        (pl.col("section_name").str.replace(" ", "") + "水质自动站").alias("station_name"),
        "section_code",
        pl.col("section_control_level")
        .replace_strict({"1": "national", "2": "provincial", "3": "municipal"}, return_dtype=pl.String)
        .alias("control_level"),
        *("water_function_class", "river_name", "water_body_code", "basin_name", "catchment_code", *PLACE),
    ).sort("station_code")


def _at_catchments(world: "World", name: str, size: int) -> pl.DataFrame:
    """Return ``size`` catchments of the scope, the same one again only when there are too few."""
    table = world.frame("catchment")
    order = stream(name, world.seed).permutation(table.height)
    return table[order[np.arange(size) % table.height]].with_columns(nth=pl.int_range(pl.len()))


def reservoir(world: "World") -> pl.DataFrame:
    """Reservoirs, by code."""
    size = world.sizes["reservoirs"]
    rng = stream("reservoir size", world.seed)
    rows = _at_catchments(world, "reservoir", size).with_columns(
        storage_10k_m3=pl.Series(np.clip(rng.lognormal(5.2, 1.4, size), 10, 200_000).round(1)),
        normal_level_m=pl.Series(rng.uniform(30, 600, size).round(2)),
    )
    number = (pl.col("nth") + 1).cast(pl.String)
    return rows.select(
        ("SK" + number.str.zfill(6)).alias("reservoir_code"),
        (pl.col("catchment_name").str.replace(r"溪.*$", "") + number + "水库").alias("reservoir_name"),
        ("725" + number.str.zfill(5)).alias("station_code"),
        *(
            "storage_10k_m3",
            "normal_level_m",
            "river_name",
            "basin_name",
            "catchment_code",
            "upstream_area_km2",
            *PLACE,
        ),
    ).sort("reservoir_code")


def hydrometric_station(world: "World") -> pl.DataFrame:
    """Stations of the hydrometric network: at the main sections, at reservoirs, and rain gauges, by code."""
    main = world.frame("section").filter(section_kind="main")
    if not main.height:
        main = world.frame("section").head(2)
    river_stations = main.select(
        ("705" + (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5)).alias("station_code"),
        (pl.col("section_name").str.replace(r"^.* ", "").str.replace(r"桥$|溪口\d*$", "") + "水文站").alias(
            "station_name"
        ),
        pl.lit("ZQ").alias("station_type"),
        *(
            "river_name",
            "basin_name",
            "catchment_code",
            pl.col("upstream_area_km2").alias("drainage_area"),
            *PLACE,
        ),
    )
    reservoirs = world.frame("reservoir").select(
        "station_code",
        (pl.col("reservoir_name") + "站").alias("station_name"),
        pl.lit("RR").alias("station_type"),
        *(
            "river_name",
            "basin_name",
            "catchment_code",
            pl.col("upstream_area_km2").alias("drainage_area"),
            *PLACE,
        ),
    )
    gauges = _at_catchments(world, "gauge", world.sizes["rain_gauges"])
    rain = gauges.select(
        ("745" + (pl.col("nth") + 1).cast(pl.String).str.zfill(5)).alias("station_code"),
        (pl.col("catchment_name").str.replace(r"溪.*$", "") + "雨量站").alias("station_name"),
        pl.lit("PP").alias("station_type"),
        *("river_name", "basin_name", "catchment_code"),
        pl.lit(None, dtype=pl.Float64).alias("drainage_area"),
        *PLACE,
    )
    return (
        pl.concat([river_stations, reservoirs, rain])
        .with_columns(water_system_name=pl.col("river_name") + "水系")
        .join(
            world.frame("catchment").select("catchment_code", "distance_to_mouth_km"),
            on="catchment_code",
            how="left",
            maintain_order="left",
        )
        .sort("station_code")
    )


def hydropower_station(world: "World") -> pl.DataFrame:
    """Small hydropower stations, by code."""
    size = world.sizes["hydropower"]
    rng = stream("hydropower size", world.seed)
    rows = _at_catchments(world, "hydropower", size)
    number = (pl.col("nth") + 1).cast(pl.String)
    return rows.select(
        ("SD" + number.str.zfill(6)).alias("station_code"),
        (pl.col("catchment_name").str.replace(r"溪.*$", "") + number + "级电站").alias("station_name"),
        pl.Series("power_kw", np.clip(rng.lognormal(6.5, 0.9, size), 60, 50_000).round(0)),
        (pl.col("mean_flow") * 0.1).round(3).alias("min_flow"),
        *("river_name", "basin_name", "catchment_code", *PLACE),
    ).sort("station_code")


def drinking_water_source(world: "World") -> pl.DataFrame:
    """Centralised sources: about three in every two counties, at upstream sections or reservoirs, by code."""
    table = world.frame("section")
    per_county = (
        table.sort("cleanliness", "section_code").group_by("division_code", maintain_order=True).head(2)
    )
    kind = pl.Series(
        pick(stream("intake", world.seed), ["河流型", "湖库型"], per_county.height, [6, 4]), dtype=pl.String
    )
    return per_county.sort("section_code").select(
        ("SY" + pl.col("section_code")).alias("drinking_water_source_code"),
        (pl.col("section_name").str.replace(" ", "") + "水源地").alias("drinking_water_source_name"),
        kind.alias("source_kind"),
        *("section_code", "river_name", "catchment_code", *PLACE),
    )
