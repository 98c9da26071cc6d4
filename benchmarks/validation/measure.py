"""Time an engine from outside: the whole process, its start and imports included."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from benchmarks.validation.data import Course, digest

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Lap:
    """One run.

    Attributes:
        seconds: Of the clock.
        cpu_seconds: Of all processors, user and system; a busy machine disturbs it less.
        peak_mb: The most memory the process held.
        rejected: How many rows it rejected, None of an engine that cannot say which.
        same_rows: Whether these are the rows that have to be.
    """

    seconds: float
    cpu_seconds: float
    peak_mb: float
    rejected: int | None
    same_rows: bool | None


def run_once(engine: str, course: Course, rules: Path, out: Path) -> Lap:
    """Run an engine once.

    Raises:
        RuntimeError: The engine failed; its message.
    """
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    log = out / "log.txt"
    command = [
        sys.executable,
        "-m",
        "benchmarks.validation.one",
        engine,
        str(course.path),
        str(rules),
        str(out),
    ]
    started = time.perf_counter()
    with log.open("wb") as said:
        child = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=said)
        _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise RuntimeError(f"{engine}: {log.read_text('utf-8', 'replace')[-1500:]}")
    rejected, same = _compare(engine, course, out)
    peak_mb = float((out / "peak.txt").read_text("utf-8"))
    return Lap(seconds, usage.ru_utime + usage.ru_stime, peak_mb, rejected, same)


def _compare(engine: str, course: Course, out: Path) -> tuple[int | None, bool | None]:
    file = out / "rejected.parquet"
    if not file.exists():
        return None, None
    rows = pl.read_parquet(file, columns=["_row"])["_row"]
    truth = pl.read_parquet(course.truth)["_row"]
    total = pl.scan_parquet(course.path).select(pl.len()).collect().item()
    kept = pl.scan_parquet(out / "accepted.parquet").select(pl.len()).collect().item()
    if kept + len(rows) != total:
        raise RuntimeError(f"{engine}: {total} rows came in, {kept} and {len(rows)} went out")
    return len(rows), digest(rows) == digest(truth)
