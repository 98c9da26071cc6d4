"""How long does one enterprise's file take from a published release of a province's size?

A published release is copied, and its enterprise tables are grown: every enterprise stands there many times, under codes of its
own, in the order in which the models write them. `ECOLAKE_HOME=… python -m benchmarks.enterprise_reads --values 2600000` prints
medians and 95th percentiles in ms of the row of `enterprise_file` and of the JSON document, each on an open connection, and the
seconds that the whole command `ecolake enterprise CODE` takes on the release as it is, from the shell. `--values 0` grows nothing.
"""

import argparse
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from ecolake.home import Home
from ecolake.warehouse.query import open_release
from ecolake.warehouse.record import current_file
from ecolake.warehouse.views import identifier, literal

TABLES = """
select table_name from duckdb_columns() join duckdb_tables() using (database_name, schema_name, table_name)
where schema_name = 'main' and column_name = 'enterprise_code' order by 1
"""
COMMAND = "from orchestration.cli import main; main()"


def grow(file: Path, values: int) -> int:
    """Let every enterprise stand there so often that there are at least so many values; say how many there are."""
    with duckdb.connect(str(file)) as connection:
        (known,) = connection.execute("select count(*) from enterprise_value").fetchone() or (0,)
        times = -(-values // known) if known else 1
        if times > 1:
            for (table,) in connection.execute(TABLES).fetchall():
                _repeat(connection, identifier(table), times)
            connection.execute("checkpoint")
        (grown,) = connection.execute("select count(*) from enterprise_value").fetchone() or (0,)
    return int(grown)


def _repeat(connection: duckdb.DuckDBPyConnection, table: str, times: int) -> None:
    # The order of a model within an enterprise is kept by the place of the row.
    connection.execute(
        f"create table grown as select {table}.* replace(case when n = 0 then enterprise_code"
        f" else upper(left(md5(enterprise_code || n), 18)) end as enterprise_code)"
        f" from {table} cross join range({times}) as times(n) order by enterprise_code, {table}.rowid"
    )
    connection.execute(f"drop table {table}; alter table grown rename to {table}")


def milliseconds(connection: duckdb.DuckDBPyConnection, table: str, codes: list[str]) -> dict[str, float]:
    """Ask for one enterprise after the other."""
    taken = []
    for code in codes:
        began = time.perf_counter()
        row = connection.execute(f"from {table} where enterprise_code = {literal(code)}").fetchone()
        taken.append((time.perf_counter() - began) * 1000)
        if row is None:
            raise SystemExit(f"{table} has no row of {code}")
    cuts = statistics.quantiles(taken, n=20)
    return {"median_ms": round(cuts[9], 1), "p95_ms": round(cuts[18], 1)}


def command_seconds(code: str, runs: int) -> float:
    """The median of the whole command, from the start of Python to its end."""
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        asked = [sys.executable, "-c", COMMAND, "enterprise", code]
        subprocess.run(asked, check=True, stdout=subprocess.DEVNULL)
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 2)


def measure(home: Home, values: int, reads: int, seed: int) -> dict[str, object]:
    """Grow a copy of the current release, and read enterprises drawn from it."""
    with open_release(home) as connection:
        own = [row[0] for row in connection.execute("select enterprise_code from enterprise_file").fetchall()]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "grown.duckdb"
        shutil.copyfile(current_file(home), file)
        grown = grow(file, values)
        with duckdb.connect(str(file), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            known = connection.execute("select enterprise_code from enterprise_file order by 1").fetchall()
            drawn = random.Random(seed).choices([row[0] for row in known], k=reads)
            milliseconds(connection, "enterprise_document", drawn[:2])
            found = {
                table: milliseconds(connection, table, drawn)
                for table in ("enterprise_file", "enterprise_document")
            }
        size = file.stat().st_size
    return {
        "enterprises": len(known),
        "values": grown,
        "file_mb": round(size / 1e6),
        **found,
        "command_seconds": command_seconds(random.Random(seed).choice(sorted(own)), 5),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--values", type=int, default=2_600_000)
    parser.add_argument("--reads", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    asked = parser.parse_args()
    if "ECOLAKE_HOME" not in os.environ:
        raise SystemExit("set ECOLAKE_HOME to an installation that has published")
    found = measure(Home.from_environment(), asked.values, asked.reads, asked.seed)
    print(json.dumps({"seed": asked.seed, **found}))


if __name__ == "__main__":
    main()
