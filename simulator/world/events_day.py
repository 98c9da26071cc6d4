"""Unlawful discharges, each with the chain of what follows: complaint, inspection, penalty, loss of credit.

Belongs here: the event and the days of its chain. Does not belong here: the complaints and cases themselves
(``consequences``), what it does to the water (``river_day``) and to the readings of the outlet (``sources_day``).

An event carries the days on which all that follows happens, so that any day can collect what falls on it by
looking back as far as a chain is long, without walking from the beginning.
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import Days, of_the_day, pick, stream
from simulator.world.settlements import PLACE
from simulator.world.waves import midnight, utc

if TYPE_CHECKING:
    from simulator.world.world import World

WHO = ("unified_social_credit_code", "enterprise_name")
GRID = ("town_code", "town_name", "village_code", "grid_code")

HEARD = 0.55
"""Share of events that somebody complains about."""

_POLLUTANTS = {"water": ("w01018", "w21003", "w21011"), "air": ("a21026", "a21002", "a34013")}
_VIOLATIONS = ("over_standard", "treatment_idle", "hidden_outlet", "monitoring_fraud", "beyond_permit")


def event(world: "World", day: date, city: str) -> pl.DataFrame:
    """Unlawful discharges that begin on a day in a city, with the chain that each sets off, by id."""
    outlets = world.frame("outlet", city)
    rng = stream("event", world.seed, city, day)
    a_year = world.share_of(world.sizes["events_a_year"], city)
    size = of_the_day(a_year, day.timetuple().tm_yday) if outlets.height else 0
    bounds = np.cumsum(outlets["dirtiness"].to_numpy()) if outlets.height else np.ones(1)
    rows: pl.DataFrame = outlets[np.searchsorted(bounds, rng.random(size) * bounds[-1])]
    enterprises = world.frame("enterprise", city).select(
        "unified_social_credit_code", *GRID, "water_body_code"
    )
    rows = rows.join(enterprises, on="unified_social_credit_code", how="left", maintain_order="left")
    second = np.timedelta64(1, "s")
    hour = np.where(rng.random(size) < 0.6, rng.integers(20, 30, size) % 24, rng.integers(0, 24, size))
    began = np.datetime64(midnight(day), "us") + (hour * 3600 + rng.integers(0, 3600, size)) * second
    ended = began + (rng.uniform(2, 10, size) * 3600).astype(np.int64) * second
    water = rows["outlet_medium"].to_numpy() == "water" if size else np.zeros(0, dtype=np.bool_)
    kind = rng.integers(0, 3, size)
    heard_at = began + (rng.exponential(14, size).clip(1, 72) * 3600).astype(np.int64) * second
    draws = _Chain(rng, size, np.datetime64(day), heard_at)
    number = pl.format(
        "EV{}{}{}",
        pl.lit(f"{day:%Y%m%d}"),
        pl.lit(city[:4]),
        pl.int_range(pl.len()).cast(pl.String).str.zfill(4),
    )
    return rows.select(
        number.alias("event_id"),
        *WHO,
        *(
            "permit_number",
            "discharge_outlet_code",
            "outlet_medium",
            "monitoring_point_code",
            "industry_code",
        ),
        pl.Series("began_at", utc(began)),
        pl.Series("ended_at", utc(ended)),
        pl.Series("factor", (1.5 + rng.exponential(1.8, size).clip(0, 12)).round(3)),
        pl.Series(
            "pollutant_code",
            np.where(water, np.array(_POLLUTANTS["water"])[kind], np.array(_POLLUTANTS["air"])[kind]),
            dtype=pl.String,
        ),
        "catchment_code",
        *GRID,
        *PLACE,
        pl.Series("petition_at", utc(np.where(draws.heard, heard_at, np.datetime64("NaT")))),
        *(pl.Series(name, values).cast(pl.Date) for name, values in draws.days.items()),
        pl.Series("found_problem", draws.found),
        pl.Series("violation_kind", pick(rng, _VIOLATIONS, size, [50, 25, 8, 5, 12]), dtype=pl.String),
        pl.Series("fine", (2 + rng.exponential(12, size)).clip(2, 100).round(2)),
        pl.Series("draw", rng.random(size)),
    )


class _Chain:
    """Which links of the chain each event has, and on which days; NaT where there is none."""

    def __init__(self, rng: np.random.Generator, size: int, day: np.datetime64, heard_at: Days) -> None:
        self.heard = rng.random(size) < HEARD
        from_hearing = (heard_at + np.timedelta64(8, "h")).astype("datetime64[D]")
        seen = self.heard | (rng.random(size) < 0.3)
        inspected = seen & (rng.random(size) < 0.8)
        first = np.where(self.heard, from_hearing, day + np.timedelta64(1, "D"))
        self.found = inspected & (rng.random(size) < 0.75)
        nothing = np.datetime64("NaT")

        def later(base: Days, least: int, most: int) -> Days:
            moved: Days = base + rng.integers(least, most + 1, size).astype("timedelta64[D]")
            return moved

        on = np.where(inspected, later(first, 1, 6), nothing)
        filed = np.where(self.found & (rng.random(size) < 0.85), later(on, 1, 12), nothing)
        decided = np.where(rng.random(size) < 0.9, later(filed, 15, 45), nothing)
        changed = np.where(rng.random(size) < 0.7, later(decided, 3, 20), nothing)
        self.days = {"inspected_on": on, "filed_on": filed, "decided_on": decided, "changed_on": changed}
