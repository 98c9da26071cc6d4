"""What a run costs besides its work: the same simulated world, called directly and through `ecolake run`'s own path.

    python -m benchmarks.dagster_cost --profile demo --json

Each way runs in a process and a home of its own, from a copy of one simulated folder, by turns. *Directly* is each dataset
ingested in turn, masters first, then register, build, check and publish as library calls. *Through Dagster* is
`orchestration.runner`, as the command line calls it. `again` is a second run with nothing new, through Dagster's path.
Where the time goes is told by clocks around the functions that do the work; what they leave is `rest`.
"""

import argparse
import functools
import importlib
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# What is timed, by the name it is called by: a function within another that is timed counts for the outer one alone.
CLOCKS = {
    "ask": ["ecolake.asking:ask"],
    "gather": ["ecolake.ingestion:gather"],
    "accept": ["assets.bringing:accept_pending", "ecolake.ingestion:accept_pending"],
    "register": ["ecolake.registry.standing:register"],
    "prepare": ["assets.marts:prepare", "ecolake.warehouse.sources:prepare"],
    "derive": ["assets.derived:bring_up", "ecolake.derived.runner:bring_up"],
    "dbt": ["ecolake.warehouse.dbt:_ended"],
    "complete": ["assets.marts:complete", "ecolake.warehouse.built:complete"],
    "gates": ["ecolake.warehouse.gates:check"],
    "publish": ["ecolake.warehouse.releases:publish"],
    "dagster: dbt manifest": ["assets.manifest:run_dbt"],
    "dagster: definitions": [
        "orchestration.build:build_ingest_definitions",
        "orchestration.build:build_definitions",
    ],
    "dagster: open storage": ["dagster:DagsterInstance.from_config"],
    "dagster: plan and launch": ["dagster:DagsterInstance.create_run_for_job"],
    "dagster: events": ["dagster:DagsterInstance.handle_new_event"],
}


class Stopwatch:
    """Seconds by label; what runs inside a timed function is not timed again."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._is_running = False

    def around(self, label: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Time the calls of a function."""

        @functools.wraps(function)
        def timed(*args: Any, **options: Any) -> Any:
            if self._is_running:
                return function(*args, **options)
            self._is_running = True
            started = time.perf_counter()
            try:
                return function(*args, **options)
            finally:
                self._is_running = False
                self.seconds[label] = self.seconds.get(label, 0.0) + time.perf_counter() - started

        return timed

    def watch(self, label: str, place: str) -> None:
        """Time the calls of a function where it is looked up, as `module:name`."""
        module, _, path = place.partition(":")
        *owners, name = path.split(".")
        owner = functools.reduce(getattr, owners, importlib.import_module(module))
        setattr(owner, name, self.around(label, getattr(owner, name)))


def directly(home: Any, standards: Any, environment: dict[str, str], datasets: list[str]) -> dict[str, int]:
    """Do the work as library calls."""
    from ecolake import ingestion
    from ecolake.derived import runner
    from ecolake.registry import standing
    from ecolake.standards.order import masters_first
    from ecolake.warehouse import built, dbt, gates, releases, sources

    chosen = [standards.datasets[name] for name in datasets]
    wanted = set(datasets)
    found = [
        ingestion.ingest(home, standards, dataset.id, environment)
        for dataset in masters_first(standards, chosen, lambda one: one.id in wanted)
    ]
    standing.register_anew(home, standards)
    runner.bring_up(home, standards)
    with dbt.dbt_ready(home) as run_dbt:
        build = sources.prepare(home, standards)
        run_dbt()
    built.complete(home, standards, build)
    gates.check(home)
    releases.publish(home, build)
    return _figures(found)


def through_dagster(
    home: Any, standards: Any, environment: dict[str, str], datasets: list[str]
) -> dict[str, int]:
    """Do the work as `ecolake run` does."""
    from orchestration.runner import run_ingest, run_marts

    found = run_ingest(home, standards, environment, datasets)
    run_marts(home, standards)
    return _figures(found)


def _figures(found: list[Any]) -> dict[str, int]:
    accounts = [account for one in found for account in one.accounts]
    names = ("received", "accepted", "rejected", "duplicate")
    return {name: sum(getattr(account, name) for account in accounts) for name in names}


