"""Publish again and again while readers in processes of their own query; then roll back, and compare.

`python -m benchmarks.publish_under_readers --publishes 100 --readers 8` prints errors, mixed releases (a reader checks inside one
connection that the number of the release, the rows and the sums belong together), and how much slower reading is meanwhile.
"""

import argparse
import json
import statistics
import tempfile
import time
from pathlib import Path

from ecolake.home import Home
from ecolake.warehouse.diff import diff
from ecolake.warehouse.releases import find, publish, releases, rollback
from tests.support.releases_in_turn import Readers, Reading, build_of, publish_in_turn

CHECKOUT = Path(__file__).parents[1]


def measure(publishes: int, readers: int, rows: int, alone: float, pause: float) -> dict[str, object]:
    """Read undisturbed for some seconds, then under publishing."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder), Path(folder) / "raw", CHECKOUT)
        publish(home, build_of(home, 1, rows))
        before = Readers(home, readers, home.root / "stop_before", pause)
        time.sleep(alone)
        undisturbed = before.stop()
        during = Readers(home, readers, home.root / "stop_during", pause)
        began = time.perf_counter()
        publish_in_turn(home, publishes, rows)
        seconds = time.perf_counter() - began
        disturbed = during.stop()
        last = publishes + 1
        (mart,) = diff(home, find(home, last - 1), find(home, last), "mart").tables
        back = rollback(home).release
        return {
            "publishes": publishes,
            "readers": readers,
            "rows": rows,
            "reads": disturbed.reads,
            "errors": len(disturbed.errors) + len(undisturbed.errors),
            "first_errors": [*undisturbed.errors, *disturbed.errors][:3],
            "mixed_releases": len(disturbed.mixed),
            "releases_seen": len(disturbed.releases),
            "releases_kept": len(releases(home)),
            "seconds_per_publish": round(seconds / publishes, 3),
            "median_read_ratio": _ratio(disturbed, undisturbed, 50),
            "p99_read_ratio": _ratio(disturbed, undisturbed, 99),
            "rollback_to": back,
            "rows_changed_in_the_last": mart.changed,
        }


def _ratio(one: Reading, other: Reading, percentile: int) -> float:
    values = [statistics.quantiles(reading.seconds, n=100)[percentile - 1] for reading in (one, other)]
    return round(values[0] / values[1], 2)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--publishes", type=int, default=100)
    parser.add_argument("--readers", type=int, default=8)
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument(
        "--alone", type=float, default=10.0, help="seconds of reading before anything is published"
    )
    parser.add_argument("--pause", type=float, default=0.2, help="seconds between two readings of a reader")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    found = measure(asked.publishes, asked.readers, asked.rows, asked.alone, asked.pause)
    if asked.json:
        print(json.dumps(found))
    else:
        for name, value in found.items():
            print(f"{name:26} {value}")


if __name__ == "__main__":
    main()
