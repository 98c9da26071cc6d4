"""Write a simulated county into a folder and serve what it serves.

Belongs here: the folder as a whole: feeds, truth, what is already there. Does not belong here: any one feed.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from simulator import ecology, ecology_api, iot, market_regulation, mee
from simulator.files import FeedFile, write_if_changed
from simulator.noise import Fault
from simulator.world import World, make_world

_DAILY_FEEDS: tuple[Callable[[World, date], Iterator[FeedFile]], ...] = (
    mee.files,
    market_regulation.files,
    iot.files,
)
_RECORD = "truth/simulation.json"
_FAULTS = "truth/faults.jsonl"


@dataclass(frozen=True)
class Simulated:
    """A folder with a simulated county.

    Attributes:
        folder: The folder.
        seed: Of the world.
        paths: Each source's files.
        env: Environment variables that point the file sources here.
        rows: Rows of each dataset, spoilt and repeated ones too.
        faults: The record of what is wrong, one JSON object a line.
    """

    folder: Path
    seed: int
    paths: dict[str, Path]
    env: dict[str, str]
    rows: dict[str, int]
    faults: Path


def simulate(
    folder: Path,
    *,
    profile: str = "demo",
    seed: int = 20260302,
    start: date = date(2026, 3, 2),
    days: int = 1,
) -> Simulated:
    """Make the folder hold this simulation, whole; files that are right already are left untouched.

    The same arguments give the same bytes. More days add files and leave those of the earlier days as
    they are. What an earlier, other simulation wrote and this one does not have is removed; files of
    other origin stay.

    Args:
        folder: Made if need be.
        profile: A size of ``profiles.yaml``.
        seed: Of everything.
        start: The first day.
        days: How many days.

    Raises:
        ValueError: No such profile, or less than one day.
    """
    if days < 1:
        raise ValueError(f"a simulation has at least one day, not {days}")
    made_by = {
        "profile": profile,
        "seed": seed,
        "start": start.isoformat(),
        "days": days,
        "simulator": _fingerprint(),
    }
    before = _read_record(folder)
    if before.get("made_by") == made_by and _is_whole(folder, before["files"]):
        return _simulated(folder, seed, before["rows"])

    hashes: dict[str, str] = {}
    rows: dict[str, int] = {}
    faults: list[Fault] = []
    for dataset, file in _everything(make_world(profile, seed, start), start, days):
        write_if_changed(folder, file.path, file.content)
        hashes[file.path] = hashlib.sha256(file.content).hexdigest()
        rows[dataset] = rows.get(dataset, 0) + file.rows
        faults += file.faults
    truth = "".join(json.dumps(fault.as_json(), ensure_ascii=False) + "\n" for fault in faults).encode()
    write_if_changed(folder, _FAULTS, truth)
    hashes[_FAULTS] = hashlib.sha256(truth).hexdigest()
    for path in before.get("files", {}).keys() - hashes.keys():
        (folder / path).unlink(missing_ok=True)
    # Written last: a record is there only when everything that it names is.
    record = json.dumps({"made_by": made_by, "rows": rows, "files": hashes}, indent=1).encode()
    write_if_changed(folder, _RECORD, record)
    return _simulated(folder, seed, rows)


@contextmanager
def serve(simulated: Simulated) -> Iterator[dict[str, str]]:
    """Serve the permits on loopback and give the environment that the sources need, until the block ends."""
    permits = json.loads((simulated.paths["ecology"] / "permits.json").read_bytes())
    token = hashlib.sha256(f"token/{simulated.seed}".encode()).hexdigest()[:24]
    with ecology_api.serve(permits, token, simulated.seed) as address:
        yield simulated.env | {"ECOLOGY_API_URL": address.url, "ECOLOGY_API_TOKEN": address.token}


def _everything(world: World, start: date, days: int) -> Iterator[tuple[str, FeedFile]]:
    yield ecology.DATASET, ecology.permits(world, start)
    for day in (start + timedelta(days=offset) for offset in range(days)):
        for feed, dataset in zip(
            _DAILY_FEEDS, (mee.DATASET, market_regulation.DATASET, iot.DATASET), strict=True
        ):
            for file in feed(world, day):
                yield dataset, file


def _simulated(folder: Path, seed: int, rows: dict[str, int]) -> Simulated:
    paths = {source: folder / source for source in ("mee", "market_regulation", "ecology", "iot")}
    env = {
        "MEE_AIR_URL": str(paths["mee"]),
        "MARKET_REGULATION_URL": str(paths["market_regulation"]),
        "IOT_GATEWAY_URL": str(paths["iot"]),
    }
    return Simulated(folder, seed, paths, env, dict(sorted(rows.items())), folder / _FAULTS)


def _read_record(folder: Path) -> dict[str, Any]:
    record = folder / _RECORD
    return dict(json.loads(record.read_bytes())) if record.is_file() else {}


def _is_whole(folder: Path, hashes: dict[str, str]) -> bool:
    def right(path: str, sha256: str) -> bool:
        file = folder / path
        return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == sha256

    return all(right(path, sha256) for path, sha256 in hashes.items())


def _fingerprint() -> str:
    """Return a hash of the simulator: another version may make another world of the same arguments."""
    own = sorted(path for path in Path(__file__).parent.iterdir() if path.suffix in {".py", ".yaml"})
    return hashlib.sha256(b"".join(path.name.encode() + path.read_bytes() for path in own)).hexdigest()