def child(way: str, home: Path, folder: Path, profile: str) -> None:
    """Run one way once, and print what it cost."""
    started = time.perf_counter()
    os.environ["ECOLAKE_HOME"] = str(home)
    from ecolake.home import Home
    from ecolake.standards.load import load

    here = Home.from_environment()
    standards = load(here.standards)
    loaded = time.perf_counter() - started
    from simulator.demo import serve, simulate

    simulated = simulate(folder, profile=profile, standards=standards)
    watch = Stopwatch()
    with serve(simulated) as addresses:
        work = directly if way == "direct" else through_dagster
        begun, used = time.perf_counter(), _processor()
        # A clock loads what it is put on: only the way that loads Dagster anyway has clocks on it.
        for label, places in CLOCKS.items():
            for place in places:
                if way == "dagster" or place.startswith("ecolake."):
                    watch.watch(label, place)
        watch.seconds["import"] = time.perf_counter() - begun
        rows = work(here, standards, {**os.environ, **addresses}, list(simulated.datasets))
        seconds = loaded + time.perf_counter() - begun
    parts = {"load standards": loaded, **watch.seconds}
    parts["rest"] = seconds - sum(parts.values())
    told = {
        "seconds": seconds,
        "processor_seconds": _processor() - used,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "rows": rows,
        "parts": parts,
    }
    print(json.dumps(told))


def _processor() -> float:
    ours = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in ours)


@contextmanager
def folders(root: Path, world: Path) -> Iterator[tuple[Path, Path]]:
    """A fresh home, and a copy of the world: brokers and databases remember who has read them."""
    with tempfile.TemporaryDirectory(dir=root) as fresh:
        copy = Path(fresh) / "simulated"
        shutil.copytree(world, copy)
        yield Path(fresh) / "home", copy


def measure(way: str, home: Path, folder: Path, profile: str) -> dict[str, Any]:
    """Run one way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.dagster_cost", "--profile", profile]
    command += ["--child", way, str(home), str(folder)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


def run(profile: str, rounds: int, root: Path) -> dict[str, Any]:
    """Measure all ways, by turns."""
    from ecolake.home import Home
    from ecolake.standards.load import load
    from simulator.demo import simulate

    world = root / "world"
    simulate(world, profile=profile, standards=load(Home.from_environment().standards))
    told: dict[str, list[dict[str, Any]]] = {"direct": [], "dagster": [], "again": []}
    for _ in range(rounds):
        with folders(root, world) as (home, copy):
            told["direct"].append(measure("direct", home, copy, profile))
        with folders(root, world) as (home, copy):
            told["dagster"].append(measure("dagster", home, copy, profile))
            told["again"].append(measure("again", home, copy, profile))
    if any(one["rows"] != told["direct"][0]["rows"] for way in ("direct", "dagster") for one in told[way]):
        raise SystemExit("The two ways have not brought in the same rows.")
    middle = {
        way: sorted(runs, key=lambda one: float(one["seconds"]))[len(runs) // 2] for way, runs in told.items()
    }
    medians = {way: statistics.median(one["seconds"] for one in runs) for way, runs in told.items()}
    return {
        "profile": profile,
        "rounds": rounds,
        **middle,
        "ratio": medians["dagster"] / medians["direct"],
        "processor_ratio": middle["dagster"]["processor_seconds"] / middle["direct"]["processor_seconds"],
    }


def show(told: dict[str, Any]) -> None:
    """Print the figures as a table."""
    ways = ("direct", "dagster", "again")
    print(f"{told['profile']}, {told['direct']['rows']['received']:,} rows, {told['rounds']} round(s)")
    print(f"{'seconds':28}" + "".join(f"{way:>10}" for way in ways))
    labels = dict.fromkeys(label for way in ways for label in told[way]["parts"])
    for label in [*(one for one in labels if one != "rest"), "rest"]:
        print(f"{label:28}" + "".join(f"{told[way]['parts'].get(label, 0.0):10.1f}" for way in ways))
    for figure in ("seconds", "processor_seconds", "peak_mb"):
        print(f"{figure:28}" + "".join(f"{told[way][figure]:10.1f}" for way in ways))
    print(
        f"through Dagster / directly: {told['ratio']:.2f} of the time, {told['processor_ratio']:.2f} of the work"
    )


def main() -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--profile", default="demo", choices=["tiny", "demo", "city", "province"])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="kept, with the world; a temporary one by default")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        way, home, folder = asked.child
        child(way, Path(home), Path(folder), asked.profile)
        return
    with tempfile.TemporaryDirectory() as temporary:
        root = (asked.folder or Path(temporary)).resolve()
        root.mkdir(parents=True, exist_ok=True)
        told = run(asked.profile, asked.rounds, root)
    print(json.dumps(told, indent=2)) if asked.json else show(told)


if __name__ == "__main__":
    main()
