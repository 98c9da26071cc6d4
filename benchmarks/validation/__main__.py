"""The race: how fast is acceptance, against the disk and against what others validate with?

`python -m benchmarks.validation [--dataset readings|enterprises] [--rows N] [--rounds N] [--engines a,b] [--json]`

Every run is a process of its own, engines take turns round by round, and medians are told. The limit reads and writes the same
file with no rule. Slow engines run on fewer rows, against the limit on as many. Competitors are no dependencies of Ecolake: what
is not installed is skipped; `requirements/race.txt` names them all.
"""

import argparse
import json
import statistics
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.validation import enterprises, readings
from benchmarks.validation.data import Course, prepare
from benchmarks.validation.measure import Lap, run_once
from benchmarks.validation.rules import write_rules

DATASETS = {"readings": (readings, 10_000_000), "enterprises": (enterprises, 2_000_000)}
# What each needs, and the most rows it is given when nobody asks for more.
ENGINES = {
    "limit": ("polars", None),
    "ecolake": ("polars", None),
    "pandera": ("pandera", None),
    "dataframely": ("dataframely", None),
    "pointblank": ("pointblank", None),
    "patito": ("patito", None),
    "duckdb": ("duckdb", None),
    "dbt": ("dbt", None),
    "great_expectations": ("great_expectations", 200_000),
}


def main() -> int:
    """Run the race."""
    options = _options()
    module, usual = DATASETS[options.dataset]
    rows = options.rows or usual
    folder = options.data or Path(tempfile.gettempdir()) / "ecolake-race"
    wanted = options.engines.split(",") if options.engines else list(ENGINES)
    skipped = {name: _why_not(name) for name in wanted if _why_not(name)}
    entries = [(name, _size(name, rows, options)) for name in wanted if name not in skipped]
    # Whoever runs on fewer rows needs a limit on as many.
    entries += sorted({("limit", size) for _, size in entries} - set(entries))
    courses = {
        size: prepare(module.DATASET, size, folder, module.make) for size in {size for _, size in entries}
    }
    rules = folder / f"{options.dataset}-rules.json"
    write_rules(module.DATASET, {"division_code": enterprises.DIVISIONS}, rules)
    laps = _race(entries, courses, rules, options.rounds, folder)
    figures = _figures(laps, rows)
    figures |= {name: {"skipped": reason} for name, reason in skipped.items()}
    print(json.dumps(figures, indent=1) if options.json else _table(figures))
    return 0 if figures.get("ecolake", {}).get("same_rows", True) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.validation", description=__doc__)
    parser.add_argument("--dataset", choices=DATASETS, default="readings")
    parser.add_argument("--rows", type=int, help="rows of the file; 10 M readings or 2 M enterprises")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", help=f"names with commas between: {','.join(ENGINES)}")
    parser.add_argument("--data", type=Path, help="where the files are made and kept; a temporary folder")
    parser.add_argument("--all-rows", action="store_true", help="give slow engines all rows too")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _why_not(engine: str) -> str:
    if engine not in ENGINES:
        raise SystemExit(f"no engine is called {engine}; there are {', '.join(ENGINES)}")
    if find_spec(ENGINES[engine][0]):
        return ""
    return "not installed: pip install --require-hashes -r requirements/race.txt"


def _size(engine: str, rows: int, options: argparse.Namespace) -> int:
    most = ENGINES[engine][1]
    return rows if most is None or options.all_rows else min(rows, most)


def _race(
    entries: list[tuple[str, int]], courses: dict[int, Course], rules: Path, rounds: int, folder: Path
) -> dict[tuple[str, int], list[Lap]]:
    laps: dict[tuple[str, int], list[Lap]] = {entry: [] for entry in entries}
    with tempfile.TemporaryDirectory(dir=folder) as out:
        for turn in range(rounds):
            for engine, size in entries:
                lap = run_once(engine, courses[size], rules, Path(out) / engine)
                laps[engine, size].append(lap)
                said = f"round {turn + 1}: {engine} {size:,} rows, {lap.seconds:.2f} s, {lap.cpu_seconds:.2f} CPU-s"
                print(f"{said}, {lap.peak_mb:.0f} MB", file=sys.stderr)
    return laps


def _figures(laps: dict[tuple[str, int], list[Lap]], rows: int) -> dict[str, Any]:
    seconds = {entry: statistics.median(lap.seconds for lap in taken) for entry, taken in laps.items()}
    cpu = {entry: statistics.median(lap.cpu_seconds for lap in taken) for entry, taken in laps.items()}
    figures: dict[str, Any] = {}
    for (engine, size), taken in laps.items():
        if engine == "limit" and size != rows:
            continue
        figures[engine] = {
            "rows": size,
            "rows_per_second": round(size / seconds[engine, size]),
            "seconds": round(seconds[engine, size], 3),
            "cpu_seconds": round(cpu[engine, size], 3),
            "peak_mb": round(max(lap.peak_mb for lap in taken)),
            "share_of_limit": round(seconds["limit", size] / seconds[engine, size], 3),
            "share_of_limit_cpu": round(cpu["limit", size] / cpu[engine, size], 3),
            "rejected": taken[-1].rejected,
            "same_rows": None if taken[-1].same_rows is None else all(lap.same_rows for lap in taken),
        }
    return figures


def _table(figures: dict[str, Any]) -> str:
    head = f"{'engine':20}{'rows':>12}{'rows/s':>12}{'peak MB':>9}{'of limit':>10}{'by CPU':>8}  same rows"
    lines = [head]
    for engine, one in figures.items():
        if "skipped" in one:
            lines.append(f"{engine:20}{one['skipped']}")
            continue
        share = f"{one['share_of_limit']:>10.2f}{one['share_of_limit_cpu']:>8.2f}"
        same = {True: "yes", False: "NO", None: "-"}[one["same_rows"] if engine != "limit" else None]
        lines.append(
            f"{engine:20}{one['rows']:>12,}{one['rows_per_second']:>12,}{one['peak_mb']:>9,}{share}  {same}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
