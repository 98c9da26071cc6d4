"""What enterprises run and make: treatment and production facilities, wastes, plants, parks, projects.

Belongs here: things inside the fence. Does not belong here: outlets (``permits``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import pick, share_out, stream
from simulator.world.permits import WHO
from simulator.world.settlements import PLACE, settled

if TYPE_CHECKING:
    from simulator.world.world import World

_PROCESSES = {
    "water": ["物化+生化", "混凝沉淀+水解酸化+接触氧化", "A2/O+深度处理", "芬顿氧化+MBR"],
    "air": ["布袋除尘", "湿法脱硫+SCR脱硝", "活性炭吸附", "RTO焚烧"],
}


def treatment_facility(world: "World", city_code: str) -> pl.DataFrame:
    """One treatment facility for each outlet, by enterprise and code."""
    own = world.frame("outlet", city_code)
    rng = stream("treatment", world.seed, city_code)
    is_water = pl.col("outlet_medium") == "water"
    process = {
        medium: pl.Series(pick(rng, kinds, own.height), dtype=pl.String)
        for medium, kinds in _PROCESSES.items()
    }
    return own.select(
        "unified_social_credit_code",
        pl.concat_str(
            pl.when(is_water).then(pl.lit("TW")).otherwise(pl.lit("TA")),
            pl.col("discharge_outlet_code").str.slice(2),
        ).alias("facility_code"),
        "enterprise_name",
        pl.when(is_water).then(pl.lit("废水处理站")).otherwise(pl.lit("废气治理设施")).alias("facility_name"),
        "outlet_medium",
        pl.when(is_water).then(process["water"]).otherwise(process["air"]).alias("process_name"),
        "discharge_outlet_code",
        pl.Series("processing_capacity", rng.lognormal(6.5, 0.9, own.height).round(1)),
        "division_code",
    ).sort("unified_social_credit_code", "facility_code")


def production_facility(world: "World", city_code: str) -> pl.DataFrame:
    """One to three production lines an enterprise, by enterprise and code."""
    own = world.frame("enterprise", city_code)
    rng = stream("production", world.seed, city_code)
    lines = own.with_columns(number=pl.Series(rng.integers(1, 4, own.height)))
    kept = (*WHO, "division_code", "product", "process")
    rows = lines.select(pl.col(kept).repeat_by("number").explode(empty_as_null=False))
    nth = 1 + pl.int_range(pl.len()).over("unified_social_credit_code")
    return rows.select(
        "unified_social_credit_code",
        ("MF" + nth.cast(pl.String).str.zfill(4)).alias("facility_code"),
        "enterprise_name",
        (nth.cast(pl.String) + "号生产线").alias("facility_name"),
        pl.col("process").alias("process_name"),
        pl.col("product").alias("product_name"),
        pl.Series("annual_capacity", rng.lognormal(8, 1.2, rows.height).round(1)),
        pl.lit("t").alias("unit_name"),
        "division_code",
    )


def hazardous_waste(world: "World", city_code: str) -> pl.DataFrame:
    """Hazardous wastes that enterprises make, by enterprise and code: that of the trade, and waste oil."""
    own = world.frame("enterprise", city_code)
    trade = own.filter("makes_hazardous_waste").select(*WHO, "division_code", "hazardous_waste_code")
    oil = own.filter((pl.col("ordinal") % 2 == 0) & (pl.col("hazardous_waste_code") != "900-249-08")).select(
        *WHO, "division_code", pl.lit("900-249-08").alias("hazardous_waste_code")
    )
    rows = pl.concat([trade, oil]).sort("unified_social_credit_code", "hazardous_waste_code")
    rng = stream("hazardous_waste", world.seed, city_code)
    category = "HW" + pl.col("hazardous_waste_code").str.slice(-2)
    return rows.select(
        "unified_social_credit_code",
        "hazardous_waste_code",
        "enterprise_name",
        category.alias("hazardous_waste_category"),
        pl.when(pl.col("hazardous_waste_code") == "900-249-08")
        .then(pl.lit("废矿物油"))
        .otherwise(category + "类废物")
        .alias("waste_name"),
        pl.Series("annual_t", np.clip(rng.lognormal(2.2, 1.2, rows.height), 0.05, 4000).round(3)),
        "division_code",
    )


def waste_handler(world: "World") -> pl.DataFrame:
    """Licensed handlers of hazardous waste, by licence: enterprises of the world that treat it or make none."""
    own = world.frame("enterprise")
    first = own.filter(unit_category="waste_facility")
    handlers = pl.concat([first, own.filter(~pl.col("makes_hazardous_waste"))]).head(world.sizes["handlers"])
    size = handlers.height
    return handlers.select(
        pl.format("F{}{}", "division_code", pl.int_range(pl.len()).cast(pl.String).str.zfill(4)).alias(
            "licence_number"
        ),
        *WHO,
        pl.Series(
            "hazardous_waste_category", [f"HW{one:02d}" for one in (8, 17, 12, 22, 49, 6, 21, 48)] * size
        ).head(size),
        pl.Series("capacity_t_a", stream("handler", world.seed).choice([5000.0, 10_000, 30_000], size)),
        *PLACE,
    ).sort("licence_number")


def sewage_plant(world: "World") -> pl.DataFrame:
    """Sewage plants: the enterprises of trade 4620 that are key or simplified units, by code."""
    plants = world.frame("enterprise").filter(
        (pl.col("industry_code") == "4620") & (pl.col("management_class") != "registered")
    )
    capacity = stream("sewage_plant", world.seed).choice(
        [5000.0, 10_000, 20_000, 50_000, 100_000], plants.height
    )
    return plants.select(
        ("WS" + pl.col("pollution_source_code")).alias("facility_code"),
        pl.concat_str("county_name", "short_name", pl.lit("污水处理厂")).alias("facility_name"),
        *WHO,
        "permit_number",
        pl.Series("processing_capacity_t_d", capacity),
        "catchment_code",
        "receiving_water",
        *PLACE,
    ).sort("facility_code")


def industrial_park(world: "World") -> pl.DataFrame:
    """One or two parks in each settled county, by code."""
    homes = settled(world)
    rng = stream("park", world.seed)
    rows = pl.concat(
        [
            homes.with_columns(nth=pl.lit(1)),
            homes.filter(pl.col("industry_weight") >= 4).with_columns(nth=pl.lit(2)),
        ]
    )
    stem = pl.col("county_name").str.replace(r"[市县区]$", "")
    return rows.select(
        pl.format("PK{}{}", "division_code", "nth").alias("park_code"),
        (stem + pl.when(pl.col("nth") == 1).then(pl.lit("经济开发区")).otherwise(pl.lit("工业园区"))).alias(
            "industrial_park_name"
        ),
        pl.Series(
            "industrial_park_level",
            pick(rng, ["national", "provincial", "below_provincial"], rows.height, [1, 4, 5]),
            dtype=pl.String,
        ),
        *PLACE[:4],
        (pl.col("longitude") + pl.Series(rng.normal(0, 0.02, rows.height))).round(6),
        (pl.col("latitude") + pl.Series(rng.normal(0, 0.02, rows.height))).round(6),
    ).sort("park_code")


def project(world: "World", city_code: str) -> pl.DataFrame:
    """Construction projects of the last years, by code."""
    own = world.frame("enterprise", city_code)
    number = int(share_out(world.sizes["projects"], world.city_weights)[world.cities.index(city_code)])
    rng = stream("project", world.seed, city_code)
    chosen = own[rng.permutation(own.height)[np.arange(number) % max(1, own.height)]]
    days = np.datetime64(world.start) - rng.integers(1, 1000, number).astype("timedelta64[D]")
    return projects_of(chosen, rng, pl.Series(days).cast(pl.Date), city_code)


def projects_of(chosen: pl.DataFrame, rng: np.random.Generator, days: pl.Series, mark: str) -> pl.DataFrame:
    """Return projects of the chosen enterprises, filed on the given days; ``mark`` keeps their codes apart."""
    size = chosen.height
    kind = pl.Series(pick(rng, ["扩建", "技改", "新建", "迁建"], size), dtype=pl.String)
    nth = pl.int_range(pl.len()).cast(pl.String).str.zfill(5)
    return chosen.select(
        (days.dt.strftime("%y%m-") + pl.col("division_code") + f"-{mark[2:4]}-" + nth).alias("project_code"),
        pl.concat_str("enterprise_name", "product", kind, pl.lit("项目")).alias("project_name"),
        *WHO,
        "industry_code",
        pl.Series("money_10k_yuan", rng.lognormal(7, 1.1, size).round(2)),
        pl.Series(
            "project_approval_type",
            pick(rng, ["filing", "ratification", "approval"], size, [8, 1, 1]),
            dtype=pl.String,
        ),
        pl.Series(
            "eia_document_type",
            pick(rng, ["report_book", "report_form", "registration_form"], size, [2, 6, 2]),
            dtype=pl.String,
        ),
        days.alias("approved_on"),
        *PLACE,
    ).sort("project_code")
