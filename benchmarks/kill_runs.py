"""Kill `ecolake run` with SIGKILL at random moments, then see whether one clean run mends everything.

Run it by hand: `python benchmarks/kill_runs.py --kills 100`. It takes about a quarter of a minute a kill. A home is killed several times in a
row (so that a run starts from whatever the last one left), then one run is let finish, and the content hashes of all lake
tables and published marts must equal those of an undisturbed run. Every second kill spares the children (dbt), as happens
when only the parent is out of memory.
"""

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

# About the share of an undisturbed run that is left once a stage has been reached: a later kill would come too late.
LEFT = {
    "starting": 1.0,
    "simulating": 0.95,
    "landing": 0.9,
    "accepting": 0.75,
    "registered": 0.6,
    "building": 0.5,
}

RUN = [sys.executable, "-c", "from orchestration.cli import main; main()", "run", "--json"]
HASHES = (
    "import json; from ecolake.home import Home; from ecolake.warehouse.hashes import table_hashes; "
    "print(json.dumps(table_hashes(Home.from_environment())))"
)


def start(home: Path) -> subprocess.Popen[bytes]:
    """Start a run in a process group of its own."""
    environment = {**os.environ, "ECOLAKE_HOME": str(home)}
    with (home.parent / f"{home.name}.log").open("ab") as log:
        return subprocess.Popen(
            RUN, env=environment, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True
        )


def hashes(home: Path) -> dict[str, str]:
    """Content hashes of the tables of a home."""
    environment = {**os.environ, "ECOLAKE_HOME": str(home)}
    output = subprocess.run(
        [sys.executable, "-c", HASHES], env=environment, check=True, capture_output=True
    ).stdout
    return dict(json.loads(output))


def finish(home: Path) -> tuple[float, dict[str, str]]:
    """Let one run end undisturbed; return its wall time and the hashes."""
    started = time.monotonic()
    code = start(home).wait()
    if code:
        raise SystemExit(f"a clean run ended with exit code {code}; see {home}.log")
    return time.monotonic() - started, hashes(home)


def stage(home: Path) -> str:
    """How far the work in this home had come when it was killed."""
    steps = {
        "published": home / "warehouse" / "ecolake.duckdb",
        "building": home / "build" / "warehouse.duckdb",
        "registered": home / "lake" / "registry" / "enterprise",
        "accepting": home / "lake" / "accounts",
        "landing": home / "raw",
        "simulating": home / "simulated",
    }
    return next((name for name, path in steps.items() if path.exists()), "starting")


def kill_once(home: Path, delay: float, *, whole_group: bool) -> str | None:
    """Kill a run after a delay; return the stage reached, or None when it had ended before."""
    process = start(home)
    try:
        process.wait(delay)
    except subprocess.TimeoutExpired:
        reached = stage(home)
        if whole_group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()
        return reached
    return None


def main() -> None:
    """Kill, mend, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--per-home", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20260302)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    stages: Counter[str] = Counter()
    mended, differing = 0, []
    with tempfile.TemporaryDirectory() as folder:
        length, expected = finish(Path(folder) / "undisturbed")
        print(f"undisturbed run: {length:.1f} s, {len(expected)} tables", flush=True)
        killed = 0
        while killed < options.kills:
            home = Path(folder) / f"home{mended}"
            for _ in range(min(options.per_home, options.kills - killed)):
                while (
                    reached := kill_once(home, rng.uniform(0.2, length), whole_group=killed % 2 == 0)
                ) is None:
                    home = Path(folder) / f"{home.name}x"  # it had ended in time: go on in a fresh home
                stages[reached] += 1
                killed += 1
            seconds, found = finish(home)
            mended += 1
            bad = sorted(
                name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name)
            )
            differing.extend(f"{home.name}: {name}" for name in bad)
            print(f"{killed} kills, clean run {seconds:.1f} s, differing tables: {bad or 'none'}", flush=True)
    print(
        json.dumps(
            {
                "kills": killed,
                "by_stage": dict(sorted(stages.items())),
                "mended_homes": mended,
                "differing": differing,
            }
        )
    )
    if differing:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
