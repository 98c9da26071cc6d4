"""Are the places found that pollute unseen? `python -m benchmarks.marts.hotspot [--seed N …] [--profile demo|city] [--days N] [--json]`.

A world is simulated, accepted and brought as far as the derived tables of hot spots; these are held against `truth/hot_spots.parquet`, which
nothing but this reads. A planted place counts as found on a day when a hot cell of that day lies within 1.5 km, a reported spot as false
when no place planted for that day does. Without seeds they are taken from the clock, so that nobody used them while building.
"""

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from benchmarks.registry.bring import home_at
from ecolake import lake
from ecolake.derived import hotspot
from ecolake.derived.runner import bring_up
from ecolake.home import Home
from ecolake.ingestion import ingest
from ecolake.standards.load import load
from simulator.demo import serve, simulate
from simulator.truth.record import HOT_SPOTS

FOUND, FALSE = 0.90, 0.10
START = date(2026, 3, 2)
WITHIN_M = 1500.0
_METRES = 111_195.0


def score(folder: Path, profile: str, seed: int, days: int) -> dict[str, Any]:
    """Simulate a world in a folder, find its hot spots, and return the figures."""
    home = home_at(folder)
    standards = load(home.standards)
    only = sorted({read.dataset for table in hotspot.TABLES for read in table.reads if not read.derived})
    simulated = simulate(
        home.simulated, profile=profile, seed=seed, days=days, standards=standards, only=only, start=START
    )
    with serve(simulated) as environment:
        for dataset in only:
            ingest(home, standards, dataset, environment)
    started = time.perf_counter()
    bring_up(home, standards, tables=hotspot.TABLES)
    seconds = time.perf_counter() - started
    truth = pl.read_parquet(home.simulated / HOT_SPOTS)
    cells = lake.scan(home, "derived/hot_cell").filter("is_hot").collect()
    spots = lake.scan(home, "derived/hot_spot").collect()
    named = lake.scan(home, "derived/hot_spot_source").collect()
    found = _within(truth, cells)
    true = _within(spots, truth)
    every = truth.with_columns(found=pl.Series(found)).group_by("hot_spot_id").agg(pl.col("found").any())
    return {
        "seed": seed,
        "profile": profile,
        "days": days,
        "planted_days": truth.height,
        "found_days": float(np.mean(found)),
        "planted": every.height,
        "found": float(every["found"].mean() or 0.0),  # type: ignore[arg-type]
        "reported": spots.height,
        "false": 1 - float(np.mean(true)) if spots.height else 0.0,
        "culprit_named": _named(truth, spots, named, _permitted(home)),
        "seconds_a_day": seconds / days,
    }


def _within(rows: pl.DataFrame, others: pl.DataFrame) -> "np.ndarray[Any, np.dtype[np.bool_]]":
    """Whether another row of the same day lies within reach of each row."""
    if others.is_empty():
        return np.zeros(rows.height, dtype=np.bool_)
    near = _away(rows, others) <= WITHIN_M
    same = rows["day"].to_numpy()[:, None] == others["day"].to_numpy()[None, :]
    reached: np.ndarray[Any, np.dtype[np.bool_]] = (near & same).any(axis=1)
    return reached


def _away(rows: pl.DataFrame, others: pl.DataFrame) -> "np.ndarray[Any, np.dtype[np.float64]]":
    at, to = ([one[name].to_numpy() for name in ("longitude", "latitude")] for one in (rows, others))
    east = (at[0][:, None] - to[0][None, :]) * np.cos(np.radians(at[1]))[:, None]
    away: np.ndarray[Any, np.dtype[np.float64]] = np.hypot(east, at[1][:, None] - to[1][None, :]) * _METRES
    return away


def _permitted(home: Home) -> pl.Series:
    return (
        lake.scan(home, "accepted/ecology/discharge_permit")
        .select("unified_social_credit_code")
        .collect()
        .to_series()
    )


def _named(truth: pl.DataFrame, spots: pl.DataFrame, named: pl.DataFrame, known: pl.Series) -> float | None:
    """Share of the reported spots whose true enterprise has a permit, and is among the sources named for them."""
    if spots.is_empty() or truth.is_empty():
        return None
    away = np.where(
        spots["day"].to_numpy()[:, None] == truth["day"].to_numpy()[None, :], _away(spots, truth), np.inf
    )
    nearest = away.argmin(axis=1)
    told = spots.with_columns(
        culprit=truth["unified_social_credit_code"].gather(nearest), away=pl.Series(away.min(axis=1))
    ).filter((pl.col("away") <= WITHIN_M) & pl.col("culprit").is_in(known.implode()))
    hits = told.join(
        named,
        left_on=["day", "hot_spot_id", "culprit"],
        right_on=["day", "hot_spot_id", "unified_social_credit_code"],
        how="semi",
    )
    return hits.height / told.height if told.height else None


def main() -> int:
    """Score the worlds of the seeds; fail where a figure is not as promised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--seed", type=int, nargs="*", help="of the worlds; three from the clock if none is given"
    )
    parser.add_argument("--profile", choices=("demo", "city", "province"), default="city")
    parser.add_argument("--days", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    first = time.time_ns() // 1_000_000 % 10**9
    scores = []
    for seed in given.seed or [first, first + 1, first + 2]:
        with tempfile.TemporaryDirectory(prefix="ecolake-hotspot-") as folder:
            scores.append(score(Path(folder), given.profile, seed, given.days))
        if not given.json:
            print("  ".join(f"{name} {_shown(value)}" for name, value in scores[-1].items()), flush=True)
    if given.json:
        print(json.dumps(scores, indent=1))
    return 0 if all(one["found"] >= FOUND and one["false"] <= FALSE for one in scores) else 1


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
