"""Back-fill the derived tables of air over many days: does the time per day stay flat, and the memory bounded?

`python -m benchmarks.derived_year [--days 365] [--stations 60]` writes a lake of one batch a day (hourly means of chance), works out all
days, then one day that was corrected, and prints seconds per day by month and the greatest memory of the process.
"""

import argparse
import json
import resource
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import polars as pl

    from ecolake.home import Home
    from ecolake.standards.catalogue import Dataset

DATASET = "mee.air_station_hourly"
FIRST = date(2025, 1, 1)
MEANS = {"so2_1h": 8, "no2_1h": 20, "pm10_1h": 45, "pm2_5_1h": 25, "co_1h": 1, "o3_1h": 60}


def day_of(dataset: "Dataset", day: date, stations: int, sequence: int) -> "pl.DataFrame":
    """A batch: every hour of a day of every station, a hundredth of it missing."""
    import polars as pl

    rng = np.random.default_rng([1, sequence])
    begin = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=8)
    rows = stations * 24
    said: dict[str, Any] = {
        "station_code": np.repeat([f"{one:04d}A" for one in range(stations)], 24),
        "city_name": np.repeat([f"城市{one % 9}" for one in range(stations)], 24),
        "observed_at": [begin + timedelta(hours=hour) for hour in range(24)] * stations,
    }
    for name, mean in MEANS.items():
        values = rng.lognormal(0, 0.4, rows) * mean
        values[rng.random(rows) < 0.01] = np.nan
        said[name] = np.round(values, 1)
    frame = pl.DataFrame(said, nan_to_null=True)
    origin = [
        pl.lit(f"{sequence:016x}").alias("_batch"),
        pl.lit("part.parquet").alias("_file"),
        pl.int_range(2, rows + 2, dtype=pl.Int64()).alias("_row"),
        pl.lit(sequence, pl.Int64()).alias("_sequence"),
        pl.lit(begin).alias("_received_at"),
        pl.lit([], pl.List(pl.String())).alias("_flags"),
        pl.lit(1, pl.Int64()).alias("_attempt"),
    ]
    items = [
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name)
        for name, kind in dataset.schema.items()
    ]
    return frame.select(*origin, *items)


def deliver(home: "Home", dataset: "Dataset", day: date, stations: int, sequence: int) -> None:
    """Write a batch and its account, as acceptance would."""
    from ecolake import accounts, lake

    rows = day_of(dataset, day, stations, sequence)
    lake.append(home, lake.accepted(dataset.table), rows)
    now = datetime.now(UTC)
    figures = (rows.height, rows.height, 0, 0, 0)
    accounts.commit(
        home,
        [accounts.Account(dataset.source, dataset.name, f"{sequence:016x}", 1, sequence, *figures, "accepted", "1", "1", (), (), now, now, 0.0)],
    )  # fmt: skip


def measure(days: int, stations: int) -> dict[str, Any]:
    """Write the lake, work out all days, and one again."""
    import polars as pl

    from ecolake import lake
    from ecolake.derived import air, books
    from ecolake.derived.runner import bring_up
    from ecolake.home import Home
    from ecolake.standards.load import load

    project = Path(__file__).parents[1]
    standards = load(project / "standards")
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), Path(folder) / "raw", project)
        dataset, tables = standards.datasets[DATASET], air.tables(standards)
        for number in range(days):
            deliver(home, dataset, FIRST + timedelta(number), stations, number + 1)
        whole = bring_up(home, standards, tables=tables)
        runs = lake.scan(home, books.RUN).collect()
        idle = bring_up(home, standards, tables=tables)
        deliver(home, dataset, FIRST + timedelta(days // 2), stations, days + 1)
        again = bring_up(home, standards, tables=tables)
    by_month = runs.group_by(month=pl.col("day").dt.truncate("1mo")).agg(
        seconds=pl.col("seconds").sum() / pl.col("day").n_unique()
    )
    return {
        "days": days,
        "stations": stations,
        "all_seconds": whole.seconds,
        "seconds_per_day": whole.seconds / days,
        "nothing_new_seconds": idle.seconds,
        "one_day_corrected_seconds": again.seconds,
        "one_day_corrected_made": again.made,
        "greatest_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "computing_per_day_by_month": {
            str(month): round(s, 4) for month, s in by_month.sort("month").iter_rows()
        },
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--stations", type=int, default=60)
    told = parser.parse_args()
    print(json.dumps(measure(told.days, told.stations), indent=2))
