"""What follows an unlawful discharge, and the like of it that has no cause of ours.

Belongs here: petitions, inspections, penalties and credit changes of a day. Does not belong here: which events
have which links of the chain (``events_day``).
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import of_the_day, pick, share_out, stream
from simulator.world.events_day import GRID, HEARD, WHO
from simulator.world.settlements import PLACE
from simulator.world.waves import midnight, utc

if TYPE_CHECKING:
    from simulator.world.world import World

REACH = {"petition": 4, "inspection": 12, "penalty": 28, "decision": 80, "credit": 105}
"""How many days after the event the last of each kind can fall on."""

_KINDS = ("water", "odour", "air", "noise", "dust", "solid_waste", "fume", "ecology")
_CHANNELS = ("wechat", "telephone", "web", "letter", "visit", "mailbox")


def falling_on(world: "World", day: date, city: str, column: str, reach: int) -> pl.DataFrame:
    """Return the events of the last ``reach`` days with a link that falls on the day."""
    past = world.since("discharge_event", day, reach + 1, city)
    on = pl.col(column)
    if column.endswith("_at"):
        on = on.dt.offset_by("8h").dt.date()
    return past.filter(on == day)


def petition(world: "World", day: date, city: str) -> pl.DataFrame:
    """Complaints of a day: those about events, and others, by number."""
    heard = falling_on(world, day, city, "petition_at", REACH["petition"])
    rng = stream("petition", world.seed, city, day)
    water = pl.col("outlet_medium") == "water"
    about = heard.select(
        ("XF" + pl.col("event_id").str.slice(2)).alias("petition_number"),
        pl.col("petition_at").alias("reported_at"),
        pl.when(water).then(pl.lit("water")).when(pl.col("draw") < 0.5).then(pl.lit("odour")).otherwise(pl.lit("air"))
        .alias("complaint_pollution_kind"),
        *WHO,
        pl.when(water)
        .then(pl.concat_str(pl.lit("附近水沟水色异常有异味，怀疑"), "enterprise_name", pl.lit("偷排废水")))
        .otherwise(pl.concat_str("enterprise_name", pl.lit("排放刺鼻气体，影响周边居民")))
        .alias("description"),
        *PLACE,
        *GRID,
        pl.col("event_id").alias("cause"),
    )  # fmt: skip
    rows = pl.concat([about, _others(world, day, city, rng)])
    channel = pl.Series(
        "petition_channel", pick(rng, _CHANNELS, rows.height, [65, 20, 14, 2, 1, 1]), dtype=pl.String
    )
    return rows.with_columns(channel).sort("petition_number")


def _others(world: "World", day: date, city: str, rng: np.random.Generator) -> pl.DataFrame:
    """Complaints that no event of ours caused; cities have their real shares (12369 of 2020)."""
    facts = world.county_facts.select("city_code", "complaints").unique("city_code").sort("city_code")
    rest = world.sizes["petitions_a_year"] - round(HEARD * world.sizes["events_a_year"])
    a_year = share_out(rest, facts["complaints"].to_numpy())[world.cities.index(city)]
    own = world.frame("enterprise", city)
    size = of_the_day(float(a_year), day.timetuple().tm_yday) if own.height else 0
    rows = own[rng.integers(0, max(1, own.height), size)]
    seconds = np.sort(rng.integers(0, 86_400, size))
    kind = pl.Series(pick(rng, _KINDS, size, [12, 22, 18, 34, 12, 8, 10, 3]), dtype=pl.String)
    texts = {
        "water": "沟渠水质发黑发臭", "odour": "夜间异味明显", "air": "有黑烟排放", "noise": "设备噪声扰民",
        "dust": "工地扬尘大", "solid_waste": "路边堆放垃圾", "fume": "餐饮油烟扰民", "ecology": "山体开挖裸露",
    }  # fmt: skip
    named = pl.Series(rng.random(size) < 0.55)
    number = pl.format(
        "XF{}{}5{}",
        pl.lit(f"{day:%Y%m%d}"),
        pl.lit(city[:4]),
        pl.int_range(pl.len()).cast(pl.String).str.zfill(3),
    )
    return rows.select(
        number.alias("petition_number"),
        pl.Series("reported_at", utc(np.datetime64(midnight(day), "us") + seconds * np.timedelta64(1, "s"))),
        kind.alias("complaint_pollution_kind"),
        *(pl.when(named).then(name).alias(name) for name in WHO),
        pl.concat_str("town_name", kind.replace_strict(texts, return_dtype=pl.String)).alias("description"),
        *PLACE,
        *GRID,
        pl.lit(None, dtype=pl.String).alias("cause"),
    )


def inspection(world: "World", day: date, city: str) -> pl.DataFrame:
    """Inspections of a day: those that events led to, and the routine ones, by number."""
    led = falling_on(world, day, city, "inspected_on", REACH["inspection"])
    rng = stream("inspection", world.seed, city, day)
    caused = led.select(
        ("JC" + pl.col("event_id").str.slice(2)).alias("inspection_number"),
        *WHO,
        "found_problem",
        "violation_kind",
        *PLACE,
        pl.col("event_id").alias("cause"),
    )
    own = world.frame("enterprise", city)
    a_year = world.share_of(world.sizes["inspections_a_year"], city)
    size = of_the_day(a_year, day.timetuple().tm_yday) if own.height else 0
    number = pl.format(
        "JC{}{}5{}",
        pl.lit(f"{day:%Y%m%d}"),
        pl.lit(city[:4]),
        pl.int_range(pl.len()).cast(pl.String).str.zfill(4),
    )
    routine = own[rng.integers(0, max(1, own.height), size)].select(
        number.alias("inspection_number"),
        *WHO,
        pl.Series("found_problem", rng.random(size) < 0.08),
        pl.Series(
            "violation_kind",
            pick(rng, ["treatment_idle", "beyond_permit", "hazardous_waste"], size),
            dtype=pl.String,
        ),
        *PLACE,
        pl.lit(None, dtype=pl.String).alias("cause"),
    )
    rows = pl.concat([caused, routine])
    began = np.datetime64(midnight(day), "us") + rng.integers(
        9 * 3600, 16 * 3600, rows.height
    ) * np.timedelta64(1, "s")
    ended = began + rng.integers(1800, 3 * 3600, rows.height) * np.timedelta64(1, "s")
    return (
        _officers(world, rows, rng)
        .with_columns(
            pl.lit(day).alias("inspected_on"),
            pl.Series("began_at", utc(began)),
            pl.Series("ended_at", utc(ended)),
            pl.when("found_problem").then("violation_kind").alias("violation_kind"),
            pl.when("found_problem")
            .then(pl.lit("现场检查发现涉嫌违法排放污染物，已固定证据并立案调查"))
            .otherwise(pl.lit("现场检查未发现环境违法行为"))
            .alias("finding"),
        )
        .sort("inspection_number")
    )


def _officers(world: "World", rows: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Add two different officers of the county to each row."""
    officers = (
        world.frame("officer")
        .group_by("division_code", maintain_order=True)
        .agg(pl.col("enforcement_certificate_number").alias("team"))
    )
    first = pl.Series(rng.integers(0, 10_000, rows.height))
    length = pl.col("team").list.len().cast(pl.Int64)
    at = first % length
    return (
        rows.join(officers, on="division_code", how="left", maintain_order="left")
        .with_columns(
            enforcement_certificate_number=pl.col("team").list.get(at),
            second_certificate_number=pl.col("team").list.get((at + 1) % length),
        )
        .drop("team")
    )


