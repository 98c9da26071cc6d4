"""Everyday dealings: cases of the service platform, waste on the road, new projects.

Belongs here: what happens without anything being wrong. Does not belong here: what a discharge sets off (``consequences``).
"""

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from simulator.world.chance import of_the_day, stream
from simulator.world.events_day import WHO
from simulator.world.facilities import projects_of
from simulator.world.settlements import PLACE
from simulator.world.waves import midnight, utc

if TYPE_CHECKING:
    from simulator.world.world import World


def _some(
    world: "World", day: date, city: str, yearly: str, name: str, frame: str
) -> tuple[pl.DataFrame, np.random.Generator]:
    """Return as many rows of a frame of the city as the yearly figure gives the day, and their stream."""
    own = world.frame(frame, city)
    size = of_the_day(world.share_of(world.sizes[yearly], city), day.timetuple().tm_yday) if own.height else 0
    rng = stream(name, world.seed, city, day)
    return own[rng.integers(0, max(1, own.height), size)], rng


def _office_hours(day: date, rng: np.random.Generator, size: int) -> pl.Series:
    return utc(
        np.datetime64(midnight(day), "us") + rng.integers(9 * 3600, 17 * 3600, size) * np.timedelta64(1, "s")
    )


def service_case(world: "World", day: date, city: str) -> pl.DataFrame:
    """Cases applied for on a day, by number; ``finished_on`` is when they will be finished."""
    rows, rng = _some(world, day, city, "service_cases_a_year", "service_case", "enterprise")
    services = world.frame("service")
    chosen = services[rng.integers(0, services.height, rows.height)]
    taken = pl.Series((rng.random(rows.height) * chosen["legal_days"].to_numpy()).astype(np.int64).clip(1))
    return rows.select(
        pl.format("BJ{}{}{}", pl.lit(f"{day:%Y%m%d}"), pl.lit(city[:4]), pl.int_range(pl.len()).cast(pl.String).str.zfill(4))
        .alias("case_number"),
        chosen["service_code"],
        chosen["service_name"],
        chosen["legal_days"],
        _office_hours(day, rng, rows.height).alias("applied_at"),
        *WHO,
        (pl.lit(day) + pl.duration(days=pl.lit(taken))).alias("finished_on"),
        pl.lit("accepted").alias("handling_status"),
        *PLACE,
    )  # fmt: skip


def manifest(world: "World", day: date, city: str) -> pl.DataFrame:
    """Hazardous waste that leaves a producer on a day, by number."""
    rows, rng = _some(world, day, city, "manifests_a_year", "manifest", "hazardous_waste")
    size = rows.height
    handlers = world.frame("waste_handler")
    receiver = handlers[rng.integers(0, handlers.height, size)]
    lorries = world.frame("vehicle").filter(vehicle_kind="hazardous_waste")
    lorry = lorries[rng.integers(0, lorries.height, size)]
    # Fourteen digits: year, city, day of the year and number within the day.
    first = f"{day.year}{city[:4]}{day.timetuple().tm_yday:03d}"
    mass = pl.Series(rng.uniform(0.02, 0.12, size)) * pl.col("annual_t")
    return rows.select(
        (pl.lit(first) + pl.int_range(pl.len()).cast(pl.String).str.zfill(3)).alias("manifest_number"),
        pl.lit(day).alias("moved_on"),
        _office_hours(day, rng, size).alias("departed_at"),
        *WHO,
        *("hazardous_waste_code", "hazardous_waste_category", "waste_name"),
        mass.clip(0.001, 30).round(3).alias("mass_t"),
        receiver["licence_number"],
        receiver["enterprise_name"].alias("receiver_name"),
        receiver["unified_social_credit_code"].alias("receiver_code"),
        lorry["vehicle_plate"],
        "division_code",
        pl.lit(city).alias("city_code"),
    )


def project_filed(world: "World", day: date, city: str) -> pl.DataFrame:
    """Projects filed on a day, by code."""
    rows, rng = _some(world, day, city, "projects", "project_filed", "enterprise")
    days = pl.Series([day] * rows.height, dtype=pl.Date)
    made = projects_of(rows, rng, days, f"35{day:%d}")
    return made.with_columns(project_code=pl.col("project_code") + f"-{day:%m%d}")


def vehicle_position(world: "World", day: date, _: Any = None) -> pl.DataFrame:
    """Where the carriers of hazardous waste and goods are, every half hour from six to eight, by plate."""
    lorries = world.frame("vehicle").filter(pl.col("vehicle_kind") != "patrol")
    size, stops = lorries.height, 29
    rng = stream("vehicle_position", world.seed, day)
    step = np.cumsum(rng.normal(0, 0.012, (size, stops, 2)), axis=1)
    seconds = 6 * 3600 + np.arange(stops) * 1800
    times = np.datetime64(midnight(day), "us") + np.tile(seconds, size) * np.timedelta64(1, "s")
    keys = ("vehicle_plate", "vehicle_kind", *WHO, *PLACE)
    rows = lorries.select(keys).select(pl.all().repeat_by(stops).explode(empty_as_null=False))
    return rows.with_columns(
        located_at=utc(times),
        longitude=(pl.col("longitude") + pl.Series(step[:, :, 0].ravel())).round(6),
        latitude=(pl.col("latitude") + pl.Series(step[:, :, 1].ravel())).round(6),
        vehicle_speed=pl.Series(rng.uniform(0, 80, size * stops).round(1)),
    )
