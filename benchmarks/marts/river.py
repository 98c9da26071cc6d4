"""Score the traces of the rivers against the truth: was the true source among the first five, and did it arrive when predicted?

Run: python -m benchmarks.marts.river [--days 14] [--json] SEED...

For each seed a province is made, the derived tables are worked out from what departments know, and every sudden rise that one discharge
truly caused is looked up: the rank of the outlet that let it out, and for every section further down that truly felt it, the predicted
hours under way from the section where it was seen. The discharges are known to `discharge_effect` of the world alone.
"""

import argparse
import json
from datetime import date, timedelta
from typing import Any

import polars as pl

from benchmarks.marts.river_world import derive, lake_of, standards, world_of

START = date(2026, 3, 2)
FIRST = 5
WITHIN = 0.2
_SHOWS = {"w01018": "w01019", "w21003": "w21003", "w21011": "w21011"}


def score(seed: int, days: int) -> dict[str, Any]:
    """Score one province over some days."""
    said = standards()
    world = world_of("province", seed, START)
    connection = lake_of(world, days, said)
    dates = [START + timedelta(days=passed) for passed in range(days)]
    derive(connection, said, dates)
    effects = pl.concat(
        [world.day("discharge_effect", one) for one in [START + timedelta(days=p) for p in range(-5, days)]]
    )
    seen = connection.sql("select * from lake.derived_river_episode where kind <> 'lasting'").pl()
    caused = _caused(seen, effects)
    traces = connection.sql("select * from lake.derived_river_trace").pl()
    arrivals = connection.sql("select * from lake.derived_river_arrival where place_kind = 'section'").pl()
    ranks = _ranks(caused, traces)
    ways = _ways(caused, effects, arrivals)
    connection.close()
    return {"seed": seed, "days": days, "episodes": seen.height} | _figures(ranks, ways)


def _caused(seen: pl.DataFrame, effects: pl.DataFrame) -> pl.DataFrame:
    """Join each episode with the discharge that was strongest at its section while it lasted."""
    shown = effects.with_columns(
        parameter=pl.col("pollutant_code").replace_strict(_SHOWS, return_dtype=pl.String)
    )
    hour = pl.duration(hours=3)
    return (
        seen.join(
            shown,
            left_on=["site_code", "pollutant_code"],
            right_on=["section_code", "parameter"],
            how="inner",
            suffix="_of_event",
        )
        .filter(
            pl.col("arrives_at") <= pl.col("ended_at") + hour,
            pl.col("passes_at") >= pl.col("started_at") - hour,
        )
        .sort("added", "event_id", descending=[True, False])
        .unique(["site_code", "pollutant_code", "started_at"], keep="first", maintain_order=True)
    )


def _ranks(caused: pl.DataFrame, traces: pl.DataFrame) -> pl.DataFrame:
    """Return for each episode the rank of its true source, null where it is not among those kept."""
    key = ["site_code", "pollutant_code", "started_at"]
    true = caused.with_columns(
        place_code=pl.format("outlet:{}:{}", "unified_social_credit_code", "discharge_outlet_code")
    )
    return true.join(traces.select(*key, "place_code", "rank"), on=[*key, "place_code"], how="left")


def _ways(caused: pl.DataFrame, effects: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Return for each episode and section below it that truly felt it, the hours predicted and true."""
    key = ["site_code", "pollutant_code", "started_at"]
    further = effects.select("event_id", below="section_code", below_hours="travel_hours")
    true = (
        caused.join(further, on="event_id", how="inner")
        .filter(pl.col("below_hours") > pl.col("travel_hours") + 1)
        .with_columns(true_hours=pl.col("below_hours") - pl.col("travel_hours"))
    )
    said = arrivals.select(
        *key, below=pl.col("place_code").str.strip_prefix("section:"), predicted="travel_hours"
    )
    return true.join(said, on=[*key, "below"], how="inner").with_columns(
        error=(pl.col("predicted") - pl.col("true_hours")).abs() / pl.col("true_hours")
    )


def _figures(ranks: pl.DataFrame, ways: pl.DataFrame) -> dict[str, Any]:
    watched = ranks.filter(pl.col("monitoring_point_code").is_not_null())

    def share(rows: pl.DataFrame, first: int) -> float | None:
        return round(float((rows["rank"].fill_null(999) <= first).mean()), 3) if rows.height else None  # type: ignore[arg-type]

    return {
        "caused": ranks.height,
        "top_1": share(ranks, 1),
        f"top_{FIRST}": share(ranks, FIRST),
        "with_device": watched.height,
        f"top_{FIRST}_with_device": share(watched, FIRST),
        "arrivals": ways.height,
        "within_20_percent": round(float((ways["error"] <= WITHIN).mean()), 3) if ways.height else None,  # type: ignore[arg-type]
        "median_error": round(float(ways["error"].median()), 3) if ways.height else None,  # type: ignore[arg-type]
    }


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = [score(seed, asked.days) for seed in asked.seeds]
    if asked.json:
        print(json.dumps(found))
    else:
        with pl.Config(tbl_cols=-1, tbl_width_chars=200, tbl_hide_dataframe_shape=True):
            print(pl.DataFrame(found))


if __name__ == "__main__":
    main()
