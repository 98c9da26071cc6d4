"""What becomes of a million frames of HJ 212 that were changed on the way?

`python -m benchmarks.mutated_frames --frames 1000000 --seed 1 [--json]`. Simulated frames are spoilt in two ways: the bytes of a whole
line, as a bad line spoils them, most of which length and checksum tell; and the words of the data segment, put into a new envelope with
the right length and checksum, so that they come through to whoever reads fields and values. They are read as gateway logs. A log is
fine when each line that is not blank has a record, accepted or rejected with a reason, no other has, and none has more than a record
for each frame that begins in it and one for what follows it; an exception, or a line with too few or too many records, is a finding
(exit code 1).
"""

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import chain
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from ecolake.formats.hj212 import read_hj212
from simulator.demo import simulate
from simulator.hj212_encoder import crc

# Lines of one log, which is read at once.
A_LOG = 20_000
WORDS = (
    b"", b"0", b"-", b"NaN", b"1e999", b"9" * 40, b"0x1F", b"20260230256199", b"00000000000000", b"&&", b"##", b"CP=&&", b";", b",", b"=",
    b"-Rtd=", b"-Flag=", b"\xff\xfe", "中".encode(), b"\x00", b" ", b"PW=x", b"Flag=9999999999", b"PNUM=-1;PNO=0", b"DataTime=", b"a34001-Rtd",
    b"SampleTime=", b"ST=", b"MN=" + b"A" * 300, b"QN=1", b"\xef\xbc\x91", b"e\xcc\x81",
)  # fmt: skip
_WORD = re.compile(rb"[^;,=&]+|[;,=&]")


def good_lines(folder: Path) -> list[bytes]:
    """Return lines of the simulated gateway, with a good frame each."""
    simulated = simulate(folder / "tiny", profile="tiny", seed=20260302, start=date(2026, 3, 2))
    lines = chain.from_iterable(
        path.read_bytes().splitlines() for path in sorted(simulated.paths["iot"].rglob("*.log"))
    )
    return [line for line in lines if b"##" in line]


def spoilt_bytes(line: bytes, lines: Sequence[bytes], rng: Random) -> bytes:
    """Spoil a line as a bad connection does: bits, bytes, losses, frames run together."""
    out = bytearray(line)
    kind = rng.randrange(7)
    at = rng.randrange(len(out) + 1)
    if kind == 0:
        for _ in range(rng.randint(1, 5)):
            out[rng.randrange(len(out))] ^= 1 << rng.randrange(8)
    elif kind == 1:
        del out[at:]
    elif kind == 2:
        del out[at : at + rng.randint(1, 40)]
    elif kind == 3:
        out[at:at] = rng.randbytes(rng.randint(1, 8))
    elif kind == 4:
        out[at:] = rng.choice(lines)[rng.randrange(len(line)) :]
    elif kind == 5:
        out += rng.choice((b"", b" ", b"junk")) + rng.choice(lines)
    else:
        out[at:at] = out[: rng.randrange(len(out))]
    return bytes(out)


def spoilt_words(line: bytes, _: Sequence[bytes], rng: Random) -> bytes:
    """Spoil the words of the data segment, and write length and checksum anew."""
    start = line.index(b"##")
    words = _WORD.findall(line[start + 6 : -4])
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(words))
        kind = rng.randrange(4)
        if kind == 0:
            words[at] = rng.choice(WORDS)
        elif kind == 1:
            words.insert(at, rng.choice(WORDS))
        elif kind == 2:
            words[at : at + rng.randint(1, 6)] = []
        else:
            words[at:at] = words[rng.randrange(len(words)) :][: rng.randint(1, 8)]
        words = words or [b"x"]
    segment = b"".join(words)
    return line[:start] + b"##%04d" % min(len(segment), 9999) + segment + b"%04X" % crc(segment)


def log_of(lines: Sequence[bytes], count: int, rng: Random) -> bytes:
    """Return so many spoilt lines."""
    ways: tuple[Callable[[bytes, Sequence[bytes], Random], bytes], ...] = (spoilt_bytes, spoilt_words)
    return b"\n".join(rng.choice(ways)(rng.choice(lines), lines, rng) for _ in range(count))


def read(path: Path) -> tuple[int, Counter[str], list[int]]:
    """Return the records of a log, how many came to what, and the numbers of lines that are not accounted for."""
    outcomes: Counter[str] = Counter()
    frames, remainders = Counter[int](), Counter[int]()
    for accepted, rejected in read_hj212(path):
        deviating = accepted.filter(pl.col("deviations").list.len() > 0).height
        outcomes["accepted"] += accepted.height - deviating
        outcomes["accepted, deviating"] += deviating
        outcomes.update(dict(rejected.group_by("code").len().iter_rows()))
        begins = pl.col("payload").str.starts_with("##").fill_null(value=False)
        frames.update([*accepted["_row"], *rejected.filter(begins)["_row"]])
        remainders.update(rejected.filter(~begins)["_row"])
        if rejected.filter(pl.any_horizontal(pl.col("reason_zh", "reason_en", "payload").is_null())).height:
            outcomes["without a reason"] += 1
    astray = {*frames, *remainders}
    with path.open("rb") as log:
        for number, line in enumerate(log, start=1):
            begun = line.count(b"##")
            found = frames[number] + remainders[number] > 0
            if line.strip() and found and frames[number] <= begun and remainders[number] <= max(1, begun):
                astray.discard(number)
            elif line.strip():
                astray.add(number)
    return sum(outcomes.values()), outcomes, sorted(astray)


def main() -> None:
    """Spoil, read, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    findings: list[dict[str, Any]] = []
    records, seconds = 0, 0.0
    with TemporaryDirectory() as folder:
        lines = good_lines(Path(folder))
        path = Path(folder) / "gateway.log"
        for first in range(0, options.frames, A_LOG):
            count = min(A_LOG, options.frames - first)
            path.write_bytes(log_of(lines, count, Random(f"{options.seed}/{first}")))
            started = time.process_time()
            try:
                found, told, astray = read(path)
            except Exception as error:  # noqa: BLE001  finding them is what this is for
                findings.append({"log": first, "exception": f"{type(error).__name__}: {error}"[:500]})
                continue
            seconds += time.process_time() - started
            records += found
            outcomes.update(told)
            if astray or told["without a reason"]:
                findings.append({"log": first, "lines": astray[:10]})
            if not options.json:
                print(f"{first + count} frames, {len(findings)} findings", file=sys.stderr, flush=True)
    told_all = {
        "frames": options.frames,
        "records": records,
        "outcomes": dict(outcomes.most_common()),
        "frames_per_second": round(options.frames / seconds) if seconds else None,
        "findings": findings,
    }
    print(json.dumps(told_all, ensure_ascii=False, indent=1))
    sys.exit(1 if findings else 0)


if __name__ == "__main__":
    main()
