"""What a large file costs: hourly readings as CSV, landed and accepted by `ecolake accept`'s own path.

    python -m benchmarks.large_file --rows 1_000_000 10_000_000 [--again] [--json] [--folder KEPT]

Each size runs in a process and a home of its own; `peak_mb` is the most memory that the system ever saw it hold (VmHWM). It
should not grow with the rows. The readings are those of `benchmarks.validation`, one in fifty spoilt. With `--again`, a second
file repeats the first and has one row more, as exports do that are whole each time.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.validation import data, readings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecolake.home import Home

SOURCE = """\
title: {zh: 竞速用数据源, en: The source of the race}
owner: {unit: 基准测试, contact: "env:RACE_CONTACT"}
schedule: "0 * * * *"
timezone: Asia/Shanghai
transport: {type: file, url: "env:RACE_URL"}
datasets:
  readings:
    read: {format: csv, files: "readings-*.csv"}
    map:
      ENTERPRISE: enterprise_code
      OUTLET: outlet_code
      POLLUTANT: pollutant
      OBSERVED: observed_at
      AVG: value
      MIN: minimum
      MAX: maximum
      MINUTES: minutes
      MARK: mark
"""
COLUMNS = ("ENTERPRISE", "OUTLET", "POLLUTANT", "OBSERVED", "AVG", "MIN", "MAX", "MINUTES", "MARK")
MEBI = 1 << 20


def write_csv(rows: int, folder: Path) -> Path:
    """Write the readings as their source would, unless they are there."""
    path = folder / f"readings-{rows}-{data.EDITION}.csv"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as out:
        for start in range(0, rows, data.SLICE):
            generator = np.random.default_rng([data.EDITION, start])
            frame, _ = readings.make(start, min(data.SLICE, rows - start), generator)
            local = frame.drop("_row").with_columns(
                frame["observed_at"].dt.convert_time_zone("Asia/Shanghai")
            )
            text = local.rename(dict(zip(local.columns, COLUMNS, strict=True)))
            text.write_csv(out, include_header=start == 0, datetime_format="%Y-%m-%d %H:%M:%S")
    return unfinished.rename(path)


def write_again(path: Path, folder: Path) -> Path:
    """Write the file once more, with a row that it did not have."""
    again = Path(shutil.copy(path, folder / f"again-{path.name}"))
    with path.open("rb") as lines:
        next(lines)
        row = next(lines)
    with again.open("ab") as out:
        out.write(row.replace(b"2016-", b"2015-"))
    return again


def new_home(folder: Path) -> "Home":
    """A home whose standards are those of the race, with a source that delivers CSV."""
    from ecolake.home import Home

    project = folder / "project"
    shutil.copytree(data.STANDARDS, project / "standards")
    (project / "standards" / "sources" / "race.yaml").write_text(SOURCE, encoding="utf-8")
    return Home(folder / "var", folder / "raw", project)


def accept(paths: "Sequence[Path]", folder: Path) -> list[dict[str, object]]:
    """Accept the files and say what each cost; the peak is that of this whole process so far."""
    from ecolake.drift.holds import Hold
    from ecolake.ingestion import accept_files
    from ecolake.standards.load import load

    home = new_home(folder)
    standards = load(home.standards)
    told = []
    for path in paths:
        started = time.perf_counter()
        (account,) = accept_files(home, standards, readings.DATASET, [path])
        seconds = time.perf_counter() - started
        if isinstance(account, Hold):
            raise TypeError(f"{path.name} was held: {account.sentence_en}")
        told.append(
            {
                "received": account.received,
                "accepted": account.accepted,
                "rejected": account.rejected,
                "duplicate": account.duplicate,
                "file_mb": round(path.stat().st_size / MEBI),
                "seconds": round(seconds, 1),
                "rows_per_second": round(account.received / seconds),
                "peak_mb": _peak_kib() // 1024,
            }
        )
    return told


def _peak_kib() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0])


def measure(sizes: "Sequence[int]", kept: Path, *, again: bool) -> list[dict[str, object]]:
    """Accept a file of each size, and perhaps its repetition, in a process of its own."""
    told: list[dict[str, object]] = []
    for rows in sizes:
        path = write_csv(rows, kept)
        with tempfile.TemporaryDirectory(dir=kept) as folder:
            files = [path, *([write_again(path, Path(folder))] if again else [])]
            command = [sys.executable, "-m", "benchmarks.large_file", "--folder", folder, "--accept", *files]
            done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
        told += json.loads(done.stdout)
    return told


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--folder", type=Path, help="where the files are kept for the next time")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--again", action="store_true", help="then a file that repeats it")
    parser.add_argument("--accept", type=Path, nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.accept:
        print(json.dumps(accept(options.accept, options.folder)))
        return
    with tempfile.TemporaryDirectory() as folder:
        told = measure(options.rows, options.folder or Path(folder), again=options.again)
    for one in [json.dumps(told)] if options.json else told:
        print(one)


if __name__ == "__main__":
    main()
