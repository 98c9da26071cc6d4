"""Where an exceedance may come from: every outlet and farm upstream, judged by six items of evidence, and who is reached downstream.

Belongs here: who is judged, and how the evidence adds up. Does not belong here: what an item weighs (`weighing`), the network and its
speeds (`network`, `hydraulics`), what is an exceedance (`episodes`), where rows are read.

Each item says how many times as likely what is known is of the source as of another place; the score is their product, and the
likelihood is the score's share among the places upstream. It ranks whom to visit first. It is no proof, and no probability in a
court's sense.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from ecolake.domain.river import weighing
from ecolake.domain.river.exceedance import Exceedance, Weights
from ecolake.domain.river.network import Floats, Ints, Network
from ecolake.domain.river.weighing import SPARE_HOURS

SOURCES = ("outlet", "farm")
"""Kinds of places that something may come from."""
ITEMS = ("pollutant", "timing", "load", "record", "position", "reports")
"""The items of evidence; the score is their product."""


@dataclass(frozen=True)
class Evidence:
    """What is known when the question is asked.

    Attributes:
        places: `place_code`, `place_kind` (outlet, farm; others do not count), `row` (catchment), `off_hours` (to the catchment's place),
            `size_class`, `penalties`, `has_device`; one row a place.
        limits: `place_code`, `pollutant_code`, `limit` (mg/L): what permits allow.
        caught: `place_code`, `pollutant_code`, `measured_at`, `over` (mg/L): hours in which a device was over its limit.
        heard: `place_code`, `pollutant_code`, `day` (of China), `hours`: how many hours of a day a device reported.
        told: `place_code`, `reported_at`, `is_named`: complaints about the water that name the place's enterprise, or name nobody and
            come from near it.
        watched: Rows of catchments with a station that reported through the time in question.
        rises: `parameter`, `row`, `front_at`: rises at stations in the days before; null where a station always misses its target.
    """

    places: pl.DataFrame
    limits: pl.DataFrame
    caught: pl.DataFrame
    heard: pl.DataFrame
    told: pl.DataFrame
    watched: Ints
    rises: pl.DataFrame


def candidates(
    network: Network, hours: Floats, flow: Floats, seen: Exceedance, known: Evidence, weights: Weights
) -> pl.DataFrame:
    """Return the places upstream that may have caused an exceedance, the likeliest first.

    Args:
        network: The rivers.
        hours: Through each reach, on the day.
        flow: Of each catchment, m3/s.
        seen: What is to be explained.
        known: What is known.
        weights: What it is worth.

    Returns:
        `place_code`, `place_kind`, `row`, `travel_hours`, `left_from`, `left_until` (when the water left), the `ITEMS`, the figures behind
        them (`reported`, `common`, `over`, `needed`, `able`, `penalties`, `passes`, `reported_by`; see `weighing`), `score`,
        `likelihood` (shares that add up to 1) and `rank`, by rank.
    """
    here = _upstream(network, hours, seen, known, weights)
    here = here.with_columns(
        pollutant=weighing.pollutant(here, known.limits, seen, weights),
        record=weighing.record(here, weights),
        reported=_reported(here, known.heard, seen),
    )
    here = here.hstack(weighing.device(here, known.caught, seen, weights))
    here = here.hstack(weighing.load(here, known.limits, seen, float(flow[seen.row]), weights))
    here = here.hstack(weighing.reports(here, known.told, weights))
    figures = ("reported", "common", "over", "needed", "able", "penalties", "passes", "reported_by")
    return (
        here.with_columns(score=pl.reduce(lambda one, other: one * other, [pl.col(name) for name in ITEMS]))
        .sort("score", "travel_hours", "place_code", descending=[True, False, False])
        .with_columns(likelihood=pl.col("score") / pl.col("score").sum(), rank=pl.int_range(1, pl.len() + 1))
        .select(
            "place_code", "place_kind", "row", "travel_hours", "left_from", "left_until",
            *ITEMS, *figures, "score", "likelihood", "rank",
        )
    )  # fmt: skip


def _upstream(
    network: Network, hours: Floats, seen: Exceedance, known: Evidence, weights: Weights
) -> pl.DataFrame:
    """Return the sources upstream, with `travel_hours`, when the water left them, and what the stations between tell."""
    rows, away, below = network.upstream(seen.row, hours, weights.most_hours)
    catchments = pl.DataFrame({"row": rows, "reach_hours": away, "nth": np.arange(len(rows))})
    above = catchments.filter(pl.col("nth") > 0)  # the section itself is no witness
    alike = known.rises.filter(pl.col("parameter") == seen.parameter)
    rises = alike.join(above, on="row", how="inner").select("nth", "front_at")
    clean = np.isin(rows, known.watched) & ~np.isin(rows, alike["row"].to_numpy())
    clean[0] = False
    told = weighing.position(away, below, clean, rises, seen, weights)
    late = pl.duration(seconds=(pl.col("travel_hours") * (1 + weights.tolerance) + SPARE_HOURS) * 3600)
    soon = pl.duration(
        seconds=(pl.col("travel_hours") * (1 - weights.tolerance) - SPARE_HOURS).clip(0) * 3600
    )
    return (
        known.places.filter(pl.col("place_kind").is_in(SOURCES))
        .join(catchments.hstack(told), on="row", how="inner")
        .with_columns(travel_hours=pl.col("reach_hours") + pl.col("off_hours"))
        .filter(pl.col("travel_hours") <= weights.most_hours)
        .with_columns(left_from=pl.lit(seen.front_at) - late, left_until=pl.lit(seen.tail_at) - soon)
    )


def _reported(here: pl.DataFrame, heard: pl.DataFrame, seen: Exceedance) -> pl.Series:
    """Return the share of the hours that a device reported on the days in which the water left; null where there is no device."""
    first, last = (
        pl.col(name).dt.convert_time_zone("Asia/Shanghai").dt.date() for name in ("left_from", "left_until")
    )
    days = here.select("place_code", "has_device", first=first, last=last)
    hours = (
        heard.filter(pl.col("pollutant_code").is_in(seen.pollutants))
        .join(days, on="place_code", how="inner")
        .filter(pl.col("day").is_between(pl.col("first"), pl.col("last")))
        .group_by("place_code", "day")
        .agg(pl.col("hours").max())
        .group_by("place_code")
        .agg(pl.col("hours").sum())
    )
    asked = ((pl.col("last") - pl.col("first")).dt.total_days() + 1) * 24
    share = (pl.col("hours").fill_null(0) / asked).clip(0, 1)
    return (
        days.join(hours, on="place_code", how="left", maintain_order="left")
        .select(pl.when("has_device").then(share))
        .to_series()
    )


def reached(
    network: Network, hours: Floats, seen: Exceedance, places: pl.DataFrame, tolerance: float
) -> pl.DataFrame:
    """Return the intakes and sections that an exceedance reaches, the next first.

    Args:
        network: The rivers.
        hours: Through each reach.
        seen: What goes down.
        places: `place_code`, `place_kind`, `row`.
        tolerance: Share of the travel time by which it may be wrong.

    Returns:
        `place_code`, `place_kind`, `row`, `travel_hours`, `arrives_at`, `arrives_from`, `arrives_until`, `passes_at`; without the place itself.
    """
    rows, away = network.downstream(seen.row, hours)
    way = pl.DataFrame(
        {"row": rows[1:], "travel_hours": away[1:]}, schema={"row": pl.Int64, "travel_hours": pl.Float64}
    )

    def at(share: float) -> pl.Expr:
        return pl.lit(seen.front_at) + pl.duration(seconds=pl.col("travel_hours") * share * 3600)

    lasts = pl.lit(seen.tail_at) - pl.lit(seen.front_at)
    return (
        places.join(way, on="row", how="inner")
        .select(
            "place_code",
            "place_kind",
            "row",
            "travel_hours",
            arrives_at=at(1),
            arrives_from=at(1 - tolerance),
            arrives_until=at(1 + tolerance),
            passes_at=at(1) + lasts,
        )
        .sort("travel_hours", "place_code")
    )
