"""Enterprises as they truly are, and their sites.

Belongs here: identity, place, trade, people. Does not belong here: what they may discharge (``permits``), what
they run (``facilities``).
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.codes import make_usccs, registration_numbers
from simulator.world.chance import pick, share_out, stream
from simulator.world.facts import read, words
from simulator.world.people import landlines, mobiles, person_names
from simulator.world.settlements import PLACE, settled

if TYPE_CHECKING:
    from simulator.world.world import World

_CODE_SINCE = date(2015, 10, 1)  # the unified social credit code replaced the older registration numbers
# Codes that a county had before; a company registered then keeps them in its own code (GB/T 2260 changes).
_FORMER_CODES = {
    "350404": ("350403", date(2021, 2, 1)),
    "350405": ("350427", date(2021, 2, 1)),
    "350604": ("350681", date(2021, 2, 1)),
    "350605": ("350625", date(2021, 2, 1)),
    "350112": ("350182", date(2017, 11, 1)),
    "350703": ("350784", date(2014, 5, 1)),
    "350803": ("350822", date(2014, 12, 1)),
}


def _skeleton(world: "World", city_code: str) -> pl.DataFrame:
    """Return one row per enterprise of a city: its county, its ordinal in the world, its trade and class."""
    homes = settled(world).with_columns(
        number=pl.Series(share_out(world.sizes["enterprises"], settled(world)["industry_weight"].to_numpy()))
    )
    homes = homes.with_columns(first=pl.col("number").cum_sum() - pl.col("number")).filter(
        city_code=city_code
    )
    kept = (
        "division_code",
        "county_name",
        "city_code",
        "city_name",
        "area_code",
        "postal_code",
        "trades",
        "first",
    )
    rows = homes.select(pl.col(kept).repeat_by("number").explode(empty_as_null=False))
    rows = rows.with_columns(nth=pl.int_range(pl.len()).over("division_code"))
    # By turns, not by chance: every county has all trades of its city, and every trade has key units.
    trades = rows["trades"].str.split(" ")
    every, turn = world.sizes["key_every"], pl.col("nth") % world.sizes["key_every"]
    return rows.with_columns(
        ordinal=pl.col("first") + pl.col("nth"),
        industry_code=pl.DataFrame({"t": trades, "n": rows["nth"]}).select(
            pl.col("t").list.get(pl.col("n") % pl.col("t").list.len())
        )["t"],
        management_class=pl.when(turn == 0)
        .then(pl.lit("key"))
        .when(turn <= every // 3)
        .then(pl.lit("simplified"))
        .otherwise(pl.lit("registered")),
    ).join(read("trades"), on="industry_code", how="left", maintain_order="left")


def enterprise(world: "World", city_code: str) -> pl.DataFrame:
    """Enterprises of a city, by credit code."""
    rng = stream("enterprise", world.seed, city_code)
    rows = _skeleton(world, city_code)
    size = rows.height
    if not size:
        return _finished(rows, rng)
    established = np.datetime64(world.start) - rng.integers(900, 9000, size).astype("timedelta64[D]")
    rows = rows.with_columns(established_on=pl.Series(established).cast(pl.Date)).hstack(
        _home(world, rows, rng)
    )
    former = pl.lit(None, dtype=pl.String)
    for code, (old, until) in _FORMER_CODES.items():
        then = (pl.col("division_code") == code) & (pl.col("established_on") < until)
        former = pl.when(then).then(pl.lit(old)).otherwise(former)
    elsewhere = pl.Series(rng.random(size) < 0.15)
    registered = rows.select(
        pl.when(elsewhere).then("city_code").otherwise(pl.coalesce(former, "division_code")).alias("r")
    )["r"]
    since = rows["established_on"] >= _CODE_SINCE
    codes = make_usccs(rows["ordinal"].to_numpy() + 977 * (world.seed % 9973), registered, since.to_numpy())
    return _finished(rows.with_columns(unified_social_credit_code=codes, registered=registered), rng)


def _home(world: "World", rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Return where each stands: by a village of its county, in the catchment that is nearest."""
    villages = world.frame("village", rows["city_code"][0]).with_row_index("place")
    pools = {
        code: group["place"].to_numpy()
        for (code,), group in villages.group_by("division_code", maintain_order=True)
    }
    chosen = np.concatenate(
        [
            rng.choice(pools.get(code, np.arange(villages.height)), number)
            for code, number in rows.group_by("division_code", maintain_order=True).len().iter_rows()
        ]
    )
    spots = villages[chosen].select("village_code", "town_code", "town_name", "longitude", "latitude")
    spots = spots.with_columns(
        longitude=(pl.col("longitude") + pl.Series(rng.normal(0, 0.006, rows.height))).round(6),
        latitude=(pl.col("latitude") + pl.Series(rng.normal(0, 0.006, rows.height))).round(6),
    )
    waters = world.waters_at(spots.select("longitude", "latitude").to_numpy())
    return spots.hstack(waters)


def _brands(rows: pl.DataFrame) -> pl.Series:
    """Return a brand for each row: of one trade in one county, no two alike."""
    signs = list(words()["brand"])
    pairs = [a + b for a in signs for b in signs if a != b]
    prime = 1009  # shares no factor with the number of pairs, so that rows of a trade all differ
    nth = rows["nth"].to_numpy()
    places = (nth * prime + rows["division_code"].cast(pl.Int64).to_numpy() * 17) % len(pairs)
    again = nth // len(pairs)
    third = np.where(again > 0, np.array(signs, dtype=object)[(again + nth) % len(signs)], "")
    fourth = np.where(again > len(signs), np.array(signs, dtype=object)[again % len(signs)], "")
    return pl.Series(np.array(pairs, dtype=object)[places] + third + fourth, dtype=pl.String)


