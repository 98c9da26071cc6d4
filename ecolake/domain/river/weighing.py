"""What each item of evidence weighs: how many times as likely it is of the source of an exceedance as of another place upstream.

Belongs here: one function an item; 1 says nothing, more speaks for a place, less against it. Does not belong here: who is judged and how
the items add up (`tracing`), what the numbers are (a method of the standards).
"""

from datetime import timedelta

import numpy as np
import polars as pl

from ecolake.domain.river.exceedance import Exceedance, Weights
from ecolake.domain.river.network import Flags, Floats, Ints

SPARE_HOURS = 1.0
"""An hour to spare at either end of a travel time: stations and devices give means of hours."""


def pollutant(here: pl.DataFrame, limits: pl.DataFrame, seen: Exceedance, weights: Weights) -> pl.Series:
    """Judge whether a place may discharge what was seen: by its permit; a farm's manure has all of them."""
    named = limits.group_by("place_code").agg(fits=pl.col("pollutant_code").is_in(seen.pollutants).any())
    return (
        here.select("place_code", "place_kind")
        .join(named, on="place_code", how="left", maintain_order="left")
        .select(
            pl.when(pl.col("place_kind") == "farm")
            .then(weights.unknown)
            .when(pl.col("fits"))
            .then(1.0)
            .when(pl.col("fits").is_null())
            .then(weights.unknown)
            .otherwise(weights.unfit)
        )
        .to_series()
    )


def device(here: pl.DataFrame, caught: pl.DataFrame, seen: Exceedance, weights: Weights) -> pl.DataFrame:
    """Judge whether a device was over its limit while the water must have left.

    Of a sudden exceedance the hours caught are moved by the travel time; their share is how much of them and of the hours at the section
    is common to both. Of a lasting one any hour will do. A place without a device is as likely as before: nobody looked. A device
    that saw nothing speaks against its outlet as far as it reported while the water left.

    Args:
        here: Places with `place_code`, `has_device`, `reported` (share of those hours that the device reported), `travel_hours`,
            `left_from`, `left_until`.
        caught: `place_code`, `pollutant_code`, `measured_at`, `over` (mg/L above the limit).
        seen: What is to be explained.
        weights: What it is worth.

    Returns:
        `timing`, the item; `common`, the share of the hours; `over`, the mean of what was caught above the limit, mg/L, null where
        nothing was; as the rows of `here`.
    """
    inside = (
        caught.filter(pl.col("pollutant_code").is_in(seen.pollutants))
        .join(
            here.select("place_code", "travel_hours", "left_from", "left_until"),
            on="place_code",
            how="inner",
        )
        .filter(
            pl.col("measured_at") >= pl.col("left_from").dt.truncate("1h"),
            pl.col("measured_at") <= pl.col("left_until"),
        )
    )
    lasted = (seen.tail_at - seen.front_at) / timedelta(hours=1) + 1
    arrival = (pl.col("measured_at").dt.timestamp("us") / 3.6e9) + pl.col("travel_hours")
    front, tail = (one.timestamp() / 3600 for one in (seen.front_at, seen.tail_at))
    slack = SPARE_HOURS + weights.tolerance * pl.col("travel_hours")
    during = (arrival >= front - slack) & (arrival <= tail + slack)
    hours = inside.group_by("place_code").agg(
        # An hour counts once, whatever number of pollutants was over its limit in it.
        during=pl.col("measured_at").filter(during).n_unique().cast(pl.Float64),
        outside=pl.col("measured_at").filter(~during).n_unique().cast(pl.Float64),
        over=pl.col("over").filter(during).mean(),
    )
    common = (
        (pl.col("during") / (lasted + pl.col("outside"))).clip(0, 1)
        if seen.is_sudden
        else (pl.col("during") > 0).cast(pl.Float64)
    ).fill_null(0.0)
    silent = 1 - (1 - weights.quiet) * pl.col("reported").fill_null(0.0).clip(0, 1)
    return (
        here.select("place_code", "has_device", "reported")
        .join(hours, on="place_code", how="left", maintain_order="left")
        .with_columns(common=common)
        .select(
            timing=pl.when("has_device")
            .then(silent + (weights.caught - silent) * pl.col("common"))
            .otherwise(1.0),
            common="common",
            over="over",
        )
    )