def penalty(world: "World", day: date, city: str) -> pl.DataFrame:
    """Cases filed or decided on a day, by number; ``decided_on`` is null on the day of filing."""
    filed = falling_on(world, day, city, "filed_on", REACH["penalty"]).with_columns(
        decided_on=pl.lit(None, dtype=pl.Date), stage=pl.lit("filed")
    )
    decided = falling_on(world, day, city, "decided_on", REACH["decision"]).with_columns(
        stage=pl.lit("decided")
    )
    digits = pl.col("event_id").str.slice(2)
    is_decided = pl.col("stage") == "decided"
    return (
        pl.concat([filed, decided])
        .select(
            ("LA" + digits).alias("case_number"),
            "stage",
            pl.col("inspected_on").alias("found_on"),
            "filed_on",
            "decided_on",
            pl.when(is_decided)
            .then(
                pl.concat_str(
                    pl.lit("闽环罚〔"),
                    digits.str.slice(0, 4),
                    pl.lit("〕"),
                    digits.str.slice(4),
                    pl.lit("号"),
                )
            )
            .alias("decision_number"),
            *WHO,
            "violation_kind",
            pl.when(pl.col("draw") < 0.9)
            .then(pl.lit("fine"))
            .otherwise(pl.lit("warning"))
            .alias("penalty_kind"),
            pl.when(pl.col("draw") < 0.9).then("fine").alias("money_10k_yuan"),
            ("JC" + digits).alias("inspection_number"),
            *PLACE,
            pl.col("event_id").alias("cause"),
        )
        .sort("case_number", "stage")
    )


def credit_change(world: "World", day: date, city: str) -> pl.DataFrame:
    """Enterprises that lose credit on a day because of a penalty, by credit code."""
    lost = falling_on(world, day, city, "changed_on", REACH["credit"])
    grave = pl.col("violation_kind").is_in(["hidden_outlet", "monitoring_fraud"]) | (pl.col("fine") > 30)
    return lost.select(
        *WHO,
        pl.col("changed_on"),
        pl.when(grave).then(pl.lit("red")).otherwise(pl.lit("yellow")).alias("environmental_credit_grade"),
        pl.when(pl.col("draw") < 0.1).then(pl.lit("green")).otherwise(pl.lit("blue")).alias("previous_grade"),
        pl.when(grave)
        .then(40 + 19 * pl.col("draw"))
        .otherwise(60 + 9.5 * pl.col("draw"))
        .round(1)
        .alias("score"),
        *PLACE,
        pl.col("event_id").alias("cause"),
    ).sort("unified_social_credit_code", "cause")
