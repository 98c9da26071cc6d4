"""Those who help and what is served: experts, third-party institutions, services.

Belongs here: the eco supermarket and the list of services. Does not belong here: cases (``services_day``).
"""

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.codes import make_usccs
from simulator.world.chance import pick, stream
from simulator.world.facts import words
from simulator.world.people import mobiles, person_names
from simulator.world.settlements import PLACE, scattered

if TYPE_CHECKING:
    from simulator.world.world import World

_INSTITUTION_ORDINALS = 20_000_000  # far above those of the enterprises, so that no code comes twice


def expert(world: "World") -> pl.DataFrame:
    """Experts of nine classes, by code."""
    size = world.sizes["experts"]
    rng = stream("expert", world.seed)
    number = (pl.int_range(pl.len()) + 1).cast(pl.String).str.zfill(5)
    return scattered(world, rng, size).select(
        ("ZJ" + number).alias("expert_code"),
        person_names(rng, size).alias("person_name"),
        mobiles(rng, size).alias("telephone"),
        pl.Series(
            "expert_class",
            np.array(words()["expert_classes"], dtype=object)[np.arange(size) % 9],
            dtype=pl.String,
        ),
        pl.Series("title", pick(rng, words()["expert_titles"], size), dtype=pl.String),
        (
            pl.col("city_name")
            + pl.Series(
                pick(rng, ["环境科学研究所", "环境监测中心", "大学环境学院", "设计研究院"], size),
                dtype=pl.String,
            )
        ).alias("organisation_name"),
        *PLACE,
    )


def institution(world: "World") -> pl.DataFrame:
    """Third-party institutions, by credit code."""
    size = world.sizes["institutions"]
    rng = stream("institution", world.seed)
    rows = scattered(world, rng, size, "industry_weight")
    turn = np.arange(size) % 9
    codes = make_usccs(
        np.arange(size) + _INSTITUTION_ORDINALS + 977 * (world.seed % 9973),
        rows["division_code"],
        rng.random(size) < 0.7,
    )
    signs = list(words()["brand"])
    pairs = np.array([a + b for a in signs for b in signs if a != b], dtype=object)
    brand = pl.Series(pairs[np.arange(size) * 1009 % len(pairs)], dtype=pl.String)
    again = pl.Series(np.arange(size) // len(pairs))
    words_of = pl.Series(np.array(words()["institution_words"], dtype=object)[turn], dtype=pl.String)
    return rows.select(
        codes.alias("unified_social_credit_code"),
        (
            pl.lit("福建")
            + brand
            + pl.when(again > 0).then(again.cast(pl.String)).otherwise(pl.lit(""))
            + words_of
            + "有限公司"
        ).alias("enterprise_name"),
        pl.Series(
            "third_party_service",
            np.array(words()["institution_services"], dtype=object)[turn],
            dtype=pl.String,
        ),
        pl.concat_str(pl.lit("福建省"), "city_name", "county_name", "town_name", pl.lit("创新园")).alias(
            "address"
        ),
        person_names(rng, size).alias("person_name"),
        mobiles(rng, size).alias("telephone"),
        *PLACE,
    ).sort("unified_social_credit_code")


def service(world: "World") -> pl.DataFrame:
    """The items of the service platform, by code: 13 subjects times 5 acts are 65."""
    subjects, acts = words()["service_verbs"], words()["service_kinds"]
    names = [subject + act for subject in subjects for act in acts][: world.sizes["services"]]
    return pl.DataFrame(
        {
            "service_code": [f"QQ{nth:03d}" for nth in range(1, len(names) + 1)],
            "service_name": names,
            "legal_days": stream("service", world.seed).choice([1, 5, 10, 15, 20, 30], len(names)),
        }
    )