def load(
    here: pl.DataFrame, limits: pl.DataFrame, seen: Exceedance, through: float, weights: Weights
) -> pl.DataFrame:
    """Judge whether a place can have let out as much as passed the section: a balance of mass, what decays under way added.

    What left is the excess times the water of the section. What a place can let out is the water of its class times the
    concentration above its limit: that which its device saw, else that of a usual unlawful discharge. Both are known within a factor, so
    the item is the share of a log-normal distribution above what was needed, twice, so that who can just let it out weighs 1.

    Args:
        here: Places with `size_class`, `travel_hours` and `over` (mg/L that a device saw above the limit, null where none did).
        limits: `place_code`, `pollutant_code`, `limit` (mg/L).
        seen: What is to be explained.
        through: m3/s at the section.
        weights: What it is worth.

    Returns:
        `load`, the item; `needed`, g/s that left; `able`, g/s that the place can let out; as the rows of `here`.
    """
    # A limit of nothing or less is a fault of its permit: the place is taken to let out what is usual.
    fitting = limits.filter(pl.col("pollutant_code").is_in(seen.pollutants), pl.col("limit") > 0)
    strongest = fitting.group_by("place_code").agg(pl.col("limit").max())
    usual = fitting["limit"].median() if fitting.height else None
    least = min(weights.capacity_m3_s.values())
    capacity = pl.col("size_class").replace_strict(
        weights.capacity_m3_s, default=least, return_dtype=pl.Float64
    )
    concentration = pl.col("limit").fill_null(usual if isinstance(usual, float) else 1.0) * (
        weights.strength - 1
    )
    passed = max(seen.excess, 0.0) / seen.share * through
    found = (
        here.select("place_code", "size_class", "travel_hours", "over")
        .join(strongest, on="place_code", how="left", maintain_order="left")
        .select(
            needed=passed * (weights.decay_per_hour * pl.col("travel_hours")).exp(),
            able=capacity * pl.coalesce(pl.when(pl.col("over") > 0).then("over"), concentration),
        )
    )
    short = np.log(np.maximum(found["needed"].to_numpy(), 1e-12) / found["able"].to_numpy()) / weights.spread
    return found.with_columns(load=pl.Series(np.minimum(2 * _above(short), 1.0)))


def record(here: pl.DataFrame, weights: Weights) -> pl.Series:
    """Judge by the penalties of `here`: who was penalised often is up to twice as likely."""
    return here.select(2 - (-pl.col("penalties") / weights.record_scale).exp()).to_series()


def reports(here: pl.DataFrame, told: pl.DataFrame, weights: Weights) -> pl.DataFrame:
    """Judge by complaints about the water between the earliest hour at which it left and some hours after the last.

    Args:
        here: Places with `place_code`, `left_from`, `left_until`.
        told: `place_code`, `reported_at`, `is_named`.
        weights: What it is worth.

    Returns:
        `reported_by`: `named`, `near` or null; `reports`, the item, 1 for all where no complaint of any place is known.
    """
    until = pl.col("left_until") + pl.duration(seconds=int(weights.report_hours * 3600))
    found = (
        told.join(here.select("place_code", "left_from", "left_until"), on="place_code", how="inner")
        .filter(pl.col("reported_at") >= pl.col("left_from"), pl.col("reported_at") <= until)
        .group_by("place_code")
        .agg(pl.col("is_named").any())
    )
    nobody = weights.unreported if told.height else 1.0
    return (
        here.select("place_code")
        .join(found, on="place_code", how="left", maintain_order="left")
        .select(
            reported_by=pl.when("is_named")
            .then(pl.lit("named"))
            .when(~pl.col("is_named"))
            .then(pl.lit("near")),
            reports=pl.when("is_named")
            .then(weights.named)
            .when(~pl.col("is_named"))
            .then(weights.near)
            .otherwise(nobody),
        )
    )


def position(
    away: Floats, below: Ints, clean: Flags, rises: pl.DataFrame, seen: Exceedance, weights: Weights
) -> pl.DataFrame:
    """Judge the catchments upstream by the stations that their water passes.

    What is higher up is less diluted, so whoever lies above a station that reported and saw no rise would have shown there. A station
    saw the same rise where one began the travel time earlier: whoever does not lie above the last that saw it would be a second source
    at the same time. Any other rise says nothing.

    Args:
        away: Hours from each catchment to the section, the section's own first, each after the one below it.
        below: For each the position of the one below it.
        clean: Whether a station stands there that reported, and saw no rise of the parameter.
        rises: `nth` (position of a station) and `front_at`, of all rises of the parameter further up.
        seen: What is to be explained.
        weights: What it is worth.

    Returns:
        `position`, the item, and `passes`: `clean`, `elsewhere`, `seen`, or null where no station tells.
    """
    early = pl.lit(seen.front_at) - pl.col("front_at")
    hours = rises.with_columns(away=pl.Series(away).gather(rises["nth"])).filter(
        (early.dt.total_seconds() / 3600 - pl.col("away")).abs()
        <= 2 * SPARE_HOURS + weights.tolerance * pl.col("away")
    )
    same = np.zeros(len(away), dtype=np.int64)
    if seen.is_sudden:
        same[hours["nth"].unique().to_numpy()] = 1
    passed, hidden, at = same.copy(), clean.copy(), below.copy()
    while (going := at >= 0).any():
        passed[going] += same[at[going]]
        hidden[going] |= clean[at[going]]
        at[going] = below[at[going]]
    elsewhere = passed < passed.max(initial=0)
    return pl.DataFrame(
        {
            "position": np.where(hidden, weights.clean_between, np.where(elsewhere, weights.elsewhere, 1.0)),
            "passes": np.select([hidden, elsewhere, passed > 0], ["clean", "elsewhere", "seen"], ""),
        }
    ).with_columns(pl.col("passes").replace("", None))


def _above(z: Floats) -> Floats:
    """Return the share of a normal distribution above so many deviations."""
    from math import erfc, sqrt

    return np.array([0.5 * erfc(one / sqrt(2)) for one in z], dtype=np.float64)
