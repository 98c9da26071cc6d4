"""Does the true effect of a response lie in the interval that is stated? `python -m benchmarks.marts.control [--seed N …] [--json]`.

The air and the weather are those of a simulated world, hour by hour; responses with a known effect are laid over the air
(`simulator.world.responses`). What is scored is the method, from daily means on: how days come out of readings is scored elsewhere.
Without seeds they are taken from the clock.
"""

import argparse
import json
import sys
import time
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from ecolake.domain.control.effect import Matching, effects
from ecolake.home import Home
from ecolake.standards.methods.control import ControlMethod
from ecolake.standards.methods.files import load_method
from ecolake.warehouse.control_effects import matching_of
from simulator.world import World, make_world
from simulator.world.responses import responses

PROMISED = 0.90
START = date(2025, 9, 1)
DAYS = 240


def score(seed: int, profile: str, matching: Matching) -> dict[str, Any]:
    """Return how often the true effect lies in the interval, over all responses of a world."""
    world = make_world(profile, seed, START)
    answered = responses(world, START, DAYS)
    days = pl.concat(_day(world, START + timedelta(days=passed)) for passed in range(DAYS))
    spared = (
        days.join(answered, on="city", how="left")
        .filter(pl.col("day").is_between("first_day", "last_day"))
        .select("city", "day", "effect")
    )
    days = days.join(spared, on=["city", "day"], how="left").with_columns(
        concentration=(pl.col("concentration") * (1 - pl.col("effect").fill_null(0))).round(0)
    )
    told = effects(days.drop("effect"), answered.drop("effect"), matching).join(
        answered.select("response", truth="effect"), on="response"
    )
    said = told.drop_nulls("effect")
    truth, found = said["truth"].to_numpy(), said["effect"].to_numpy()
    low, high = said["effect_low"].to_numpy(), said["effect_high"].to_numpy()
    return {
        "seed": seed,
        "responses": told.height,
        "estimated": said.height,
        "inside": float(((low <= truth) & (truth <= high)).mean()),
        "bias": float((found - truth).mean()),
        "rmse": float(np.sqrt(((found - truth) ** 2).mean())),
        "half_width": float(((high - low) / 2).mean()),
    }


def _day(world: World, day: date) -> pl.DataFrame:
    """The daily mean of PM2.5 over the stations of each city, and its weather."""
    air = world.day("air_hourly", day).group_by("city_code").agg(concentration=pl.col("pm2_5").mean())
    weather = (
        world.day("weather_hourly", day)
        .group_by("city_code", "division_code")
        .agg(
            *(pl.col(name).mean() for name in ("wind_speed", "temperature")),
            humidity=pl.col("relative_humidity").mean(),
            rainfall=pl.col("rainfall").sum(),
            mixing=pl.col("temperature").max() - pl.col("temperature").min(),
        )
        .group_by("city_code")
        .agg(pl.exclude("division_code").mean())
    )
    world.forget()
    return (
        air.join(weather, on="city_code")
        .rename({"city_code": "city"})
        .with_columns(day=pl.lit(day))
        .sort("city")
        .select("city", "day", "concentration", "wind_speed", "humidity", "rainfall", "temperature", "mixing")
    )


def main() -> int:
    """Score the worlds of the seeds; fail where the truth lies outside of too many intervals."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--seed", type=int, nargs="*", help="of the worlds; three from the clock if none is given"
    )
    parser.add_argument("--profile", choices=("demo", "city", "province"), default="province")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    first = time.time_ns() // 1_000_000 % 10**9
    standards = Home.from_environment().standards
    matching = matching_of(load_method(ControlMethod, standards, "control.yaml").effect)
    scores = []
    for seed in given.seed or [first, first + 1, first + 2]:
        scores.append(score(seed, given.profile, matching))
        if not given.json:
            print("  ".join(f"{name} {_shown(value)}" for name, value in scores[-1].items()), flush=True)
    if given.json:
        print(json.dumps(scores, indent=1))
    return 0 if all(one["inside"] >= PROMISED for one in scores) else 1


def _shown(value: object) -> str:
    return f"{value:.3f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
