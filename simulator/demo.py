"""Write a simulated province into a folder and serve what it serves.

Belongs here: the folder as a whole: feeds, truth, what is already there. Does not belong here: any one feed.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ecolake.standards.catalogue import Standards
from simulator import ecology, ecology_api, iot, market_regulation, mee
from simulator import simulation_record as record
from simulator.departments.day import HAND_WRITTEN, Departments, Progress
from simulator.departments.delivery import Desk
from simulator.departments.serving import serve_sources, token_of
from simulator.departments.shown import DAYS
from simulator.files import FeedFile, write_if_changed
from simulator.servers.broker import ACKNOWLEDGED
from simulator.truth import record as truth
from simulator.truth.identities import identities
from simulator.world import World, load_profile, make_world

_DAILY_FEEDS: tuple[tuple[str, Callable[[World, date], Iterator[FeedFile]]], ...] = (
    (mee.DATASET, mee.files),
    (market_regulation.DATASET, market_regulation.files),
    (iot.DATASET, iot.files),
)
_FAULTS = "truth/faults.jsonl"
_WAITING = ".waiting"
_HAND_WRITTEN_SOURCES = ("mee", "market_regulation", "ecology", "iot")


@dataclass(frozen=True)
class Simulated:
    """A folder with a simulated province.

    Attributes:
        folder: The folder.
        seed: Of the world.
        paths: Each source's files, of the hand-written feeds.
        env: Environment variables that point their file sources here.
        rows: Rows of each dataset, spoilt and repeated ones too.
        faults: The record of what is wrong in the hand-written feeds, one JSON object a line.
        days: How many days are there.
        standards: Whose datasets are there; None when only the hand-written feeds are.
        datasets: Ids of all that is delivered, whether or not a day brought rows of it, sorted.
    """

    folder: Path
    seed: int
    paths: dict[str, Path]
    env: dict[str, str]
    rows: dict[str, int]
    faults: Path
    days: int = 1
    standards: Standards | None = None
    datasets: tuple[str, ...] = ()


def simulate(
    folder: Path,
    *,
    profile: str = "demo",
    seed: int = 20260302,
    start: date = date(2026, 3, 2),
    days: int = 1,
    standards: Standards | None = None,
    only: Collection[str] | None = None,
    progress: Progress | None = None,
) -> Simulated:
    """Make the folder hold this simulation, whole; files that are right already are left untouched.

    The same arguments give the same bytes. More days add files and leave those of the earlier days as
    they are; interfaces, topics and databases hold what they held and the new day. What an earlier, other
    simulation wrote and this one does not have is removed; files of other origin stay.

    Args:
        folder: Made if need be.
        profile: A size of ``profiles.yaml``.
        seed: Of everything.
        start: The first day.
        days: How many days.
        standards: Whose datasets are wanted; without it, those of the four hand-written feeds alone.
        only: Ids of the datasets wanted beside those of the hand-written feeds; None for those that the profile names, or
            all if it names none.
        progress: Told what is being written.

    Raises:
        ValueError: No such profile, or less than one day.
    """
    if days < 1:
        raise ValueError(f"a simulation has at least one day, not {days}")
    only = _only(profile, standards) if only is None else only
    made_by = {
        "profile": profile,
        "seed": seed,
        "start": start.isoformat(),
        "simulator": record.fingerprint(),
        "datasets": record.datasets_print(standards, only),
    }
    wanted = [start + timedelta(days=offset) for offset in range(days)]
    before = record.read(folder)
    done = before.get("days", {}) if before.get("made_by") == made_by else {}
    if list(done) != [day.isoformat() for day in wanted][: len(done)] or not record.is_whole(
        folder, before, done
    ):
        done = {}
    if len(done) < days:
        done = _write(
            folder, make_world(profile, seed, start), wanted, done, before, standards, only, progress
        )
        record.write(folder, made_by, done)
    return _simulated(folder, seed, done, standards, only)


def _only(profile: str, standards: Standards | None) -> Collection[str] | None:
    """Return the datasets that a profile names, one by one or by their source; None when it means all."""
    named = load_profile(profile).get("datasets")
    if named is None or standards is None:
        return None
    return [
        dataset.id
        for dataset in standards.datasets.values()
        if dataset.id in named or dataset.source in named
    ]


def _write(
    folder: Path,
    world: World,
    wanted: list[date],
    done: dict[str, Any],
    before: dict[str, Any],
    standards: Standards | None,
    only: Collection[str] | None,
    progress: Progress | None,
) -> dict[str, Any]:
    """Write the days that are not there and return the record of all."""
    if not done:
        _clear(folder)
    done = dict(done)
    departments = _departments(folder, world, wanted[0], standards, only, progress)
    for day in wanted[len(done) :]:
        rows, hashes, faults = _feeds(folder, world, day, wanted[0])
        if departments is not None:
            told, files = departments.deliver(day)
            rows |= told
            hashes |= {path: record.hash_of(folder / path) for path in [*files, *_left_waiting(folder, done)]}
        done[day.isoformat()] = {"rows": rows, "files": hashes, "faults": faults}
    text = "".join(line for one in done.values() for line in one["faults"]).encode()
    write_if_changed(folder, _FAULTS, text)
    of_all = [_FAULTS]
    if departments is not None:
        spots = {day: world.day("hot_spot", day) for day in wanted}
        of_all += [*truth.gather(folder, wanted), *truth.write_hot_spots(folder, spots)]
    for one in done.values():
        # What is told of all days is on record with the last, so that a world that grew is recorded as one made at once.
        one["files"] = {path: sha256 for path, sha256 in one["files"].items() if path not in of_all}
    done[wanted[-1].isoformat()]["files"] |= {path: record.hash_of(folder / path) for path in of_all}
    for path in record.files(before.get("days", {})).keys() - record.files(done).keys():
        (folder / path).unlink(missing_ok=True)
    return done


def _departments(
    folder: Path,
    world: World,
    start: date,
    standards: Standards | None,
    only: Collection[str] | None,
    progress: Progress | None,
) -> Departments | None:
    if standards is None:
        return None
    # The tables need the world's frames, which the hand-written feeds alone do not.
    from simulator.tables import true_rows

    def rows(dataset: str, day: date, since: date) -> Any:
        return true_rows(world, standards, dataset, day, since)

    desk = Desk(rows, world.seed, start, folder / _WAITING)
    return Departments(folder, standards, desk, only, progress, identities(world))


def _feeds(
    folder: Path, world: World, day: date, start: date
) -> tuple[dict[str, int], dict[str, str], list[str]]:
    """Write the hand-written feeds of a day: their rows, the hashes of their files, their faults as lines."""
    rows: dict[str, int] = {}
    hashes: dict[str, str] = {}
    faults: list[str] = []
    for dataset, file in _of_day(world, day, start):
        write_if_changed(folder, file.path, file.content)
        hashes[file.path] = hashlib.sha256(file.content).hexdigest()
        rows[dataset] = rows.get(dataset, 0) + file.rows
        faults += [json.dumps(fault.as_json(), ensure_ascii=False) + "\n" for fault in file.faults]
    return rows, hashes, faults


def _of_day(world: World, day: date, start: date) -> Iterator[tuple[str, FeedFile]]:
    if day == start:
        yield ecology.DATASET, ecology.permits(world, start)
    for dataset, feed in _DAILY_FEEDS:
        for file in feed(world, day):
            yield dataset, file


@contextmanager
def serve(simulated: Simulated) -> Iterator[dict[str, str]]:
    """Serve what is not files on loopback and give the environment that the sources need, until the block ends."""
    permits = json.loads((simulated.paths["ecology"] / "permits.json").read_bytes())
    token = token_of(simulated.seed)
    with ExitStack() as stack:
        environment = dict(simulated.env)
        if simulated.standards is not None:
            environment |= stack.enter_context(
                serve_sources(simulated.folder, simulated.standards, simulated.seed, simulated.days)
            )
        place = str(simulated.paths["ecology"].resolve() / "permits")
        address = stack.enter_context(ecology_api.serve(permits, token, simulated.seed, place))
        yield environment | {"ECOLOGY_API_URL": address.url, "ECOLOGY_API_TOKEN": address.token}


def _simulated(
    folder: Path,
    seed: int,
    done: dict[str, Any],
    standards: Standards | None,
    only: Collection[str] | None,
) -> Simulated:
    rows: dict[str, int] = {}
    for one in done.values():
        for dataset, count in one["rows"].items():
            rows[dataset] = rows.get(dataset, 0) + count
    paths = {source: folder / source for source in _HAND_WRITTEN_SOURCES}
    env = {
        "MEE_AIR_URL": str(paths["mee"]),
        "MARKET_REGULATION_URL": str(paths["market_regulation"]),
        "IOT_GATEWAY_URL": str(paths["iot"]),
    }
    delivered = standards.delivered if standards else sorted(HAND_WRITTEN)
    datasets = tuple(one for one in delivered if only is None or one in only or one in HAND_WRITTEN)
    return Simulated(
        folder,
        seed,
        paths,
        env,
        dict(sorted(rows.items())),
        folder / _FAULTS,
        len(done),
        standards,
        datasets,
    )


def _left_waiting(folder: Path, done: dict[str, Any]) -> list[str]:
    """Return the rows that were laid by for a later day and that no earlier day has on record."""
    files = (path.relative_to(folder).as_posix() for path in (folder / _WAITING).rglob("*.parquet"))
    return sorted(set(files) - record.files(done).keys())


def _clear(folder: Path) -> None:
    """Remove what grows from day to day, so that it begins anew, whether or not a run came so far as to record it."""
    for path in list(folder.rglob("*.db")):
        if path.stem == path.parent.name:
            path.unlink()
    # A broker that counts what its clients have had of other messages would keep these from them.
    for growing in [folder / DAYS, folder / _WAITING, *folder.rglob(ACKNOWLEDGED)]:
        shutil.rmtree(growing, ignore_errors=True)
