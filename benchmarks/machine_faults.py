"""What a machine does to a run, and whether a plain rerun mends it: kills, a full disk, a lake that cannot be written, damaged files.

`python -m benchmarks.machine_faults [--kills 40] [--only NAME] [--json]`; a minute to ten. Each fault befalls a home of a simulated county of
four feeds, which a process of its own lands, accepts, judges again, compacts and publishes. Afterwards a plain rerun, or what the error told
a person to do, must end with the content hashes of an undisturbed home, and each account must be met by its rows. The full disk and the
read-only lake need a tmpfs, which only root can mount; they are left out where that is refused, and said to be.
"""

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.machine_work import ENDED, FAILED
from simulator.demo import simulate

# What has to appear below the home for a kill to come at that point; a phase is killed at a moment by chance.
POINTS = {
    "landing": "raw/*/*/.incoming-*",
    "landed": "raw/*/*/*/manifest.json",
    "accepted rows half written": "lake/accepted/*/*/*.parquet",
    "accepted rows written": "lake/accepted/*/*/_delta_log/*0.json",
    "rejected rows written": "lake/rejected/*/*/_delta_log/*0.json",
    "account half written": "lake/accounts/*.parquet",
    "account written": "lake/accounts/_delta_log/*0.json",
    "rows judged again written": "lake/accepted/*/*/_delta_log/*1.json",
    "first account judged again": "lake/accounts/_delta_log/*4.json",
    "building": "build/*/*",
    "release half written": "warehouse/releases/*",
    "published": "warehouse/ecolake.duckdb",
}
MOUNT, UMOUNT = shutil.which("mount") or "mount", shutil.which("umount") or "umount"
PHASES = ("accept", "reaccept", "compact", "publish")


@dataclass
class Seen:
    """What came of one fault."""

    fault: str
    said: str = ""
    remedy: str = "rerun"
    mended: bool = False


@dataclass
class Bench:
    """The feeds, and what an undisturbed home holds.

    Attributes:
        folder: Existing, for all homes.
        rng: Chance.
        expected: Hashes by table.
        seen: Results.
    """

    folder: Path
    rng: random.Random
    expected: dict[str, str] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)
    count: int = 0

    def start(self, home: Path, *options: str) -> subprocess.Popen[str]:
        """Start the work in a process group of its own."""
        command = [
            sys.executable,
            "-m",
            "benchmarks.machine_work",
            str(home),
            str(self.folder / "county"),
            *options,
        ]
        return subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
        )

    def run(self, home: Path, *options: str) -> dict[str, Any]:
        """Let the work end; return what it said last: hashes, or an error."""
        output, _ = self.start(home, *options).communicate()
        for line in reversed(output.splitlines()):
            if line.startswith((ENDED, FAILED)):
                return dict(json.loads(line.split(" ", 1)[1]))
        return {"crash": output[-1500:]}

    def fresh(self, root: Path | None = None) -> Path:
        """Return the path of a home that is not there yet."""
        self.count += 1
        return (root or self.folder) / f"home{self.count}"

    def worked(self) -> Path:
        """Return a copy of the undisturbed home."""
        home = self.fresh()
        shutil.copytree(self.folder / "undisturbed", home, symlinks=True)
        return home

    def note(
        self, fault: str, said: dict[str, Any] | str, last: dict[str, Any], remedy: str = "rerun"
    ) -> None:
        """Compare what a home ended with."""
        words = said if isinstance(said, str) else str(said.get("error") or said.get("crash") or "ended well")
        one = Seen(fault, words, remedy, last.get("hashes") == self.expected)
        if "crash" in (said if isinstance(said, dict) else {}):
            one.mended = False
        if not one.mended:
            one.said += f" | {json.dumps(last, ensure_ascii=False)[:1500]}"
        self.seen.append(one)
        print(f"{'ok ' if one.mended else 'BAD'} {fault}: {one.said[:1200]}", file=sys.stderr, flush=True)


def kills(bench: Bench, count: int) -> None:
    """Kill at each point in turn, and in each phase at a moment by chance; every second time again before the rerun."""
    wanted = [*POINTS, *(f"in {phase}" for phase in PHASES)]
    for number in range(count):
        at = wanted[number % len(wanted)]
        home = bench.fresh()
        reached = [kill(bench, home, at) for _ in range(1 + number % 2)]
        bench.note(f"kill -9: {at}", "killed" if any(reached) else "ended before", bench.run(home))
        shutil.rmtree(home, ignore_errors=True)


def kill(bench: Bench, home: Path, at: str) -> bool:
    """Kill a run at a point; false when it ended before."""
    process = bench.start(home)
    pattern = POINTS.get(at)
    due = None
    while process.poll() is None:
        if pattern:
            reached = next(home.glob(pattern), None) is not None
        else:
            # The work tells its phases by a file.
            phase = home / "phase"
            begun = phase.is_file() and phase.read_text(encoding="utf-8") == at.removeprefix("in ")
            due = due or (time.monotonic() + bench.rng.uniform(0, 0.8) if begun else None)
            reached = due is not None and time.monotonic() >= due
        if reached:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return True
        time.sleep(0.002)
    process.communicate()
    return False


def twice_at_once(bench: Bench) -> None:
    """Let two runs work on one home at the same time."""
    home = bench.fresh()
    both = [bench.start(home), bench.start(home)]
    ends = [process.communicate()[0].splitlines()[-1][:300] for process in both]
    said = "both ended well" if all(end.startswith(ENDED) for end in ends) else f"one ended so: {ends}"
    bench.note("two runs at once", said, bench.run(home))


