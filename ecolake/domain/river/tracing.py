"""Where an exceedance may come from: every outlet and farm upstream, judged by five items of evidence, and who is reached downstream.

Belongs here: the evidence and how it adds up. Does not belong here: the network and its speeds (`network`, `hydraulics`), what is an
exceedance (`episodes`), where rows are read.

Each item is a number between 0 and 1 that says how well a place fits; the score is their product, and the likelihood is the score's
share among the places upstream. It ranks whom to visit first. It is no proof, and no probability in a court's sense.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from ecolake.domain.river.network import Floats, Ints, Network

SOURCES = ("outlet", "farm")
"""Kinds of places that something may come from."""


@dataclass(frozen=True)
class Weights:
    """What each item of evidence is worth; see `standards/methods/river.yaml` for every number and its reason.

    Attributes:
        fits: Item where the permit allows the pollutant.
        unknown: Item where nothing is known of what a place may discharge.
        unfit: Item where the permit is known and has no such pollutant.
        caught: Item of an outlet whose device was over its limit for all of the hours in which the water must have left.
        unwatched: Item of a place without a device.
        quiet: Item of an outlet whose device saw nothing.
        clean_between: Factor for a place above a station that saw nothing of it.
        capacity_m3_s: What a place can let out at once, by its class.
        strength: Concentration of an unlawful discharge over the limit of the permit.
        decay_per_hour: Share that is lost in an hour under way.
        tolerance: Share of a travel time by which it may be wrong.
        most_hours: Travel time beyond which nothing is followed.
        record_scale: Penalties after which a record weighs fully, as the scale of an exponential.
    """

    fits: float
    unknown: float
    unfit: float
    caught: float
    unwatched: float
    quiet: float
    clean_between: float
    capacity_m3_s: dict[str, float]
    strength: float
    decay_per_hour: float
    tolerance: float
    most_hours: float
    record_scale: float


@dataclass(frozen=True)
class Exceedance:
    """What is to be explained.

    Attributes:
        row: Catchment of the section in the network.
        pollutants: Codes of what outlets discharge that shows as the parameter exceeded.
        front_at: When it came.
        tail_at: When it went, or was last seen.
        excess: mg/L above what the river usually carries; of what lasts, above the limit.
        share: mg/L of the parameter that a mg/L of the outlet's pollutant shows as.
        is_sudden: Whether its times tell anything.
    """

    row: int
    pollutants: tuple[str, ...]
    front_at: datetime
    tail_at: datetime
    excess: float
    share: float
    is_sudden: bool


@dataclass(frozen=True)
class Evidence:
    """What is known on the day.

    Attributes:
        places: `place_code`, `place_kind` (outlet, farm; others do not count), `row` (catchment), `off_hours` (to the catchment's place),
            `size_class`, `penalties`, `has_device`; one row a place.
        limits: `place_code`, `pollutant_code`, `limit` (mg/L): what permits allow.
        caught: `place_code`, `pollutant_code`, `measured_at`: hours in which a device was over its limit.
        watched: Rows of catchments with a station that reported through the time in question.
        alarmed: Of those, the rows where the same parameter rose.
    """

    places: pl.DataFrame
    limits: pl.DataFrame
    caught: pl.DataFrame
    watched: Ints
    alarmed: Ints


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
        `place_code`, `place_kind`, `row`, `travel_hours`, `left_from`, `left_until` (when the water left), the items `pollutant`, `timing`,
        `load`, `record`, `position`, `score`, `likelihood` (shares that add up to 1) and `rank`, by rank.
    """
    rows, away, below = network.upstream(seen.row, hours, weights.most_hours)
    hidden = _behind_clean_stations(rows, below, known.watched, known.alarmed)
    reached = pl.DataFrame({"row": rows, "reach_hours": away, "is_hidden": hidden})
    here = (
        known.places.filter(pl.col("place_kind").is_in(SOURCES))
        .join(reached, on="row", how="inner")
        .with_columns(travel_hours=pl.col("reach_hours") + pl.col("off_hours"))
        .filter(pl.col("travel_hours") <= weights.most_hours)
    )
    late = pl.duration(seconds=(pl.col("travel_hours") * (1 + weights.tolerance) + 1) * 3600)
    soon = pl.duration(seconds=(pl.col("travel_hours") * (1 - weights.tolerance) - 1).clip(0) * 3600)
    timed = here.with_columns(left_from=pl.lit(seen.front_at) - late, left_until=pl.lit(seen.tail_at) - soon)
    judged = timed.with_columns(
        pollutant=_pollutant(timed, known.limits, seen, weights),
        timing=_timing(timed, known.caught, seen, weights),
        load=_load(timed, known.limits, seen, float(flow[seen.row]), weights),
        record=0.5 + 0.5 * (1 - (-pl.col("penalties") / weights.record_scale).exp()),
        position=pl.when("is_hidden").then(weights.clean_between).otherwise(1.0),
    ).with_columns(
        score=pl.col("pollutant") * pl.col("timing") * pl.col("load") * pl.col("record") * pl.col("position")
    )
    items = ("pollutant", "timing", "load", "record", "position", "score")
    return (
        judged.sort("score", "travel_hours", "place_code", descending=[True, False, False])
        .with_columns(likelihood=pl.col("score") / pl.col("score").sum(), rank=pl.int_range(1, pl.len() + 1))
        .select(
            "place_code", "place_kind", "row", "travel_hours", "left_from", "left_until", *items, "likelihood", "rank"
        )
    )  # fmt: skip


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


def _behind_clean_stations(
    rows: Ints, below: Ints, watched: Ints, alarmed: Ints
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which catchments send their water past a station that saw nothing, before it comes to the section."""
    clean = np.isin(rows, watched) & ~np.isin(rows, alarmed)
    if len(clean):
        clean[0] = False  # the section itself
    hidden = clean
    while (further := hidden | (hidden[below] & (below >= 0))).sum() > hidden.sum():  # one step up a turn
        hidden = further
    return hidden


def _pollutant(here: pl.DataFrame, limits: pl.DataFrame, seen: Exceedance, weights: Weights) -> pl.Series:
    """Judge whether a place may discharge what was seen: by its permit; a farm's manure has all of them."""
    named = limits.group_by("place_code").agg(fits=pl.col("pollutant_code").is_in(seen.pollutants).any())
    return (
        here.select("place_code", "place_kind")
        .join(named, on="place_code", how="left", maintain_order="left")
        .select(
            pl.when(pl.col("place_kind") == "farm")
            .then(weights.unknown)
            .when(pl.col("fits"))
            .then(weights.fits)
            .when(pl.col("fits").is_null())
            .then(weights.unknown)
            .otherwise(weights.unfit)
        )
        .to_series()
    )


def _timing(here: pl.DataFrame, caught: pl.DataFrame, seen: Exceedance, weights: Weights) -> pl.Series:
    """Judge whether a device was over its limit while the water must have left.

    Of a sudden exceedance the hours caught are moved by the travel time; the item is how much of them and of the hours at the section
    is common to both, with an hour to spare at either end. Of a lasting one any hour will do.
    """
    hours = caught.filter(pl.col("pollutant_code").is_in(seen.pollutants)).select("place_code", "measured_at")
    spread = here.select("place_code", "travel_hours", "left_from", "left_until")
    inside = hours.join(spread, on="place_code", how="inner").filter(
        pl.col("measured_at") >= pl.col("left_from").dt.truncate("1h"),
        pl.col("measured_at") <= pl.col("left_until"),
    )
    lasted = (seen.tail_at - seen.front_at) / timedelta(hours=1) + 1
    arrival = (pl.col("measured_at").dt.timestamp("us") / 3.6e9) + pl.col("travel_hours")
    front, tail = (one.timestamp() / 3600 for one in (seen.front_at, seen.tail_at))
    slack = 1 + weights.tolerance * pl.col("travel_hours")
    during = (arrival >= front - slack) & (arrival <= tail + slack)
    common = inside.group_by("place_code").agg(
        common=during.sum().cast(pl.Float64), outside=(~during).sum().cast(pl.Float64)
    )
    matched = (
        here.select("place_code", "has_device")
        .join(common, on="place_code", how="left", maintain_order="left")
        .with_columns(pl.col("common", "outside").fill_null(0.0))
    )
    share = (
        (pl.col("common") / (lasted + pl.col("outside"))).clip(0, 1)
        if seen.is_sudden
        else (pl.col("common") > 0).cast(pl.Float64)
    )
    return matched.select(
        pl.when(~pl.col("has_device"))
        .then(weights.unwatched)
        .otherwise(weights.quiet + (weights.caught - weights.quiet) * share)
    ).to_series()


def _load(
    here: pl.DataFrame, limits: pl.DataFrame, seen: Exceedance, through: float, weights: Weights
) -> pl.Series:
    """Judge whether a place of its class can let out as much as passed the section, what decays under way added."""
    fitting = limits.filter(pl.col("pollutant_code").is_in(seen.pollutants))
    strongest = fitting.group_by("place_code").agg(pl.col("limit").max())
    usual = fitting["limit"].median() if fitting.height else None
    capacity = pl.col("size_class").replace_strict(
        weights.capacity_m3_s, default=0.0, return_dtype=pl.Float64
    )
    least = min(weights.capacity_m3_s.values())
    concentration = pl.col("limit").fill_null(usual if isinstance(usual, float) else 1.0) * (
        weights.strength - 1
    )
    passed = max(seen.excess, 0.0) / seen.share * through  # g/s
    needed = passed * (weights.decay_per_hour * pl.col("travel_hours")).exp() / concentration
    return (
        here.select("place_code", "size_class", "travel_hours")
        .join(strongest, on="place_code", how="left", maintain_order="left")
        .select((pl.max_horizontal(capacity, pl.lit(least)) / needed).clip(0, 1))
        .to_series()
        .fill_nan(1.0)
    )
