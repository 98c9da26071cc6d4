"""How long does it take to know which stored rows a narrower range would reject, and is the answer that of a real run?

Hourly air rows are landed and accepted, one row in two hundred beyond the range to come, and every tenth file repeats some rows
of the file before it. Then one range is narrowed, and on the same home:

- limit: read the one column from the stored Parquet files and compare it, nothing else;
- trial: `ecolake.impact`, what `ecolake standards impact` runs; the first reads the repeated rows, later ones know them;
- real: accept the same landed bytes in a fresh home under the narrower standard (`--no-real` leaves it out).

Ratios matter, not seconds: `python benchmarks/bench_impact.py --rows 1000000`.
"""

import argparse
import json
import random
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

from ecolake import lake
from ecolake.acceptance import accept_pending
from ecolake.home import Home
from ecolake.impact import try_standards
from ecolake.ingestion import accept_files
from ecolake.standards.catalogue import Standards
from ecolake.standards.load import load

DATASET = "mee.air_station_hourly"
STATIONS = 1500
HOURS_A_FILE = 24
START = datetime(2024, 1, 1, tzinfo=UTC)
BEYOND = 9000
NARROWED = ("range: [0, 10000]", "range: [0, 8000]")
PLACE = ["_batch", "_file", "_row"]


def deliveries(folder: Path, rows: int) -> Iterator[Path]:
    """Write files of a day each until there are so many rows."""
    chance = random.Random(1)
    earlier: list[str] = []
    for day in range(-(-rows // (STATIONS * HOURS_A_FILE))):
        features = []
        for at in range(min(STATIONS * HOURS_A_FILE, rows - day * STATIONS * HOURS_A_FILE)):
            moment = START + timedelta(days=day, hours=at // STATIONS)
            features.append(feature(1001 + at % STATIONS, moment, chance))
        again = chance.sample(earlier, len(earlier) // 10) if day % 10 == 9 else []
        path = folder / f"{day:05}.geojson"
        path.write_text(
            '{"type": "FeatureCollection", "features": [' + ",\n".join(features + again) + "]}", "utf-8"
        )
        earlier = features
        yield path


def feature(station: int, moment: datetime, chance: random.Random) -> str:
    """One row as the feed writes it."""
    small = [str(chance.randrange(1, 90)) for _ in range(6)]
    values = dict(zip(("so2", "so2_24h", "no2", "no2_24h", "pm2_5", "pm2_5_24h"), small, strict=True))
    if chance.random() < 0.005:
        values["so2"] = str(BEYOND)
    others = ("pm10", "pm10_24h", "co", "co_24h", "o3", "o3_24h", "o3_8h", "o3_8h_24h", "aqi")
    properties = {
        "stationcode": f"{station}A",
        "positionname": "站",
        "area": "市",
        "timepoint": moment.isoformat().removesuffix("+00:00"),
        "quality": "-",
        "primarypollutant": "-",
        **values,
        **dict.fromkeys(others, "-"),
    }
    point = {"type": "Point", "coordinates": [116.366, 39.8673]}
    return json.dumps({"type": "Feature", "geometry": point, "properties": properties}, ensure_ascii=False)


def narrower(root: Path, folder: Path) -> Standards:
    """The standards with the one range narrowed."""
    shutil.copytree(root, folder / "standards")
    path = folder / "standards" / "elements" / "air.yaml"
    text = path.read_text("utf-8")
    if text.count(NARROWED[0]) != 1:
        raise SystemExit(f"{path} does not say {NARROWED[0]} once")
    path.write_text(text.replace(*NARROWED), "utf-8")
    return load(folder / "standards")


def rejected(home: Home) -> set[tuple[object, ...]]:
    """Where the rejected rows of a home stand."""
    table = lake.rejected(DATASET.replace(".", "/"))
    return (
        set(lake.scan(home, table).select(PLACE).collect().iter_rows()) if lake.exists(home, table) else set()
    )


def scan(home: Home) -> int:
    """The limit: one column, one comparison."""
    files = lake.files(home, lake.accepted(DATASET.replace(".", "/")))
    beyond = pl.scan_parquet(files, glob=False).select((pl.col("so2_1h") > 8000).sum())
    return int(beyond.collect().item())


def timed(run: Callable[[], object], rounds: int) -> float:
    """Median seconds."""
    taken = []
    for _ in range(rounds):
        started = time.perf_counter()
        run()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Fill a home, time the ways in turn, and hold the trial against the real run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--no-real", dest="real", action="store_false")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = Home(folder / "var", folder / "raw", Home.from_environment().project)
        old, new = load(home.standards), narrower(home.standards, folder / "narrower")
        for path in deliveries(folder, options.rows):
            accept_files(home, old, DATASET, [path])
            path.unlink()
        started = time.perf_counter()
        (impact,) = try_standards(home, old, new)
        first = time.perf_counter() - started
        trial = timed(lambda: try_standards(home, old, new), options.rounds)
        limit = timed(lambda: scan(home), options.rounds)
        results = {
            "rows": impact.trial.rows,
            "batches": impact.trial.batches,
            "reread": impact.trial.reread,
            "newly_rejected": impact.trial.rejected.height,
            "first_trial_seconds": round(first, 2),
            "trial_seconds": round(trial, 2),
            "trial_rows_per_second": round(impact.trial.rows / trial),
            "limit_seconds": round(limit, 3),
            "trial_to_limit": round(trial / limit, 1),
        }
        if options.real:
            fresh = Home(folder / "again", home.landing, home.project)
            started = time.perf_counter()
            accept_pending(fresh, new, DATASET)
            results["real_seconds"] = round(time.perf_counter() - started, 1)
            turned = set(impact.trial.rejected.select(PLACE).iter_rows())
            if turned != rejected(fresh) - rejected(home):
                raise SystemExit("the trial is not what the real run rejects")
    if options.json:
        print(json.dumps(results))
        return
    for figure, value in results.items():
        print(f"{figure:22} {value:>14,}")


if __name__ == "__main__":
    main()
