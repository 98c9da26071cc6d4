"""Score the traces of the rivers against the truth: was the true source among the first five, and did it arrive when predicted?

Run: python -m benchmarks.marts.river [--start 2025-12-20] [--days 56] [--misses] [--json] SEED...

For each seed a province is made, the derived tables are worked out from what departments know, and every sudden rise that one discharge
truly caused is looked up: the rank of the outlet that let it out, and for every section further down that truly felt it, the predicted
hours under way from the section where it was seen. The discharges are known to `discharge_effect` of the world alone.

Low water is the default, for then most rises are seen: a seed has a dozen in eight weeks. It takes about 3 minutes of processor time a seed.
"""

import argparse
import json
from datetime import date, timedelta
from typing import Any

import duckdb
import polars as pl

from benchmarks.marts.river_world import derive_of, lake_of, standards, world_of
from ecolake.derived.river_evidence import AFTER, BEFORE
from ecolake.standards.catalogue import Standards

FIRST = 5
WITHIN = 0.2
TABLES = (
    "water_site", "water_item_daily", "outlet_exceedance_hourly", "outlet_watch_daily", "river_reach", "river_place",
    "river_runoff_daily", "river_episode",
)  # fmt: skip
ANSWERS = ("river_trace", "river_arrival")
_KEY = ["site_code", "pollutant_code", "started_at"]
_SHOWS = {"w01018": "w01019", "w21003": "w21003", "w21011": "w21011"}


def score(seed: int, start: date, days: int) -> tuple[dict[str, Any], pl.DataFrame]:
    """Score one province over some days; return the figures and the ranking of each that was missed."""
    said = standards()
    first = start - timedelta(days=BEFORE)
    world = world_of("province", seed, first)
    connection = lake_of(world, BEFORE + days + AFTER, said)
    effects = pl.concat(
        [
            world.day("discharge_effect", first + timedelta(days=passed))
            for passed in range(-BEFORE, BEFORE + days)
        ]
    )
    everyday = [first + timedelta(days=passed) for passed in range(BEFORE + days + AFTER)]
    derive_of(connection, said, everyday, TABLES)
    found = judged(connection, said, effects, everyday[BEFORE : BEFORE + days])
    connection.close()
    return {"seed": seed, "start": str(start), "days": days} | found[0], found[1]


def judged(
    connection: duckdb.DuckDBPyConnection, said: Standards, effects: pl.DataFrame, days: list[date]
) -> tuple[dict[str, Any], pl.DataFrame]:
    """Trace the sudden rises of some days, and hold them against the discharges."""
    seen = connection.execute(
        "select * from lake.derived_river_episode where kind <> 'lasting' and list_contains($days, day)",
        {"days": days},
    ).pl()
    derive_of(connection, said, sorted(seen["day"].unique()), ANSWERS)
    caused = _caused(seen, effects)
    traces = connection.sql("select * exclude (day) from lake.derived_river_trace").pl()
    arrivals = connection.sql("select * from lake.derived_river_arrival where place_kind = 'section'").pl()
    ranks = _ranks(caused, traces)
    return {"rises": seen.height} | _figures(ranks, _ways(caused, effects, arrivals)), _misses(ranks, traces)


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
    true = caused.with_columns(
        place_code=pl.format("outlet:{}:{}", "unified_social_credit_code", "discharge_outlet_code")
    )
    return true.join(traces.select(*_KEY, "place_code", "rank"), on=[*_KEY, "place_code"], how="left")


def _misses(ranks: pl.DataFrame, traces: pl.DataFrame) -> pl.DataFrame:
    """Return, for each true source that is not among the first, those that are, and itself, with their evidence."""
    missed = ranks.filter(pl.col("rank").fill_null(999) > FIRST)
    return (
        traces.join(missed.select(*_KEY, true_code="place_code", event="event_id"), on=_KEY, how="inner")
        .with_columns(is_true=pl.col("place_code") == pl.col("true_code"))
        .filter((pl.col("rank") <= FIRST) | pl.col("is_true"))
        .select(
            "event", "site_code", "pollutant_code", "rank", "is_true", "candidate_count", "place_code", "travel_hours", "pollutant",
            "timing", "load", "record", "position", "reports", "needed", "able", "score",
        )
        .sort("event", "site_code", "rank")
    )  # fmt: skip


def _ways(caused: pl.DataFrame, effects: pl.DataFrame, arrivals: pl.DataFrame) -> pl.DataFrame:
    """Return for each episode and section below it that truly felt it, the hours predicted and true."""
    further = effects.select("event_id", below="section_code", below_hours="travel_hours")
    true = (
        caused.join(further, on="event_id", how="inner")
        .filter(pl.col("below_hours") > pl.col("travel_hours") + 1)
        .with_columns(true_hours=pl.col("below_hours") - pl.col("travel_hours"))
    )
    said = arrivals.select(
        *_KEY, below=pl.col("place_code").str.strip_prefix("section:"), predicted="travel_hours"
    )
    return true.join(said, on=[*_KEY, "below"], how="inner").with_columns(
        error=(pl.col("predicted") - pl.col("true_hours")).abs() / pl.col("true_hours")
    )


def _figures(ranks: pl.DataFrame, ways: pl.DataFrame) -> dict[str, Any]:
    watched = ranks.filter(pl.col("monitoring_point_code").is_not_null())

    def share(rows: pl.DataFrame, first: int) -> float | None:
        return round(float((rows["rank"].fill_null(999) <= first).mean()), 3) if rows.height else None  # type: ignore[arg-type]

    return {
        "caused": ranks.height,
        "top_1": share(ranks, 1),
        f"in_{FIRST}": int((ranks["rank"].fill_null(999) <= FIRST).sum()),
        f"top_{FIRST}": share(ranks, FIRST),
        "with_device": watched.height,
        f"top_{FIRST}_with_device": share(watched, FIRST),
        f"top_{FIRST}_without": share(ranks.filter(pl.col("monitoring_point_code").is_null()), FIRST),
        "arrivals": ways.height,
        "in_time": int((ways["error"] <= WITHIN).sum()),
        "within_20_percent": round(float((ways["error"] <= WITHIN).mean()), 3) if ways.height else None,  # type: ignore[arg-type]
        "median_error": round(float(ways["error"].median()), 3) if ways.height else None,  # type: ignore[arg-type]
    }


def main() -> None:
    """Print a table, or JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seeds", type=int, nargs="+")
    parser.add_argument("--start", type=date.fromisoformat, default=date(2025, 12, 20))
    parser.add_argument("--days", type=int, default=56)
    parser.add_argument(
        "--misses", action="store_true", help="print who was ranked before each source missed"
    )
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = [score(seed, asked.start, asked.days) for seed in asked.seeds]
    if asked.json:
        print(json.dumps([figures for figures, _ in found]))
        return
    with pl.Config(tbl_cols=-1, tbl_rows=-1, tbl_width_chars=240, tbl_hide_dataframe_shape=True):
        print(pl.DataFrame([figures for figures, _ in found]))
        if asked.misses:
            print(pl.concat([misses for _, misses in found]))


if __name__ == "__main__":
    main()
