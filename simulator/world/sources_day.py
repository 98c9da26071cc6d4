"""What the devices at the outlets read on a day.

Belongs here: hourly and daily values of every factor, raised while an unlawful discharge lasts.
Does not belong here: frames (``simulator.iot``) and their five-minute values (``simulator.measurements``).
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import Floats, Texts, stream
from simulator.world.waves import midnight, table, utc, wave

if TYPE_CHECKING:
    from simulator.world.world import World

_UPSET = 0.08  # of a factor's days on which the treatment fails for an hour or more
_ABNORMAL = 0.01  # of hours in which a device is calibrated, serviced or out of order
_FLOW = {"water": ("w00000", 3.6), "air": ("a00000", 3600.0)}  # L/s and m3/s as m3/h


def hourly(world: "World", day: date, city: str) -> pl.DataFrame:
    """Values by point, hour and factor (rows run point, factor, hour); flag N or the letter of HJ 212."""
    own = world.frame("outlet_factor", city).filter(pl.col("monitoring_point_code").is_not_null())
    size = own.height
    rng = stream("source", world.seed, city, day)
    spread = own["spread"].to_numpy()[:, None]
    values = own["typical_value"].to_numpy()[:, None] * rng.lognormal(0, 1, (size, 24)) ** (spread / 3)
    values = values * (1 + 0.5 * spread * wave(world.seed, f"source/{city}", size, day))
    cause = _raise(world, day, city, own, values)
    abnormal = rng.random((size, 24)) < _ABNORMAL
    flag = np.where(abnormal, np.array(["C", "M", "D"])[rng.integers(0, 3, (size, 24))], "N")
    keys = own.select(
        "monitoring_point_code", "pollutant_code", "pollutant_name", "outlet_medium", "unit_name", "limit_value", "decimals",
        "division_code", "unified_social_credit_code",
    )  # fmt: skip
    rows = table(keys, day, {"value": values, "flag": flag}, {"value": 4})
    flows = rows.filter(pl.col("pollutant_code").is_in([code for code, _ in _FLOW.values()])).select(
        "monitoring_point_code",
        "observed_at",
        flow_m3_h=(
            pl.col("value")
            * pl.col("outlet_medium").replace_strict(
                {k: v for k, (_, v) in _FLOW.items()}, return_dtype=pl.Float64
            )
        ).round(3),
    )
    return (
        rows.with_columns(
            is_exceeding=(pl.col("value") > pl.col("limit_value")).fill_null(value=False),
            cause=pl.Series(cause.ravel(), dtype=pl.String).replace("", None),
            city_code=pl.lit(city),
        )
        .join(flows, on=["monitoring_point_code", "observed_at"], how="left", maintain_order="left")
        .sort("monitoring_point_code", "observed_at", "pollutant_code")
    )


def exceedance(world: "World", day: date, city: str) -> pl.DataFrame:
    """What a device sees above its limit on a day, by point: unlawful discharges, and upsets of the treatment.

    Both the hourly values here and the frames of the gateway are raised by it, so that they agree.
    """
    own = world.frame("outlet_factor", city).drop_nulls(["monitoring_point_code", "limit_value"])
    rng = stream("upset", world.seed, city, day)
    upset = own.filter(pl.Series(rng.random(own.height) < _UPSET))
    minutes = rng.integers(0, 23 * 60, upset.height)
    begin = np.datetime64(midnight(day), "us") + minutes * np.timedelta64(60, "s")
    lasts = np.minimum(rng.integers(60, 200, upset.height), 24 * 60 - minutes) * np.timedelta64(60, "s")
    kept = (
        "monitoring_point_code",
        "pollutant_code",
        "began_at",
        "ended_at",
        "factor",
        "limit_value",
        "cause",
    )
    upsets = upset.with_columns(
        began_at=utc(begin),
        ended_at=utc(begin + lasts),
        factor=pl.Series(rng.uniform(1.1, 2.2, upset.height).round(3)),
        cause=pl.lit(None, dtype=pl.String),
    )
    limits = own.select("monitoring_point_code", "pollutant_code", "limit_value")
    events = (
        world.since("discharge_event", day, 2, city)
        .filter(pl.col("ended_at") > utc(np.array([midnight(day)], dtype="datetime64[us]"))[0])
        .join(limits, on=["monitoring_point_code", "pollutant_code"], maintain_order="left")
        .with_columns(cause="event_id")
    )
    return pl.concat([upsets.select(kept), events.select(kept)]).with_columns(city_code=pl.lit(city))


def _raise(world: "World", day: date, city: str, own: pl.DataFrame, values: Floats) -> Texts:
    """Raise the values of every hour by the part of it that is above the limit; return the events' ids."""
    cause = np.full(values.shape, "", dtype=object)
    rows = own.with_row_index("row").select("row", "monitoring_point_code", "pollutant_code")
    above = world.day("exceedance", day, city).join(
        rows, on=["monitoring_point_code", "pollutant_code"], maintain_order="left"
    )
    begin = midnight(day)
    fields = ("row", "cause", "began_at", "ended_at", "factor", "limit_value")
    for row, name, began, ended, factor, limit in above.select(fields).iter_rows():
        first, last = ((at.replace(tzinfo=None) - begin).total_seconds() / 3600 for at in (began, ended))
        part = np.clip(np.minimum(last, np.arange(24) + 1) - np.maximum(first, np.arange(24)), 0, 1)
        values[row] += part * np.clip(factor * limit - values[row], 0, None)
        cause[row, (part > 0) & (name is not None)] = name
    return cause


def daily(world: "World", day: date, city: str) -> pl.DataFrame:
    """Mean, least and greatest value and flow of the day, by point and factor."""
    return (
        hourly(world, day, city)
        .group_by(
            "monitoring_point_code",
            "pollutant_code",
            "pollutant_name",
            "outlet_medium",
            "unit_name",
            "limit_value",
            "division_code",
            "unified_social_credit_code",
            "city_code",
            maintain_order=True,
        )
        .agg(
            value_avg=pl.col("value").mean().round(4),
            value_min=pl.col("value").min(),
            value_max=pl.col("value").max(),
            flow_m3=pl.col("flow_m3_h").sum().round(3),
            cause=pl.col("cause").drop_nulls().first(),
        )
        .with_columns(measured_on=pl.lit(day))
        .sort("monitoring_point_code", "pollutant_code")
    )
