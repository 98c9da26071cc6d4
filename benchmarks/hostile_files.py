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
import os
import resource
import sys
import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.hostile.clerk import Begun, work
from benchmarks.hostile.seeds import Seed, good_files
from benchmarks.hostile.spoil import TOGETHER, hostile_file
from ecolake.home import Home
from ecolake.standards.load import load

MB = 1 << 20
# How many times its seconds of computing a file may take by the clock.
PATIENCE = 20


@dataclass
class Desk:
    """A process, and the file that it has in hand."""

    process: SpawnProcess
    pipe: Connection
    numbers: Sequence[int] = ()
    begun: Begun | None = None
    since: float = 0.0
    spent: float = 0.0

    def processor(self) -> float:
        """Seconds of computing that the process has had: on a busy machine the clock says little."""
        try:
            fields = (
                Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
            )
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

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
    tried_again: int = 0


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
        """Take all in, those of one good file together; what goes wrong with several is tried again one by one."""
        groups: dict[int, list[int]] = {}
        for number in numbers:
            groups.setdefault(number // TOGETHER, []).append(number)
        left = deque(groups.values())
        desks = [self._desk() for _ in range(min(self._options.processes, len(left)))]
        while any(desk.numbers for desk in desks) or left:
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
        process = self._context.Process(
            target=work, args=(there, self._folder, self._seeds, self._options.seed), daemon=True
        )
        process.start()
        there.close()
        return Desk(process, here)

    def _attend(self, desk: Desk, left: deque[list[int]]) -> bool:
        """Hear what a desk says and give it the next files; false when it has to be replaced."""
        try:
            while desk.pipe.poll():
                said = desk.pipe.recv()
                if isinstance(said, Begun):
                    desk.begun, desk.since, desk.spent = said, time.monotonic(), desk.processor()
                    continue
                if said != "ready":
                    self._note(desk, said, left)
                if not left:
                    return True
                desk.numbers = left.popleft()
                desk.pipe.send(desk.numbers)
        except (EOFError, ConnectionResetError, BrokenPipeError):
            desk.process.join()
            if desk.begun is None:
                raise SystemExit(
                    f"a process ended with {desk.process.exitcode} before it had a file"
                ) from None
            self._note_all(desk, "killed", left)
            return False
        if desk.begun is None:
            return True
        seconds = self._options.seconds * len(desk.numbers)
        if desk.processor() - desk.spent > seconds or time.monotonic() - desk.since > seconds * PATIENCE:
            self._note_all(desk, "hang", left)
            return False
        if desk.resident() > self._options.memory * MB:
            self._note_all(desk, "memory", left)
            return False
        return True

    def _note_all(self, desk: Desk, outcome: str, left: deque[list[int]]) -> None:
        told = {"outcome": outcome, "finding": True, "trace": f"exit code {desk.process.exitcode}"}
        self._note(desk, [told] * len(desk.numbers), left)

    def _note(self, desk: Desk, told: Sequence[dict[str, Any]], left: deque[list[int]]) -> None:
        begun = desk.begun.files if desk.begun else ()
        seconds = desk.processor() - desk.spent
        numbers, desk.numbers, desk.begun = desk.numbers, (), None
        if len(numbers) > 1 and any(one["finding"] for one in told):
            self.result.tried_again += 1
            wrong = Counter(one["outcome"] for one in told if one["finding"])
            print(f"{numbers[0]}–{numbers[-1]} again, one by one: {dict(wrong)}", file=sys.stderr, flush=True)
            left.extend([number] for number in numbers)
            return
        if len(numbers) == 1:
            self.result.slowest = max(self.result.slowest, seconds)
        for file, one in zip(begun, told, strict=True):
            self._count(file, one, seconds)
        print(
            f"{self.result.outcomes.total()} files, {len(self.result.findings)} findings",
            file=sys.stderr,
            flush=True,
        )

    def _count(self, file: dict[str, Any], told: dict[str, Any], seconds: float) -> None:
        result = self.result
        result.outcomes[told["outcome"]] += 1
        result.by_format.setdefault(file["format"], Counter())[told["outcome"]] += 1
        if "code" in told:
            result.codes[told["code"]] += 1
        if told["finding"]:
            result.findings.append({**file, "seconds": round(seconds, 1), **told})
            if not self._options.json:
                print(json.dumps(result.findings[-1], ensure_ascii=False), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", help="only files of this format")
    parser.add_argument("--only", type=int, help="only the file of this number")
    parser.add_argument("--keep", type=Path, help="write the file of --only here, and do nothing else")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=10, help="of computing, for a file")
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
        "slowest_alone_seconds": round(result.slowest, 2),
        "groups_tried_again": result.tried_again,
        "outcomes": dict(result.outcomes.most_common()),
        "refused_because": dict(result.codes.most_common()),
        "by_format": {name: dict(counts.most_common()) for name, counts in sorted(result.by_format.items())},
        "findings": result.findings,
    }
    print(json.dumps(told, ensure_ascii=False, indent=1))
    sys.exit(1 if result.findings else 0)


if __name__ == "__main__":
    main()