def clock_back(bench: Bench) -> None:
    """Set the clock back by a day between two deliveries."""
    home = bench.fresh()
    said = bench.run(home, "--first-half")
    bench.note(
        "clock jumps back a day", said if "error" in said else "ended well", bench.run(home, "--hours", "-24")
    )


@contextmanager
def tmpfs(bench: Bench, size: str) -> Iterator[Path | None]:
    """Mount a file system of a size; None where that is refused."""
    folder = bench.folder / f"disk{bench.count}"
    folder.mkdir()
    command = [MOUNT, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    if subprocess.run(command, check=False, capture_output=True).returncode:
        yield None
        return
    try:
        yield folder
    finally:
        subprocess.run([UMOUNT, "-l", str(folder)], check=False)


def remount(folder: Path, options: str) -> None:
    """Change a mounted file system."""
    subprocess.run([MOUNT, "-o", f"remount,{options}", str(folder)], check=True)


def disk_full(bench: Bench) -> None:
    """Let the disk be full at several points of a run, make room, and run again."""
    size = sum(path.stat().st_size for path in (bench.folder / "undisturbed").rglob("*") if path.is_file())
    for share in (0.02, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8):
        bench.count += 1
        with tmpfs(bench, f"{int(size * share) >> 10}k") as disk:
            if disk is None:
                bench.seen.append(Seen("disk full", "left out: no tmpfs may be mounted here", mended=True))
                return
            said = bench.run(bench.fresh(disk))
            home = disk / f"home{bench.count}"
            remount(disk, "size=2g")
            bench.note(
                f"disk full at {share:.0%} of what a run needs", said, bench.run(home), "make room, rerun"
            )


def read_only(bench: Bench) -> None:
    """Let the file system be read-only before a delivery, and run again once it is not."""
    bench.count += 1
    with tmpfs(bench, "2g") as disk:
        if disk is None:
            bench.seen.append(Seen("read-only lake", "left out: no tmpfs may be mounted here", mended=True))
            return
        home = bench.fresh(disk)
        bench.run(home, "--first-half")
        lake = home / "lake"
        subprocess.run([MOUNT, "--bind", str(lake), str(lake)], check=True)
        remount(lake, "ro,bind")
        said = bench.run(home)
        subprocess.run([UMOUNT, "-l", str(lake)], check=True)
        bench.note("read-only lake", said, bench.run(home), "let it be written, rerun")
        home = bench.fresh(disk)
        bench.run(home, "--first-half")
        remount(disk, "ro")
        said = bench.run(home)
        remount(disk, "rw")
        bench.note("read-only home", said, bench.run(home), "let it be written, rerun")


def damage(bench: Bench) -> None:
    """Damage files of a home that is complete; judge as the error tells a person to."""

    def cut(path: Path) -> None:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])

    def flip(path: Path) -> None:
        found = bytearray(path.read_bytes())
        for at in range(8, len(found) // 2):
            found[at] ^= 0x5A
        path.write_bytes(found)

    def empty(path: Path) -> None:
        path.write_bytes(b"")

    faults: list[tuple[str, str, Callable[[Path], None]]] = [
        ("corrupt Parquet of accepted rows", "lake/accepted/mee/*/*.parquet", flip),
        ("Parquet of accepted rows gone", "lake/accepted/mee/*/*.parquet", Path.unlink),
        ("corrupt Parquet of rejected rows", "lake/rejected/market_regulation/*/*.parquet", flip),
        ("corrupt Parquet of accounts", "lake/accounts/*.parquet", flip),
        ("last Delta log entry of accepted rows cut", "lake/accepted/mee/*/_delta_log/*.json", cut),
        ("last Delta log entry of accounts cut", "lake/accounts/_delta_log/*.json", cut),
        ("last Delta log entry of accounts empty", "lake/accounts/_delta_log/*.json", empty),
    ]
    for name, pattern, spoil in faults:
        home = bench.worked()
        # The last that was written: others may be of older versions.
        spoil(max(home.glob(pattern), key=lambda path: (path.stat().st_mtime_ns, path.name)))
        said = bench.run(home, "--again")
        bench.note(name, said, bench.run(home, "--mend"), "ecolake lake check --mend")
    home = bench.worked()
    manifest = max(home.glob("raw/mee/*/*/manifest.json"))
    manifest.chmod(0o644)
    cut(manifest)
    said = bench.run(home)
    manifest.parent.rename(home / "moved-away")
    bench.note("half-written manifest", said, bench.run(home), "move the batch away, have it sent again")


FAULTS: dict[str, Callable[[Bench], None]] = {
    "twice": twice_at_once,
    "clock": clock_back,
    "full": disk_full,
    "readonly": read_only,
    "damage": damage,
}


def main() -> None:
    """Do the damage, mend, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--only", choices=["kills", *FAULTS])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder), random.Random(options.seed))
        simulate(bench.folder / "county", profile="tiny")
        told = bench.run(bench.folder / "undisturbed")
        if "hashes" not in told:
            raise SystemExit(f"an undisturbed run failed: {told}")
        bench.expected = told["hashes"]
        for name, fault in FAULTS.items():
            if options.only in (None, name):
                fault(bench)
        if options.only in (None, "kills"):
            kills(bench, options.kills)
    if options.json:
        print(json.dumps([vars(one) for one in bench.seen], ensure_ascii=False, indent=1))
    sys.exit(0 if all(one.mended for one in bench.seen) else 1)


if __name__ == "__main__":
    main()
