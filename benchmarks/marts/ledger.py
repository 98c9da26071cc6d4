"""Does the ledger find that five reports are one matter? `python -m benchmarks.marts.ledger [--seed N …] [--profile demo|city] [--json]`.

A world is simulated, accepted, resolved and brought as far as `lake.problem_report`; the problems are held against the matters of the
world's truth, which nothing but this reads. Without seeds they are taken from the clock, so that nobody used them while building.
"""

import argparse
import json
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.registry.bring import home_at
from benchmarks.registry.figures import b_cubed, pairwise
from ecolake.ingestion import ingest
from ecolake.registry.incremental import register
from ecolake.standards.load import load
from ecolake.standards.methods.files import load_method
from ecolake.standards.methods.ledger import LedgerMethod
from ecolake.warehouse.sources import prepare
from simulator.demo import serve, simulate
from simulator.truth.matters import matters
from simulator.world import make_world

PROMISED = 0.95
START = date(2026, 3, 2)
# No feed begins longer ago than a case was filed; see `history` in simulator/tables/sources.
_DAYS = 120
# What the reports are told apart and joined by, beside the reports themselves.
_BESIDE = (
    "market_regulation.enterprise",
    "ecology.discharge_permit",
    "mee.permit_issuance",
    "ecology.grid_unit",
    "ecology.grid_worker",
    "ecology.enforcement_officer",
)


def score(folder: Path, profile: str, seed: int) -> dict[str, Any]:
    """Simulate a world in a folder, make its ledger, and return the figures."""
    import duckdb

    home = home_at(folder)
    standards = load(home.standards)
    only = [*_BESIDE, *load_method(LedgerMethod, home.standards, "ledger.yaml").reports]
    simulated = simulate(
        home.simulated, profile=profile, seed=seed, standards=standards, only=only, start=START
    )
    with serve(simulated) as environment:
        for dataset in only:
            ingest(home, standards, dataset, environment)
    register(home, standards)
    build = prepare(home, standards)
    with duckdb.connect(str(build.path), read_only=True) as connection:
        told = connection.execute("select source, dataset, number, problem_id from lake.problem_report").pl()
    truth = matters(make_world(profile, seed, START), START, _DAYS)
    known = told.join(truth, on=["source", "dataset", "number"], how="inner").with_columns(
        cluster="problem_id", truth="matter"
    )
    told_twice = known.filter(pl.len().over("truth") > 1)
    return {
        "seed": seed,
        "profile": profile,
        "reports": told.height,
        "scored": known.height,
        "matters": known["truth"].n_unique(),
        "problems": known["cluster"].n_unique(),
        **b_cubed(known),
        **pairwise(known),
        "b_cubed_f1_told_twice": b_cubed(told_twice)["b_cubed_f1"],
    }


def main() -> int:
    """Score the worlds of the seeds; fail where a figure is below what is promised."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--seed", type=int, nargs="*", help="of the worlds; three from the clock if none is given"
    )
    parser.add_argument("--profile", choices=("demo", "city", "province"), default="demo")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    first = time.time_ns() // 1_000_000 % 10**9
    scores = []
    for seed in given.seed or [first, first + 1, first + 2]:
        with tempfile.TemporaryDirectory(prefix="ecolake-ledger-") as folder:
            scores.append(score(Path(folder), given.profile, seed))
        if not given.json:
            print("  ".join(f"{name} {_shown(value)}" for name, value in scores[-1].items()))
    if given.json:
        print(json.dumps(scores, indent=1))
    return 0 if all(one["b_cubed_f1"] >= PROMISED for one in scores) else 1


def _shown(value: object) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


if __name__ == "__main__":
    sys.exit(main())
