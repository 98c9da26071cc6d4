"""What becomes of files that somebody spoilt: is each accounted for, in time and within bounds?

`python -m benchmarks.hostile_files --files 10000 --seed 1 [--format xml] [--json]`. Good files of every format are spoilt (one to
three ways of some fifty, see `benchmarks/hostile`), landed and accepted in processes of their own. A file is fine when its account
balances and agrees with the lake, whether it was accepted, refused or both. A crash, an error of the program, a file that takes
longer than `--seconds` or more than `--memory` MB is a finding: it is told with the number that makes it again
(`--only NUMBER --keep FOLDER`), and the exit code is 1.
"""

import argparse
import json
import multiprocessing
import resource
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.hostile.clerk import Begun, work
from benchmarks.hostile.seeds import Seed, good_files
from benchmarks.hostile.spoil import hostile_file
from ecolake.home import Home
from ecolake.standards.load import load

MB = 1 << 20


@dataclass
class Desk:
    """A process, and the file that it has in hand."""

    process: SpawnProcess
    pipe: Connection
    number: int | None = None
    begun: Begun | None = None
    since: float = 0.0

    def resident(self) -> int:
        """Bytes of memory that the process holds now; what it has reserved and not touched costs nobody anything."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return 0
        return int(pages) * resource.getpagesize()


@dataclass
class Result:
    """Counts, and what is to be looked at."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    by_format: dict[str, Counter[str]] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    slowest: float = 0.0


class Campaign:
    """Files to be taken in, and the desks that do it.

    Args:
        options: As given on the command line.
        seeds: Good files.
        folder: Existing, for the homes.
    """

    def __init__(self, options: argparse.Namespace, seeds: Sequence[Seed], folder: Path) -> None:
        self._options = options
        self._seeds = seeds
        self._folder = folder
        self._context = multiprocessing.get_context("spawn")
        self.result = Result()

    def run(self, numbers: Sequence[int]) -> Result:
        """Take all in."""
        left = deque(numbers)
        desks = [self._desk() for _ in range(min(self._options.processes, len(left)))]
        while any(desk.number is not None for desk in desks) or left:
            for place, desk in enumerate(desks):
                if not self._attend(desk, left):
                    desk.process.kill()
                    desk.process.join()
                    desks[place] = self._desk()
            wait([desk.pipe for desk in desks], timeout=0.1)
        for desk in desks:
            desk.pipe.send(None)
            desk.process.join(20)
        return self.result

    def _desk(self) -> Desk:
        here, there = self._context.Pipe()
        arguments = (there, self._folder, self._seeds, self._options.seed)
        process = self._context.Process(target=work, args=arguments, daemon=True)
        process.start()
        there.close()
        return Desk(process, here)

    def _attend(self, desk: Desk, left: deque[int]) -> bool:
        """Hear what a desk says and give it the next file; false when it has to be replaced."""
        try:
            while desk.pipe.poll():
                said = desk.pipe.recv()
                if isinstance(said, Begun):
                    desk.begun, desk.since = said, time.monotonic()
                    continue
                if said != "ready":
                    self._note(desk, said)
                if not left:
                    return True
                desk.number = left.popleft()
                desk.pipe.send(desk.number)
        except (EOFError, ConnectionResetError, BrokenPipeError):
            desk.process.join()
            code = desk.process.exitcode
            if desk.begun is None:
                raise SystemExit(f"a process ended with {code} before it had a file") from None
            self._note(desk, {"outcome": "killed", "finding": True, "trace": f"exit code {code}"})
            return False
        if desk.begun and time.monotonic() - desk.since > self._options.seconds:
            self._note(desk, {"outcome": "hang", "finding": True, "trace": ""})
            return False
        if desk.begun and desk.resident() > self._options.memory * MB:
            self._note(desk, {"outcome": "memory", "finding": True, "trace": ""})
            return False
        return True

    def _note(self, desk: Desk, told: dict[str, Any]) -> None:
        begun, result = desk.begun, self.result
        if begun is None:
            return
        seconds = time.monotonic() - desk.since
        result.slowest = max(result.slowest, seconds)
        result.outcomes[told["outcome"]] += 1
        result.by_format.setdefault(begun.format, Counter())[told["outcome"]] += 1
        if "code" in told:
            result.codes[told["code"]] += 1
        if told["finding"]:
            finding = {"number": desk.number, **asdict(begun), "seconds": round(seconds, 1), **told}
            result.findings.append(finding)
            if not self._options.json:
                print(json.dumps(finding, ensure_ascii=False), flush=True)
        desk.number = desk.begun = None


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", help="only files of this format")
    parser.add_argument("--only", type=int, help="only the file of this number")
    parser.add_argument("--keep", type=Path, help="write the file of --only here, and do nothing else")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--memory", type=int, default=2048, help="MB that a process may hold")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _numbers(options: argparse.Namespace) -> Iterator[int]:
    if options.only is not None:
        yield options.only
    else:
        yield from range(options.first, options.first + options.files)


def main() -> None:
    """Spoil, take in, count."""
    options = _arguments()
    seeds = good_files(load(Home.from_environment().project / "standards"))
    if options.format:
        seeds = [seed for seed in seeds if seed.format == options.format]
    if options.keep:
        hostile = hostile_file(seeds, options.seed, options.only or 0)
        options.keep.mkdir(parents=True, exist_ok=True)
        (options.keep / f"{hostile.number}-{hostile.seed.name}").write_bytes(hostile.content)
        print(hostile.seed.dataset_id, hostile.ways, repr(hostile.name))
        return
    started = time.monotonic()
    with TemporaryDirectory() as folder:
        result = Campaign(options, seeds, Path(folder)).run(list(_numbers(options)))
    told = {
        "files": sum(result.outcomes.values()),
        "seed": options.seed,
        "seconds": round(time.monotonic() - started, 1),
        "slowest_seconds": round(result.slowest, 2),
        "outcomes": dict(result.outcomes.most_common()),
        "refused_because": dict(result.codes.most_common()),
        "by_format": {name: dict(counts.most_common()) for name, counts in sorted(result.by_format.items())},
        "findings": result.findings,
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(1 if result.findings else 0)


if __name__ == "__main__":
    main()
