"""Permits, outlets, what is measured there and what is allowed.

Belongs here: the permit and everything with a code inside it. Does not belong here: values (``sources_day``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.codes import device_number
from simulator.world.chance import pick, stream
from simulator.world.facts import county, words
from simulator.world.settlements import PLACE

if TYPE_CHECKING:
    from simulator.world.world import World

WHO = ("unified_social_credit_code", "enterprise_name")

# Code, name, medium, unit, decimals, usual level (a share of the limit where there is one), spread.
# HJ 212-2017 annex B, tables B.1 and B.2; the levels are invented.
_FACTORS = [
    ("w00000", "污水", "water", "L/s", 2, 18.0, 0.10),
    ("w01018", "化学需氧量", "water", "mg/L", 1, 0.45, 0.08),
    ("w21003", "氨氮", "water", "mg/L", 2, 0.35, 0.10),
    ("w21011", "总磷", "water", "mg/L", 2, 0.40, 0.10),
    ("w01001", "pH值", "water", "无量纲", 2, 7.3, 0.02),
    ("a00000", "废气", "air", "m3/s", 1, 12.0, 0.06),
    ("a21026", "二氧化硫", "air", "mg/m3", 2, 0.45, 0.12),
    ("a21002", "氮氧化物", "air", "mg/m3", 1, 0.55, 0.10),
    ("a34013", "烟尘", "air", "mg/m3", 0, 0.40, 0.12),
    ("a19001", "氧气含量", "air", "%", 1, 9.5, 0.04),
    ("a01011", "烟气流速", "air", "m/s", 2, 8.4, 0.06),
    ("a01012", "烟气温度", "air", "℃", 1, 118.0, 0.03),
]


def factors() -> pl.DataFrame:
    """Return the quantities measured at outlets, in the order of HJ 212-2017."""
    names = ("pollutant_code", "pollutant_name", "outlet_medium", "unit_name", "decimals", "level", "spread")
    return pl.DataFrame(_FACTORS, schema=names, orient="row").with_columns(
        limit_value=pl.col("pollutant_code").replace_strict(
            county()["limits"], default=None, return_dtype=pl.Float64
        )
    )


def permit(world: "World", city_code: str) -> pl.DataFrame:
    """Permits of a city's enterprises, by number."""
    rng = stream("permit", world.seed, city_code)
    own = world.frame("enterprise", city_code)
    issued = np.datetime64(world.start) - rng.integers(30, 1500, own.height).astype("timedelta64[D]")
    day = pl.Series(issued).cast(pl.Date)
    return own.select(
        "permit_number",
        *WHO,
        "management_class",
        day.alias("permit_date"),
        day.alias("valid_from_date"),
        day.dt.replace(day=day.dt.day().clip(upper_bound=28).cast(pl.Int8))
        .dt.offset_by("5y")
        .alias("valid_to_date"),
        "authority",
        "industry_code",
        *PLACE,
    ).sort("permit_number")


def outlet(world: "World", city_code: str) -> pl.DataFrame:
    """Outlets of a city's permits, by permit and code; those of key units have a device."""
    own = world.frame("enterprise", city_code).sort("ordinal")
    rng = stream("outlet", world.seed, city_code)
    rows = (
        own.with_columns(outlet_medium=pl.col("outlets").str.split("+"))
        .with_columns(place=pl.int_ranges(pl.col("outlet_medium").list.len()))
        .explode("outlet_medium", "place", empty_as_null=False)
        .with_columns(nth=1 + pl.int_range(pl.len()).over("permit_number", "outlet_medium"))
    )
    has_device = rows["management_class"] == "key"
    serial = (rows["ordinal"] * 16 + rows["place"] + 0x16000).filter(has_device)
    numbers = pl.Series("device_number", [device_number(one) for one in serial], dtype=pl.String)
    devices = rows.filter(has_device).select("permit_number", "place").with_columns(numbers)
    is_water = pl.col("outlet_medium") == "water"
    return (
        rows.join(devices, on=["permit_number", "place"], how="left", maintain_order="left")
        .with_columns(
            discharge_outlet_code=pl.when(is_water).then(pl.lit("DW")).otherwise(pl.lit("DA"))
            + pl.col("nth").cast(pl.String).str.zfill(3),
            outlet_name=pl.when(is_water).then(pl.lit("废水总排放口")).otherwise(pl.lit("废气排放口"))
            + pl.col("nth").cast(pl.String),
        )
        .with_columns(
            monitoring_point_code=pl.when(pl.col("device_number").is_not_null()).then(
                pl.col("pollution_source_code") + pl.col("discharge_outlet_code")
            ),
            longitude=(pl.col("longitude") + pl.Series(rng.normal(0, 0.001, rows.height))).round(6),
            latitude=(pl.col("latitude") + pl.Series(rng.normal(0, 0.001, rows.height))).round(6),
            receiving_water=pl.when(is_water).then("receiving_water"),
        )
        .select(
            *(
                "permit_number",
                "discharge_outlet_code",
                *WHO,
                "outlet_medium",
                "outlet_name",
                "industry_code",
            ),
            *(
                "management_class",
                "catchment_code",
                "receiving_water",
                "monitoring_point_code",
                "device_number",
            ),
            *(
                "pollution_source_code",
                "record_id",
                "control_level",
                "authority",
                "dirtiness",
                "ordinal",
                *PLACE,
            ),
        )
        .sort("permit_number", "discharge_outlet_code")
    )


def outlet_factor(world: "World", city_code: str) -> pl.DataFrame:
    """What each outlet discharges and may discharge, by permit, outlet and pollutant."""
    own = world.frame("outlet", city_code)
    rows = own.join(factors(), on="outlet_medium", maintain_order="left_right")
    usual = stream("outlet_factor", world.seed, city_code).lognormal(0, 1, rows.height)
    base = pl.col("level") * pl.col("limit_value").fill_null(1.0)
    dirt = (
        pl.when(pl.col("limit_value").is_not_null()).then(pl.col("dirtiness").clip(0.5, 1.5)).otherwise(1.0)
    )
    return rows.with_columns(
        typical_value=(base * dirt * pl.lit(pl.Series(usual)) ** pl.col("spread")).round(4)
    ).select(
        *(
            "permit_number",
            "discharge_outlet_code",
            "pollutant_code",
            "pollutant_name",
            *WHO,
            "outlet_medium",
        ),
        *("unit_name", "limit_value", "decimals", "typical_value", "spread", "monitoring_point_code"),
        "division_code",
    )


def monitoring_point(world: "World", city_code: str) -> pl.DataFrame:
    """Outlets with a device, by code, with where the device reports from."""
    own = world.frame("outlet", city_code).filter(pl.col("device_number").is_not_null())
    rng = stream("monitoring_point", world.seed, city_code)
    nth = pl.int_range(pl.len())
    return own.select(
        *("monitoring_point_code", "device_number", *WHO, "permit_number", "discharge_outlet_code"),
        *("outlet_medium", "outlet_name", "pollution_source_code", "record_id", "control_level", *PLACE),
        pl.format("10.{}.{}.{}", 20 + nth // 50_000, nth // 200 % 250, nth % 200 + 10).alias("ip_address"),
        pl.lit(9010).alias("port_number"),
        pl.Series("manufacturer", pick(rng, words()["makers"], own.height), dtype=pl.String),
    ).sort("monitoring_point_code")
