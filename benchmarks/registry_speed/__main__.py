"""How fast is the registry? `python -m benchmarks.registry_speed [--sizes 10000,100000,1000000] [--json] [--plot FILE.svg]`.

Mentions of 28 sources are made up and resolved; 10,000 new ones are registered among all others, from accepted rows to the tables of the
registry (`new`), or only matched (`matching`); and Splink resolves the same mentions alone. Every run is a process of its own; memory is
that of the process with its input.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.registry_speed.plot import draw
from benchmarks.registry_speed.step import NEW

ENGINES = ("ecolake", "new", "matching", "splink")


def main() -> int:
    """Run all engines on all sizes."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.registry_speed", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--sizes", default="10000,100000,1000000,3000000")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument(
        "--splink-up-to", type=int, default=1_000_000, help="Splink alone is not given more mentions"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--plot", type=Path, help="an SVG of seconds against mentions")
    given = parser.parse_args()
    told = []
    for size in map(int, given.sizes.split(",")):
        for engine in given.engines.split(","):
            if (engine == "splink" and size > given.splink_up_to) or (
                engine in ("new", "matching") and size <= NEW
            ):
                continue
            told.append(_run(engine, size, given.seed))
            if not given.json:
                print(_line(told[-1]), flush=True)
    if given.json:
        print(json.dumps(told, indent=1))
    if given.plot:
        given.plot.write_text(draw(told), encoding="utf-8")
    return 0


def _run(engine: str, size: int, seed: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.registry_speed.one", engine, str(size), str(seed)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{engine} on {size}: {done.stderr[-1500:]}")
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _line(one: dict[str, Any]) -> str:
    head = f"{one['engine']:10}{one['mentions']:>11,} mentions{one['seconds']:>9.2f} s{one['cpu_seconds']:>9.2f} CPU-s"
    good = ""
    if "precision" in one:
        good = f"  precision {one['precision']:.5f} recall {one['recall']:.5f} B3 {one['b_cubed_f1']:.5f}"
    stages = one.get("stages", {})
    slow = "".join(f"\n{'':10}{name:>20}{took['seconds']:>9.2f} s" for name, took in stages.items())
    return f"{head}{one['peak_mb']:>7,} MB{good}{slow}"


if __name__ == "__main__":
    sys.exit(main())
