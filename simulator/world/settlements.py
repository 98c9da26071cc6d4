"""Where people live: cities, counties, townships, villages and communities.

Belongs here: places and how many live there. Does not belong here: the grid that watches over them (``grid``).

Codes and names of townships and above are real. Villages are invented: their number is the real one of the
province, their codes are formed as the statistical ones are (villages from 200, communities from 001).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import Ints, pick, share_out, stream
from simulator.world.facts import UNSETTLED, words
from simulator.world.land import towns

if TYPE_CHECKING:
    from simulator.world.world import World

PLACE = ("division_code", "county_name", "city_code", "city_name", "longitude", "latitude")

_VILLAGE_WEIGHT = {"街道": 0.15, "镇": 1.0, "乡": 0.8, "其他": 0.1}
_COMMUNITY_WEIGHT = {"街道": 5.0, "镇": 1.2, "乡": 0.1, "其他": 0.2}


def city(world: "World") -> pl.DataFrame:
    """Cities of the scope, each at the mean of its counties' seats."""
    return (
        world.county_facts.group_by("city_code", "city_name", "area_code", "postal_code", maintain_order=True)
        .agg(pl.col("longitude", "latitude").mean().round(6))
        .with_columns(division_code="city_code")
        .sort("city_code")
    )


def county(world: "World") -> pl.DataFrame:
    """Counties of the scope, the unsettled one too, each at its seat."""
    kept = ("is_coastal", "postal_code", "area_code", "industry_weight")
    return world.county_facts.select(*PLACE, *kept)


def township(world: "World") -> pl.DataFrame:
    """Townships of the settled counties."""
    return (
        towns(world.seed)
        .filter(pl.col("division_code").is_in(world.county_facts["division_code"].implode()))
        .select("town_code", "town_name", "town_kind", *PLACE)
    )


def counts(world: "World", column: str) -> Ints:
    """Share the world's villages or communities out over its townships."""
    weight = _VILLAGE_WEIGHT if column == "villages" else _COMMUNITY_WEIGHT
    units = world.county_facts.select("city_code", "village_units").unique("city_code")
    table = (
        world.frame("township")
        .join(units, on="city_code", maintain_order="left")
        .with_columns(weight=pl.col("town_kind").replace_strict(weight, return_dtype=pl.Float64))
        .with_columns(of_city=pl.col("village_units") * pl.col("weight") / pl.sum("weight").over("city_code"))
    )
    return share_out(world.sizes[column], table["of_city"].to_numpy())


def village(world: "World", city_code: str) -> pl.DataFrame:
    """Villages and communities of a city, by code; all of them are cells of the grid."""
    rng = stream("village", world.seed, city_code)
    towns_here = world.frame("township").with_columns(
        villages=pl.Series(world.village_counts), communities=pl.Series(world.community_counts)
    )
    towns_here = towns_here.filter(city_code=city_code)
    parts = []
    for column, first, is_village in (("communities", 1, False), ("villages", 200, True)):
        repeated = towns_here.select(
            pl.exclude("villages", "communities").repeat_by(pl.col(column)).explode(empty_as_null=False)
        )
        nth = repeated.select(nth=pl.int_range(pl.len()).over("town_code"))["nth"]
        parts.append(
            repeated.with_columns(
                nth=nth,
                is_village=pl.lit(is_village),
                village_code=pl.col("town_code") + (nth + first).cast(pl.String).str.zfill(3),
            )
        )
    table = pl.concat(parts).sort("village_code")
    names = [a + b for b in words()["village_last"] for a in words()["village_first"]]
    size = table.height
    households = np.clip(rng.lognormal(6.1, 0.5, size), 40, 4000).astype(np.int64)
    angle, away = rng.uniform(0, 2 * np.pi, size), 0.025 * np.sqrt(rng.random(size))
    grade = pick(rng, ["", "primary", "intermediate", "advanced"], size, [0.36, 0.41, 0.14, 0.09])
    # Within a township names differ; the first of the next one begins elsewhere in the list.
    place = (table["nth"].to_numpy() * 37 + table["town_code"].cast(pl.Int64).to_numpy() * 11) % len(names)
    again = table["nth"] // len(names)
    villages = pl.col("is_village")
    return table.with_columns(
        village_name=pl.Series(names, dtype=pl.String).gather(place)
        + pl.when(again > 0).then(again.cast(pl.String)).otherwise(pl.lit(""))
        + pl.when(villages).then(pl.lit("村")).otherwise(pl.lit("社区")),
        longitude=(pl.col("longitude") + pl.Series(away * np.cos(angle))).round(6),
        latitude=(pl.col("latitude") + pl.Series(away * np.sin(angle))).round(6),
        household_count=pl.Series(households),
        population=pl.Series((households * rng.uniform(2.6, 4.2, size)).astype(np.int64)),
        urban_rural_class=pl.when(villages)
        .then(pl.lit("220"))
        .when(pl.col("town_kind") == "街道")
        .then(pl.lit("111"))
        .otherwise(pl.lit("121")),
        green_village_grade=pl.when(villages & (pl.Series(grade) != "")).then(
            pl.Series(grade, dtype=pl.String)
        ),
    ).select(
        "village_code",
        "village_name",
        "is_village",
        "urban_rural_class",
        "town_code",
        "town_name",
        *PLACE,
        "household_count",
        "population",
        "green_village_grade",
    )


def settled(world: "World") -> pl.DataFrame:
    """Return the counties in which something happens."""
    return world.county_facts.filter(pl.col("division_code") != UNSETTLED)


def scattered(
    world: "World", rng: np.random.Generator, size: int, weights: str | None = None, coastal: bool = False
) -> pl.DataFrame:
    """Return PLACE for ``size`` things of the world, by county, each by a township of its county.

    Args:
        world: Whose counties.
        rng: Where they are drawn from.
        size: How many in all.
        weights: A column of the counties to share them out by; evenly without one.
        coastal: Only in counties on the coast, if there are any.
    """
    homes = settled(world)
    if coastal and homes["is_coastal"].any():
        homes = homes.filter("is_coastal")
    parts = share_out(size, homes[weights].to_numpy() if weights else np.ones(homes.height))
    pool = world.frame("township").with_row_index("place")
    chosen = []
    for code, number in zip(homes["division_code"], parts, strict=True):
        own = pool.filter(division_code=code)["place"].to_numpy()
        chosen.append(own[rng.permutation(len(own))[np.arange(number) % len(own)]])
    places = pool[np.concatenate(chosen)] if size else pool.head(0)
    return places.select(
        *PLACE[:4],
        longitude=(pl.col("longitude") + pl.Series(rng.normal(0, 0.012, size))).round(6),
        latitude=(pl.col("latitude") + pl.Series(rng.normal(0, 0.012, size))).round(6),
        town_code="town_code",
        town_name="town_name",
    )
