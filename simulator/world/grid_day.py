"""What the grid finds on a day.

Belongs here: leads of the grid workers. Does not belong here: complaints of others (``consequences``).
"""

from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from simulator.world.chance import of_the_day, pick, share_out, stream
from simulator.world.events_day import WHO
from simulator.world.facts import words
from simulator.world.settlements import PLACE
from simulator.world.waves import midnight, utc

if TYPE_CHECKING:
    from simulator.world.world import World

_KINDS = (
    "open_burning",
    "dust",
    "odour",
    "noise",
    "black_water",
    "waste_dumping",
    "livestock",
    "ecological_damage",
    "other",
)
_WEIGHTS = (14, 15, 13, 12, 10, 16, 8, 5, 7)
_SEEN = 0.3  # share of unlawful discharges of the day before that a grid worker comes upon


def lead(world: "World", day: date, city: str) -> pl.DataFrame:
    """Leads of a city's grid on a day, by number; the 365 days of a year sum to the profile's figure."""
    workers = world.frame("grid_worker", city)
    a_year = share_out(world.sizes["leads_a_year"], world.cell_counts)[world.cities.index(city)]
    size = of_the_day(float(a_year), day.timetuple().tm_yday) if workers.height else 0
    rng = stream("lead", world.seed, city, day)
    events = world.since("discharge_event", day, 2, city).filter(
        pl.col("began_at").dt.offset_by("8h").dt.date() < day, pl.col("draw") < _SEEN
    )
    events = events.head(size)
    chiefs = workers.filter(grid_worker_role="chief").select("grid_code", "grid_worker_code")
    caused = events.join(chiefs, on="grid_code", how="left", maintain_order="left").select(
        "grid_worker_code", "grid_code", *WHO, pl.col("event_id").alias("cause"), *PLACE
    )
    rest = workers[rng.integers(0, max(1, workers.height), size - caused.height)].select(
        "grid_worker_code",
        "grid_code",
        *(pl.lit(None, dtype=pl.String).alias(name) for name in (*WHO, "cause")),
        *PLACE,
    )
    rows = pl.concat([caused, rest])
    is_caused = pl.col("cause").is_not_null()
    kind = pl.Series(pick(rng, _KINDS, size, _WEIGHTS), dtype=pl.String)
    rows = rows.with_columns(
        grid_event_type=pl.when(is_caused).then(pl.lit("illegal_discharge")).otherwise(kind),
        reported_at=utc(
            np.datetime64(midnight(day), "us")
            + rng.integers(6 * 3600, 21 * 3600, size) * np.timedelta64(1, "s")
        ),
        turn=pl.Series(rng.integers(0, 6, size)),
        lead_number=pl.format(
            "XS{}{}{}",
            pl.lit(f"{day:%Y%m%d}"),
            pl.lit(city[:4]),
            pl.int_range(pl.len()).cast(pl.String).str.zfill(5),
        ),
    )
    texts = pl.DataFrame(
        [
            (kind, turn, each[turn % len(each)])
            for kind, each in words()["lead_texts"].items()
            for turn in range(6)
        ],
        schema={"grid_event_type": pl.String, "turn": pl.Int64, "description": pl.String},
        orient="row",
    )
    return (
        rows.join(texts, on=["grid_event_type", "turn"], how="left", maintain_order="left")
        .drop("turn")
        .sort("lead_number")
    )