def _finished(rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    size = rows.height
    staff = np.clip(rng.lognormal(4.2, 1.1, size), 5, 9000).astype(np.int64)
    county = (
        pl.when(pl.col("county_name").str.ends_with("区"))
        .then(pl.concat_str("city_name", "county_name"))
        .otherwise("county_name")
    )
    body = pl.concat_str(county, pl.Series(_brands(rows)), "word")
    is_key = pl.col("management_class") == "key"
    number = pl.Series(rng.integers(1, 400, size)).cast(pl.String)
    road = pl.Series(pick(rng, words()["roads"], size), dtype=pl.String)
    was_renamed = pl.Series(rng.random(size) < 0.15)
    level = np.where(rng.random(size) < 0.12, "national", "provincial")
    usc = pl.col("unified_social_credit_code")
    rows = rows.with_columns(
        short_name=pl.concat_str(pl.Series(_brands(rows)), "word"),
        enterprise_name=body
        + pl.when(pl.Series(staff) > 1200).then(pl.lit("股份有限公司")).otherwise(pl.lit("有限公司")),
        former_name=pl.when(was_renamed).then(body + "厂"),
        person_name=person_names(rng, size),
        telephone=landlines(rng, rows["area_code"]),
        contact_name=person_names(rng, size),
        contact_mobile=mobiles(rng, size),
        address=pl.concat_str(
            pl.lit("福建省"), "city_name", "county_name", "town_name", road, number, pl.lit("号")
        ),
        registered_capital=pl.Series(rng.choice([50.0, 100, 200, 500, 1000, 3000, 8000], size)),
        employees=pl.Series(staff),
        enterprise_scale=pl.Series(
            np.array(["micro", "small", "medium", "large"])[np.digitize(staff, [20, 300, 1000])]
        ),
        enterprise_type=pl.Series(
            pick(
                rng,
                ["有限责任公司(自然人投资或控股)", "有限责任公司(自然人独资)", "有限责任公司(港澳台投资)"],
                size,
            ),
            dtype=pl.String,
        ),
        economic_type=pl.Series(
            pick(rng, ["私营", "港澳台商投资", "国有控股", "外商投资"], size, [7, 2, 1, 1]), dtype=pl.String
        ),
        organisation_code=usc.str.slice(8, 9),
        registration_number=registration_numbers(
            rows["registered"] + (rows["ordinal"] * 7919 % 10**8).cast(pl.String).str.zfill(8)
        ),
        control_level=pl.when(is_key)
        .then(pl.Series(level))
        .when(pl.col("management_class") == "simplified")
        .then(pl.lit("municipal"))
        .otherwise(pl.lit("county")),
        pollution_source_code=pl.col("division_code") + pl.col("ordinal").cast(pl.String).str.zfill(8),
        record_id="PS" + pl.col("ordinal").cast(pl.String).str.zfill(10),
        permit_number=usc
        + "001"
        + pl.col("management_class").replace_strict(
            {"key": "P", "simplified": "Q", "registered": "W"}, return_dtype=pl.String
        ),
        environmental_risk_level=pl.Series(
            pick(rng, ["general", "larger", "major"], size, [88, 9, 3]), dtype=pl.String
        ),
        control_list_colour=pl.when(is_key).then(
            pl.Series(pick(rng, ["white", "grey", "black"], size, [80, 17, 3]), dtype=pl.String)
        ),
        authority=pl.col("city_name") + "生态环境局",
        has_water_outlet=pl.col("outlets").str.contains("water"),
        has_air_outlet=pl.col("outlets").str.contains("air"),
        makes_hazardous_waste=pl.col("hazardous_waste_code") != "",
        grid_code="village_code",
        dirtiness=pl.Series(rng.lognormal(0, 0.35, size).round(4)),
    )
    # What departments are told of a year's discharge goes by one figure, and every thirteenth tells the tax a third of it.
    rows = rows.with_columns(
        yearly_load=(pl.col("employees") * pl.col("dirtiness")).round(3),
        under_reports=pl.col("ordinal") % 13 == 4,
    )
    rows = rows.drop("area_code", "trades", "first", "nth", "registered")
    return rows.select(
        "unified_social_credit_code",
        "enterprise_name",
        pl.all().exclude("unified_social_credit_code", "enterprise_name"),
    ).sort("unified_social_credit_code")


def site(world: "World", city_code: str) -> pl.DataFrame:
    """Sites of a city's enterprises, by code: the first of each, and a second works of every twelfth."""
    rng = stream("site", world.seed, city_code)
    own = world.frame("enterprise", city_code)
    first = own.with_columns(site_number=pl.lit(1), site_name=pl.col("enterprise_name") + "厂区")
    second = own.filter(pl.col("ordinal") % 12 == 5).with_columns(
        site_number=pl.lit(2),
        site_name=pl.col("enterprise_name") + "二厂",
        address=pl.col("address").str.replace(r"\d+号$", "") + "二期",
    )
    second = second.with_columns(
        longitude=(pl.col("longitude") + pl.Series(rng.normal(0, 0.01, second.height))).round(6),
        latitude=(pl.col("latitude") + pl.Series(rng.normal(0, 0.01, second.height))).round(6),
    )
    return (
        pl.concat([first, second])
        .with_columns(site_code=pl.format("{}-{}", "pollution_source_code", "site_number"))
        .select(
            *(
                "site_code",
                "unified_social_credit_code",
                "enterprise_name",
                "site_number",
                "site_name",
                "address",
            ),
            *PLACE,
            *("town_code", "town_name", "village_code", "grid_code"),
        )
        .sort("site_code")
    )
