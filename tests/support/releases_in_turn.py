"""Publish small releases in turn while readers in other processes ask, and see that each reader saw one release at a time.

Each release says its number in three places: its own table, every row of a mart, and the number of rows of another. A reader that
ever sees two of them disagree has seen a mixed release.
"""

import json
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from ecolake.home import Home
from ecolake.warehouse.record import Release
from ecolake.warehouse.releases import publish
from ecolake.warehouse.retention import Keep
from ecolake.warehouse.sources import BuildFile

ROWS = 20_000
READER = """
import json, sys, time
from pathlib import Path

import duckdb

link, stop, pause = sys.argv[1:]
said = {"reads": 0, "errors": [], "mixed": [], "releases": [], "seconds": []}
seen = set()
while not Path(stop).exists():
    began = time.perf_counter()
    try:
        # The link, as analysts are told to: it is followed once, when the file is opened.
        with duckdb.connect(link, read_only=True) as connection:
            for _ in range(3):
                (release,) = connection.execute("select release from release").fetchone()
                low, high, total = connection.execute("select min(number), max(number), sum(value) from mart").fetchone()
                (rows,) = connection.execute("select count(*) from counted").fetchone()
                if not low == high == rows == release or total != release * 7:
                    said["mixed"].append([release, low, high, rows, str(total)])
            seen.add(release)
    except Exception as error:
        said["errors"].append(f"{type(error).__name__}: {error}")
    said["reads"] += 1
    said["seconds"].append(time.perf_counter() - began)
    time.sleep(float(pause))
said["releases"] = sorted(seen)
json.dump(said, sys.stdout)
"""


@dataclass(frozen=True)
class Reading:
    """What the readers met.

    Attributes:
        reads: How often a reader opened the warehouse.
        errors: What failed.
        mixed: Figures of one opening that belong to different releases.
        releases: The releases that were seen.
        seconds: How long each opening with its queries took.
    """

    reads: int
    errors: tuple[str, ...]
    mixed: tuple[str, ...]
    releases: frozenset[int]
    seconds: tuple[float, ...]


def build_of(home: Home, number: int, rows: int = ROWS) -> BuildFile:
    """A build file in which everything says `number`."""
    home.build.mkdir(parents=True, exist_ok=True)
    path = home.build / "warehouse.duckdb"
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "create schema lake; create table lake.accounts as select 'a' as source, 'b' as dataset, 1 as received,"
            " 1 as accepted, 0 as rejected, 0 as duplicate; create table lake.mart as select 'mart' as mart,"
            " 'test' as subject, ['id'] as key_columns, '' as description"
        )
        connection.execute(
            f"create table mart as select range as id, {number}::bigint as number,"
            f" case when range = 0 then {number} * 7 else 0 end as value from range({rows})"
        )
        connection.execute(f"create table counted as select range as id from range({number})")
    return BuildFile(path, f"mark{number}", {})


def publish_in_turn(home: Home, publishes: int, rows: int = ROWS) -> list[Release]:
    """Publish releases 2 to `publishes` + 1; the first stands before readers come."""
    return [
        publish(home, build_of(home, number, rows), now=datetime(2026, 3, 1, tzinfo=UTC), keep=Keep(5, 0))
        for number in range(2, publishes + 2)
    ]


class Readers:
    """Processes that read until they are told to stop."""

    def __init__(self, home: Home, count: int, stop: Path, pause: float = 0.0) -> None:
        self._stop = stop
        link = str(home.warehouse / "ecolake.duckdb")
        command = [sys.executable, "-c", READER, link, str(stop), str(pause)]
        self._all = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(count)]

    def stop(self) -> Reading:
        """Let each reader finish, and gather what they met."""
        self._stop.touch()
        said = [json.loads(one.communicate()[0]) for one in self._all]
        return Reading(
            sum(one["reads"] for one in said),
            tuple(error for one in said for error in one["errors"]),
            tuple(str(figures) for one in said for figures in one["mixed"]),
            frozenset(number for one in said for number in one["releases"]),
            tuple(seconds for one in said for seconds in one["seconds"]),
        )
