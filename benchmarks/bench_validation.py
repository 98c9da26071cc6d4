"""How much of the disk's speed is left when every rule of a standard is evaluated?

Hourly air rows, multiplied to `--rows`, one in fifty spoilt. In the same process and on the same frame:

- limit: read the typed Parquet file and write it again, no rule;
- ecolake: the same, with all checks of `mee.air_station_hourly`, accepted and rejected rows written;
- pandera: the same, with the public schema of that standard validated lazily, failing rows looked up.

Prints medians and the share of the limit. Ratios matter, not seconds: `python benchmarks/bench_validation.py --json`.
"""

import argparse
import json
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pandera.errors
import polars as pl

from ecolake.domain.derivation import resolve
from ecolake.formats import read_table
from ecolake.home import Home
from ecolake.mapping import RAW, as_received, map_table
from ecolake.standards.compile import compile_dataset
from ecolake.standards.load import load
from ecolake.standards.schema import schema_for
from ecolake.validation import validate
from simulator.demo import simulate

DATASET = load(Home.from_environment().standards).datasets["mee.air_station_hourly"]
RECEIVED = datetime(2026, 11, 1, tzinfo=UTC)


def typed_rows(folder: Path, rows: int) -> Path:
    """Write a Parquet file of mapped rows, one in fifty with a concentration below zero."""
    simulated = simulate(folder / "county", profile="tiny")
    (first, *_) = sorted(simulated.paths["mee"].glob("*.geojson"))
    mapping = DATASET.mapping
    if mapping is None:
        raise AssertionError("the air feed has a mapping")
    table = (
        map_table(as_received(read_table(first, mapping.read, folder).frame), DATASET, mapping)
        .drop(pl.col(f"^{RAW}.*$"))
        .collect()
    )
    received = pl.lit(RECEIVED).cast(pl.Datetime("us", "UTC"))
    table = table.with_columns(
        _batch=pl.lit("b"), _file=pl.lit("f"), _sequence=pl.lit(1, pl.Int64), _received_at=received
    )
    # The simulated hour has faults of its own: only its good rows are multiplied, so that one row in fifty fails.
    good = validate(derived(table.lazy()), compile_dataset(DATASET)).accepted["_row"]
    table = table.filter(pl.col("_row").is_in(good.implode()))
    frame = pl.concat([table] * (rows // table.height + 1)).head(rows)
    is_spoilt = pl.int_range(pl.len()) % 50 == 0
    frame = frame.with_columns(
        _row=pl.int_range(pl.len()),
        so2_1h=pl.when(is_spoilt).then(-1).otherwise(pl.col("so2_1h")).cast(frame.schema["so2_1h"]),
    )
    path = folder / "rows.parquet"
    frame.write_parquet(path)
    return path


def run_limit(path: Path, out: Path) -> int:
    """Read and write."""
    frame = pl.read_parquet(path)
    frame.write_parquet(out)
    return 0


def derived(frame: pl.LazyFrame) -> pl.LazyFrame:
    """The rows with what the standard derives."""
    for name in DATASET.spec.derive:
        frame = resolve(name).apply(frame)
    return frame


def run_ecolake(path: Path, out: Path) -> int:
    """One plan, all checks."""
    verdict = validate(derived(pl.scan_parquet(path)), compile_dataset(DATASET))
    verdict.accepted.write_parquet(out)
    verdict.rejected.write_parquet(out)
    return verdict.rejected.height


def run_pandera(path: Path, out: Path) -> int:
    """The public schema as pandera runs it."""
    frame = derived(pl.scan_parquet(path)).collect()
    failing: set[int] = set()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            schema_for(DATASET).validate(frame, lazy=True)
    except pandera.errors.SchemaErrors as errors:
        failing = set(errors.failure_cases["index"].drop_nulls().to_list())
    bad = pl.Series("index", sorted(failing), dtype=pl.UInt32)
    marked = frame.with_row_index("index")
    marked.filter(pl.col("index").is_in(bad.implode()).not_()).write_parquet(out)
    marked.filter(pl.col("index").is_in(bad.implode())).write_parquet(out)
    return len(failing)


ENGINES: dict[str, Callable[[Path, Path], int]] = {
    "limit": run_limit,
    "ecolake": run_ecolake,
    "pandera": run_pandera,
}


def main() -> None:
    """Time the engines in turn and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    seconds: dict[str, list[float]] = {name: [] for name in ENGINES}
    rejected: dict[str, int] = {}
    with tempfile.TemporaryDirectory() as name:
        path = typed_rows(Path(name), options.rows)
        for _ in range(options.rounds):
            for engine, run in ENGINES.items():
                started = time.perf_counter()
                rejected[engine] = run(path, Path(name) / "out.parquet")
                seconds[engine].append(time.perf_counter() - started)
    if not rejected["ecolake"] == rejected["pandera"] == -(-options.rows // 50):
        raise SystemExit(f"not exactly the spoilt rows failed: {rejected}")
    limit = statistics.median(seconds["limit"])
    results = {
        engine: {
            "rows_per_second": round(options.rows / statistics.median(taken)),
            "share_of_limit": round(limit / statistics.median(taken), 3),
            "rejected": rejected[engine],
        }
        for engine, taken in seconds.items()
    }
    if options.json:
        print(json.dumps(results))
        return
    for engine, figures in results.items():
        print(
            f"{engine:8} {figures['rows_per_second']:>12,} rows/s   {figures['share_of_limit']:.3f} of the limit"
        )


if __name__ == "__main__":
    main()
